package plan

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxName = 255  // bytes in one name, on every file system in use
	maxPath = 1024 // bytes in a path, on macOS
)

// ValidatePath returns a [PathError] unless path can be written on Linux, macOS
// and Windows alike, stays inside the root and touches nothing that belongs to
// git or to docreate's own work directory.
func ValidatePath(path string) error {
	if reason := pathProblem(path); reason != "" {
		return &PathError{Path: path, Reason: reason}
	}
	return nil
}

// pathProblem returns what is wrong with a path, or "".
func pathProblem(path string) string {
	switch {
	case path == "":
		return "is empty; give a relative path"
	case len(path) > maxPath:
		return fmt.Sprintf("has %d bytes; at most %d are allowed", len(path), maxPath)
	case !utf8.ValidString(path):
		return "is not valid UTF-8; rename it"
	case path[0] == '/':
		return "is absolute; give it relative to the project"
	}
	for _, r := range path {
		if problem := runeProblem(r); problem != "" {
			return problem
		}
	}
	for name := range strings.SplitSeq(path, "/") {
		if problem := nameProblem(name); problem != "" {
			return problem
		}
	}
	return ""
}

// runeProblem returns what is wrong with a character of a path, or "".
func runeProblem(r rune) string {
	switch {
	case r == '\\':
		return "contains a backslash; separate names by slashes"
	case strings.ContainsRune(`<>:"|?*`, r):
		return fmt.Sprintf("contains %q, which Windows does not allow; rename it", r)
	case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control):
		return "contains a control character; rename it"
	}
	return ""
}

// nameProblem returns what is wrong with one name of a path, or "".
func nameProblem(name string) string {
	switch {
	case name == "":
		return "contains an empty name; remove the extra slash"
	case name == "." || name == "..":
		return fmt.Sprintf("contains %q; give it without", name)
	case len(name) > maxName:
		return fmt.Sprintf("contains a name of %d bytes; at most %d are allowed", len(name), maxName)
	case name[len(name)-1] == '.' || name[len(name)-1] == ' ':
		return "contains a name that ends in a dot or a space, which Windows drops; rename it"
	case isDevice(name):
		return fmt.Sprintf("contains %q, a device on Windows; rename it", name)
	case isGit(name):
		return fmt.Sprintf("contains %q, which belongs to git; choose another name", name)
	case strings.HasPrefix(foldCase(name), workPrefix):
		return fmt.Sprintf("contains %q, which docreate uses while it writes; choose another name", name)
	}
	return ""
}

// isDevice reports whether Windows takes a name for a device. It ignores what
// follows the first dot, and spaces before it.
func isDevice(name string) bool {
	base, _, _ := strings.Cut(name, ".")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	number, ok := strings.CutPrefix(base, "COM")
	if !ok {
		number, ok = strings.CutPrefix(base, "LPT")
	}
	return ok && utf8.RuneCountInString(number) == 1 && strings.Contains("0123456789¹²³", number)
}

// isGit reports whether some file system takes a name for git's directory:
// ignoring case, without the invisible characters that HFS+ drops, or by its
// short name on NTFS.
func isGit(name string) bool {
	visible := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	folded := foldCase(visible)
	return folded == ".git" || folded == "git~1"
}

// foldCase returns a form that is equal for two names exactly when
// [strings.EqualFold] holds for them. Its ASCII letters are lower case.
func foldCase(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		if least <= unicode.MaxASCII {
			return unicode.ToLower(least)
		}
		return least
	}, name)
}
