package wrangler

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/tailscale/hujson"
)

const (
	byteOrderMark = "\ufeff"

	// maxSize and maxDepth keep the recursive parser from running out of
	// stack. Real files are a few kilobytes and six levels.
	maxSize  = 1 << 20
	maxDepth = 200
)

// document is a parsed text of a configuration file.
type document struct {
	src  []byte
	root hujson.Value // an object
}

// parseDocument parses src and refuses what could not be edited safely.
func parseDocument(file string, src []byte) (*document, error) {
	if err := checkText(file, src); err != nil {
		return nil, err
	}
	root, err := hujson.Parse(parserInput(src))
	if err != nil {
		return nil, syntaxError(file, src, err)
	}
	doc := &document{src: src, root: root}
	if root.Value.Kind() != '{' {
		return nil, placed(file, src, root.StartOffset, &Error{Kind: Shape,
			Problem: "the configuration is not an object", Remedy: "put it in braces"})
	}
	if name := duplicate(&doc.root); name != nil {
		return nil, placed(file, src, name.StartOffset, &Error{Kind: Shape,
			Problem: fmt.Sprintf("duplicate key %q", stringOf(name)),
			Remedy:  "wrangler reads only the last one: keep one"})
	}
	return doc, nil
}

// parserInput returns a copy of src, which the tree aliases, with the same
// offsets and without what hujson does not read but wrangler does: a byte
// order mark, and a comment that ends the file without a line end.
func parserInput(src []byte) []byte {
	input := make([]byte, 0, len(src)+1)
	if bytes.HasPrefix(src, []byte(byteOrderMark)) {
		input = append(input, "   "...)
	}
	input = append(input, src[len(input):]...)
	return append(input, '\n')
}

// checkText refuses a text that is too large, too deep or not UTF-8.
func checkText(file string, src []byte) error {
	if len(src) > maxSize {
		return &Error{Kind: Syntax, File: file, Problem: fmt.Sprintf("%d bytes are too many for a configuration", len(src)),
			Remedy: "is it the right file?"}
	}
	if !utf8.Valid(src) {
		return placed(file, src, firstInvalid(src), &Error{Kind: Syntax, Problem: "not UTF-8", Remedy: "save the file as UTF-8"})
	}
	if offset := tooDeep(src); offset >= 0 {
		return placed(file, src, offset, &Error{Kind: Syntax, Problem: fmt.Sprintf("more than %d levels", maxDepth),
			Remedy: "is it the right file?"})
	}
	return nil
}

// tooDeep returns the offset of the first bracket below maxDepth levels, or -1.
func tooDeep(src []byte) int {
	depth := 0
	for i := 0; i < len(src); i = skipToken(src, i) {
		switch src[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth > maxDepth {
			return i
		}
	}
	return -1
}

func firstInvalid(src []byte) int {
	offset := 0
	for offset < len(src) {
		r, size := utf8.DecodeRune(src[offset:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		offset += size
	}
	return offset
}

// syntaxError turns the parser's error, which carries its place only as text,
// into one with the place in src.
func syntaxError(file string, src []byte, err error) error {
	e := &Error{Kind: Syntax, Problem: err.Error(), Remedy: "correct the JSON"}
	if cause := errors.Unwrap(err); cause != nil {
		e.Problem = cause.Error()
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		e.Problem = "the file ends in the middle of a value"
		return placed(file, src, len(src), e)
	}
	var line, column int
	if _, scanErr := fmt.Sscanf(err.Error(), "hujson: line %d, column %d:", &line, &column); scanErr != nil {
		return placed(file, src, 0, e)
	}
	return placed(file, src, offsetOf(src, line, column), e)
}

// offsetOf returns the offset of a byte column, both counted from 1.
func offsetOf(src []byte, line, column int) int {
	offset := 0
	for ; line > 1; line-- {
		offset += bytes.IndexByte(src[offset:], '\n') + 1
	}
	return min(offset+column-1, len(src))
}

// placed fills in the file and the place of an error. Columns count characters.
func placed(file string, src []byte, offset int, e *Error) *Error {
	before := bytes.TrimPrefix(src[:offset], []byte(byteOrderMark))
	e.File = file
	e.Line = 1 + bytes.Count(before, []byte("\n"))
	e.Column = 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return e
}

// duplicate returns the first name that stands twice in one object.
func duplicate(root *hujson.Value) *hujson.Value {
	for node := range root.All() {
		object, ok := node.Value.(*hujson.Object)
		if !ok {
			continue
		}
		seen := make(map[string]bool, len(object.Members))
		for i := range object.Members {
			name := nameOf(&object.Members[i])
			if seen[name] {
				return &object.Members[i].Name
			}
			seen[name] = true
		}
	}
	return nil
}

// text returns the string at a path, or "" where there is none.
func (doc *document) text(path ...string) string {
	return stringOf(doc.find(path...))
}

// find returns the node at a path of names, or nil.
func (doc *document) find(path ...string) *hujson.Value {
	node := &doc.root
	for _, name := range path {
		node = member(node, name)
	}
	return node
}

// environments returns the names of the named environments in file order.
func (doc *document) environments() []string {
	var names []string
	for _, m := range members(doc.find("env")) {
		names = append(names, nameOf(&m))
	}
	return names
}

// scopes returns the environments that bindings must be written to: the top
// level, which is "", and every named one.
func (doc *document) scopes() []string {
	return append([]string{""}, doc.environments()...)
}

// scoped returns the path of a key in an environment.
func scoped(env string, path ...string) []string {
	if env == "" {
		return path
	}
	return append([]string{"env", env}, path...)
}
