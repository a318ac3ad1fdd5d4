package catalog

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/presets"
	"github.com/docreate/docreate/templates"
)

func TestPresetsFitTheCatalog(t *testing.T) {
	cat, err := Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	all, err := LoadPresets(presets.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 12 {
		t.Errorf("there are %d presets, want at least 12", len(all))
	}
	for _, p := range all {
		if p.Title == "" || p.Summary == "" || len(p.Summary) > 100 || strings.HasSuffix(p.Summary, ".") {
			t.Errorf("%s: the title and a summary of at most 100 characters, without a full stop, must be there", p.ID)
		}
		for _, text := range p.Patterns {
			parsed, err := spec.ParsePattern(text)
			if err != nil {
				t.Errorf("%s: %v", p.ID, err)
			}
			if _, err := cat.Pattern(parsed.ID); err != nil {
				t.Errorf("%s: %v", p.ID, err)
			}
		}
		if _, err := cat.ResolveFeatures(p.Features); err != nil {
			t.Errorf("%s: %v", p.ID, err)
		}
	}
}

func TestParseAnswersRefuses(t *testing.T) {
	tests := []struct {
		text         string
		line, column int
		want         string
	}{
		{"{\n  \"nmae\": \"x\"\n}", 2, 3, `did you mean "name"?`},
		{"{ \"something\": 1 }", 1, 3, "use name, packageManager, patterns, features, install, git, $schema"},
		{"[]", 1, 1, "not an object"},
		{"{ \"git\": \"yes\" }", 1, 15, `"git" is a string, not a true or false`},
		{"", 1, 1, "not JSON"},
	}
	for _, test := range tests {
		_, err := ParseAnswers("a.jsonc", []byte(test.text))
		var failed *FileError
		if !errors.As(err, &failed) {
			t.Errorf("%q: got %v", test.text, err)
			continue
		}
		if failed.Line != test.line || failed.Column != test.column || !strings.Contains(failed.Problem, test.want) {
			t.Errorf("%q: got %v, want %d:%d and %q", test.text, err, test.line, test.column, test.want)
		}
	}
}

func TestLoadPresets(t *testing.T) {
	fsys := fstest.MapFS{
		"b.jsonc":   file("// ours\n{ \"title\": \"B\", \"patterns\": [\"room\"], }"),
		"a.jsonc":   file(`{ "$schema": "x", "title": "A", "patterns": ["room"] }`),
		"notes.txt": file("no preset"),
	}
	all, err := LoadPresets(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].ID != "a" || all[1].Title != "B" {
		t.Errorf("got %+v", all)
	}
	if _, err := FindPreset(all, "c"); err == nil {
		t.Error("a preset that is not there was found")
	}
	fsys["c.jsonc"] = file(`{ "titel": "C" }`)
	if _, err := LoadPresets(fsys); err == nil || !strings.Contains(err.Error(), "c.jsonc:1:3") {
		t.Errorf("got %v", err)
	}
}
