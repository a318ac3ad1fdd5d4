package catalog

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docreate/docreate/templates"
)

func TestLoadTemplates(t *testing.T) {
	c, err := Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Patterns) == 0 || len(c.Managers) == 0 || len(c.Base.Files) == 0 {
		t.Fatalf("the catalog is empty: %d patterns, %d managers, %d files of the base", len(c.Patterns), len(c.Managers), len(c.Base.Files))
	}
	for _, p := range c.Patterns {
		if p.Title == "" || p.Summary == "" || p.Use == "" || p.Avoid == "" {
			t.Errorf("patterns/%s: title, summary, use and avoid must all say something", p.ID)
		}
		if strings.Contains(p.Summary, "\n") || len(p.Summary) > 100 {
			t.Errorf("patterns/%s: the summary must be one line of at most 100 characters", p.ID)
		}
		if first := p.Summary[0]; first < 'A' || first > 'Z' || strings.HasSuffix(p.Summary, ".") {
			t.Errorf("patterns/%s: the summary must begin with a capital and end without a full stop", p.ID)
		}
	}
	if !c.Base.has(".gitignore") {
		t.Error("the base has no .gitignore")
	}
}

// small returns a catalog on which a test can plant a fault.
func small() fstest.MapFS {
	return fstest.MapFS{
		"base/README.md":              file("# demo\n"),
		"base/_gitignore":             file("node_modules/\n"),
		"kit/clock/manifest.jsonc":    file(`{ "summary": "time", "needs": [] }`),
		"kit/clock/src/kit/clock.ts":  file("export {};\n"),
		"kit/queue/manifest.jsonc":    file(`{ "summary": "work", "needs": ["clock"] }`),
		"patterns/one/manifest.jsonc": file(`{ "class": "One", "binding": "ONE", "slug": "one", "kit": ["queue"], }`),
		"patterns/one/README.md":      file("## One\n"),
		"patterns/one/src/one.ts":     file("export class One {}\n"),
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestLoad(t *testing.T) {
	c, err := Load(small())
	if err != nil {
		t.Fatal(err)
	}
	one, err := c.Pattern("one")
	if err != nil {
		t.Fatal(err)
	}
	var modules []string
	for _, m := range c.Modules(one.Kit) {
		modules = append(modules, m.ID)
	}
	if !slices.Equal(modules, []string{"clock", "queue"}) {
		t.Errorf("modules of one are %v, want clock before queue", modules)
	}
	if readme := one.Files[0]; readme.Path != "README.md" || !readme.Fragment {
		t.Errorf("%q is not seen as a fragment of the base's file", readme.Path)
	}
	if source := one.Files[1]; source.Path != "src/one.ts" || source.Fragment {
		t.Errorf("%q is seen as a fragment", source.Path)
	}
}

func TestLoadRefusesFaults(t *testing.T) {
	tests := []struct{ name, path, text, want string }{
		{"a manifest that is not JSON", "patterns/one/manifest.jsonc", `{ "class": }`, "patterns/one/manifest.jsonc"},
		{"a misspelt key", "patterns/one/manifest.jsonc", `{ "clas": "One" }`, `"clas"`},
		{"a module that is not there", "patterns/one/manifest.jsonc", `{ "class": "One", "binding": "ONE", "slug": "one", "kit": ["clok"] }`, "kit/clok"},
		{"names that do not fit", "patterns/one/manifest.jsonc", `{ "class": "One", "binding": "TWO", "slug": "one" }`, `"ONE"`},
		{"modules in a circle", "kit/clock/manifest.jsonc", `{ "summary": "time", "needs": ["queue"] }`, "needs itself"},
		{"a folder without manifest", "patterns/two/src/two.ts", "export {};", "patterns/two/manifest.jsonc"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fsys := small()
			fsys[test.path] = file(test.text)
			_, err := Load(fs.FS(fsys))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestUnknownNamesTheNearest(t *testing.T) {
	c, err := Load(small())
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Pattern("noe")
	if err == nil || !strings.Contains(err.Error(), `did you mean "one"?`) {
		t.Errorf("got %v", err)
	}
	_, err = c.Manager("npm")
	if err == nil {
		t.Error("a manager that is not in the catalog was found")
	}
}

func TestNearest(t *testing.T) {
	known := []string{"per-user", "room", "sharded", "singleton", "webhook-queue"}
	tests := map[string]string{
		"rooms": "room", "rom": "room", "romo": "room", "per_user": "per-user", "webhok-queue": "webhook-queue",
		"shard": "sharded", "database": "", "": "",
	}
	for word, want := range tests {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

// A feature of classes fits the patterns that it has files or regions for, or
// that have it built in; one of the project fits every pattern.
func TestFits(t *testing.T) {
	pattern := func(id, source string) Pattern {
		return Pattern{Layer: Layer{ID: id, Files: []File{{Path: "src/" + id + ".ts", Content: []byte(source)}}}}
	}
	c := &Catalog{Patterns: []Pattern{
		pattern("files", "export {};\n"),
		pattern("regions", "  // #if woven\nwoven();\n  // #end\n"),
		pattern("others", "// #if woven2\nother();\n// #end\nconst s = `// #if woven`;\n"),
		pattern("builtin", "// #if project\nproject();\n// #end\n"),
	}}
	woven := Feature{
		Layer:      Layer{ID: "woven"},
		PerPattern: map[string]Layer{"files": {}},
		Always:     map[string]string{"builtin": "by itself"},
	}
	if got, want := c.Fits(&woven), []string{"files", "regions", "builtin"}; !slices.Equal(got, want) {
		t.Errorf("woven fits %v, want %v", got, want)
	}
	project := Feature{Layer: Layer{ID: "project"}}
	if got := c.Fits(&project); len(got) != len(c.Patterns) {
		t.Errorf("a feature of the project fits %v, want all", got)
	}
}
