package spec

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Names are the three names of a Durable Object class.
type Names struct {
	Class   string `json:"class"`   // ChatRoom
	Binding string `json:"binding"` // CHAT_ROOM
	Slug    string `json:"slug"`    // chat-room: file names and routes
}

// NamesOf derives the names of a class from its class name.
func NamesOf(class string) Names {
	words := splitWords(class)
	return Names{
		Class:   class,
		Binding: strings.ToUpper(strings.Join(words, "_")),
		Slug:    strings.ToLower(strings.Join(words, "-")),
	}
}

// Camel is the class name as the start of a variable's name: chatRoom.
func (n Names) Camel() string {
	words := splitWords(n.Class)
	words[0] = strings.ToLower(words[0])
	return strings.Join(words, "")
}

// splitWords splits "HTTPRoom2" into "HTTP" and "Room2". It returns at least
// one word.
func splitWords(name string) []string {
	var words []string
	start := 0
	runes := []rune(name)
	for i := 1; i < len(runes); i++ {
		afterLower := unicode.IsUpper(runes[i]) && !unicode.IsUpper(runes[i-1])
		endOfCapitals := unicode.IsUpper(runes[i]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if afterLower || endOfCapitals {
			words = append(words, string(runes[start:i]))
			start = i
		}
	}
	return append(words, string(runes[start:]))
}

// maxClassName leaves room for suffixes in file names.
const maxClassName = 64

// ValidateClassName returns an *Error unless the name can be the name of a
// Durable Object class: a capital first, then letters and digits.
func ValidateClassName(name string) error {
	const allowed = "use a capital letter and then letters and digits, like ChatRoom"
	invalid := func(problem string) error { return &Error{"class name", name, problem, allowed} }
	switch {
	case name == "":
		return invalid("is empty")
	case len(name) > maxClassName:
		return &Error{"class name", name, fmt.Sprintf("has %d characters", len(name)), fmt.Sprintf("use at most %d", maxClassName)}
	case slices.Contains(reservedWords, name):
		return invalid("is a reserved word of TypeScript")
	case slices.Contains(globals, name):
		return &Error{"class name", name, "is the name of a global of the runtime", "choose another, like My" + name}
	case name[0] < 'A' || name[0] > 'Z':
		return invalid("does not start with a capital letter")
	case strings.IndexFunc(name, notAlphanumeric) >= 0:
		return invalid("has characters that are not letters or digits")
	}
	return nil
}

// maxProjectName is the longest name that gets an address on workers.dev, as a
// label of a host name.
const maxProjectName = 63

// ValidateProjectName returns an *Error unless the name can be the name of a
// Worker, of an npm package and of a directory on every system.
func ValidateProjectName(name string) error {
	const allowed = "use lower-case letters, digits and dashes, like my-app"
	invalid := func(problem string) error { return &Error{"project name", name, problem, allowed} }
	switch {
	case name == "":
		return invalid("is empty")
	case len(name) > maxProjectName:
		return &Error{"project name", name, fmt.Sprintf("has %d characters", len(name)), fmt.Sprintf("use at most %d", maxProjectName)}
	case strings.IndexFunc(name, func(r rune) bool { return r != '-' && (notAlphanumeric(r) || r >= 'A' && r <= 'Z') }) >= 0:
		return invalid("has characters that are not allowed")
	case strings.HasPrefix(name, "-"), strings.HasSuffix(name, "-"):
		return invalid("starts or ends with a dash")
	case slices.Contains(reservedDirectories, name):
		return &Error{"project name", name, "is the name of a device on Windows", "choose another, like my-" + name}
	}
	return nil
}

func notAlphanumeric(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
}

// reservedDirectories cannot be names of directories on Windows.
var reservedDirectories = []string{
	"con", "prn", "aux", "nul",
	"com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
}

// reservedWords are the words that TypeScript does not take as the name of a class.
var reservedWords = strings.Fields(`
	any arguments as async await bigint boolean break case catch class const continue
	debugger declare default delete do else enum eval export extends false finally for
	from function get if implements import in instanceof interface let module namespace
	never new null number object of package private protected public return set static
	string super switch symbol this throw true try type typeof undefined unknown using
	var void while with yield`)

// globals are names of the runtime that a class would hide.
var globals = strings.Fields(`
	AbortController AbortSignal Array ArrayBuffer BigInt Blob Boolean Buffer Cache Cloudflare
	CompressionStream Crypto DataView Date DurableObject DurableObjectNamespace DurableObjectState
	DurableObjectStorage DurableObjectStub Env Error Event EventTarget ExecutionContext
	ExportedHandler File FormData Function Headers Infinity Intl Iterator JSON Map Math NaN Number
	Object Promise Proxy ReadableStream Reflect RegExp Request Response Set String Symbol TextDecoder
	TextEncoder TransformStream TypeError URL URLPattern URLSearchParams Uint8Array WeakMap
	WeakRef WeakSet WebAssembly WebSocket WebSocketPair Worker WritableStream`)
