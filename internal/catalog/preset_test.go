package catalog

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

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
		text, err := fs.ReadFile(presets.FS, PresetFile(p.ID))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cat.ParsePreset(PresetFile(p.ID), text); err != nil {
			t.Error(err)
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
		{"{ \"something\": 1 }", 1, 3, "use name, packageManager, patterns, features, options, install, git, $schema"},
		{"[]", 1, 1, "not an object"},
		{`{ "git": "yes" }`, 1, 10, `"git" is a string, not true or false`},
		{"{\n  \"patterns\": {}\n}", 2, 15, `"patterns" is an object, not a list`},
		{"{\n  \"patterns\": [\n    \"room\", 3 ]\n}", 3, 13, `"patterns" has a number in it; each is a string`},
		{`{ "git": true, "git": false }`, 1, 16, `key "git" is there twice`},
		{"", 1, 1, "not JSON"},
		{"{\n  \"patterns\": [\"room\" \"sharded\"]\n}", 2, 23, "not JSON with comments: invalid character"},
		{"{\n  \"name\": \"My Shop\"\n}", 2, 11, `project name "My Shop" has characters`},
		{`{ "packageManager": "nmp" }`, 1, 21, `package manager "nmp" does not exist; did you mean "npm"?`},
		{`{ "patterns": ["room", "romo"] }`, 1, 24, `pattern "romo" does not exist; did you mean "room"?`},
		{`{ "patterns": ["room:desk"] }`, 1, 16, `class name "desk" does not start with a capital letter`},
		{`{ "features": ["ttl", "identiy"] }`, 1, 23, `feature "identiy" does not exist; did you mean "identity"?`},
	}
	cat, err := Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		_, err := cat.ParseAnswers("a.jsonc", []byte(test.text))
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
		"b.jsonc":    file("// ours\n{ \"title\": \"B\", \"patterns\": [\"room\"], }"),
		"a.jsonc":    file(`{ "$schema": "x", "title": "A", "patterns": ["room"] }`),
		"bare.jsonc": file(`{ "patterns": ["room"] }`),
		"notes.txt":  file("no preset"),
	}
	all, err := LoadPresets(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 3 || all[0].ID != "a" || all[1].Title != "B" || all[2].Title != "bare" {
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
