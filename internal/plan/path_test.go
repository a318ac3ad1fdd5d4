package plan

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// goodPaths are accepted, badPaths are refused with a reason that contains the
// text beside them.
var goodPaths = []string{
	"package.json", "src/index.ts", ".gitignore", ".github/workflows/ci.yml", "a b/c d.txt",
	"src/routes/[id]/$slug.(group).ts", "prix/été.md", "console.ts", "com.ts", "com10", "lpt", "nulls",
	"...a", ".docreate.json", "git", "src/.gitkeep", strings.Repeat("n", 255),
}

var badPaths = map[string]string{
	"":                        "empty",
	"/etc/passwd":             "absolute",
	"a//b":                    "extra slash",
	"a/":                      "extra slash",
	".":                       `"."`,
	"a/./b":                   `"."`,
	"..":                      `".."`,
	"a/../../b":               `".."`,
	`a\b`:                     "backslash",
	`\\server\share`:          "backslash",
	"C:/windows":              "Windows",
	"C:x":                     "Windows",
	"file.txt:stream":         "Windows",
	"what?":                   "Windows",
	"a\nb":                    "control",
	"a\x00b":                  "control",
	"a\x1b[31m":               "control",
	"a\u0085b":                "control",
	"a\u2028b":                "control",
	"evil\u202egnp.exe":       "control",
	"a\xff":                   "UTF-8",
	"CON":                     "device",
	"src/nul.ts":              "device",
	"aux.tar.gz":              "device",
	"COM1":                    "device",
	"lpt9.txt":                "device",
	"com¹":                    "device",
	"con .txt":                "device",
	"conin$":                  "device",
	"a.":                      "dot or a space",
	"a /b":                    "dot or a space",
	".git":                    "git",
	".git/config":             "git",
	"sub/.GIT/hooks/x":        "git",
	".g\u200cit/config":       "git",
	"git~1/config":            "git",
	".docreate-apply-work/x":  "docreate",
	"src/.DOCREATE-apply-1":   "docreate",
	strings.Repeat("n", 256):  "256 bytes",
	strings.Repeat("a/", 513): "at most 1024",
}

func TestValidatePath(t *testing.T) {
	for _, path := range goodPaths {
		if err := ValidatePath(path); err != nil {
			t.Errorf("%q is refused: %v", path, err)
		}
	}
	for path, want := range badPaths {
		err := ValidatePath(path)
		var refused *PathError
		if !errors.As(err, &refused) {
			t.Errorf("%q: got %v, want a PathError", path, err)
			continue
		}
		if refused.Path != path || !strings.Contains(refused.Reason, want) {
			t.Errorf("%q: got %q, want a reason with %q", path, err, want)
		}
	}
}

func FuzzValidatePath(f *testing.F) {
	for _, path := range goodPaths {
		f.Add(path)
	}
	for path := range badPaths {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if ValidatePath(path) != nil {
			return
		}
		if !filepath.IsLocal(filepath.FromSlash(path)) {
			t.Errorf("%q is accepted and not local", path)
		}
		if clean := filepath.ToSlash(filepath.Clean(path)); clean != path {
			t.Errorf("%q is accepted and is %q when cleaned", path, clean)
		}
		for _, part := range strings.Split(path, "/") {
			if err := ValidatePath(part); err != nil {
				t.Errorf("%q is accepted, its part %q is not: %v", path, part, err)
			}
		}
	})
}

func FuzzFoldCase(f *testing.F) {
	f.Add("README.md", "readme.MD")
	f.Add("K", "\u212a")
	f.Add("İ", "i")
	f.Add("ſ", "S")
	f.Fuzz(func(t *testing.T, a, b string) {
		if same := foldCase(a) == foldCase(b); same != strings.EqualFold(a, b) {
			t.Errorf("%q and %q: equal keys is %v, EqualFold is not", a, b, same)
		}
	})
}
