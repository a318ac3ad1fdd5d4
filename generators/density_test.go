package generators

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/templates"
)

// maxDensity is how many regions a template may have in 100 lines, marker lines
// not counted. With more of them nobody reads the code as it stands: what
// repeats belongs into a module of the kit.
const maxDensity = 12

// fewRegions are taken in at a glance, however short the file is: one that is
// all about hooks, such as src/kit/log.ts, is better as it is than with more
// code in it.
const fewRegions = 5

// TestTemplatesAreReadable finds templates that consist of regions rather than
// of code.
func TestTemplatesAreReadable(t *testing.T) {
	found := 0
	err := fs.WalkDir(templates.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(templates.FS, path)
		if err != nil {
			return err
		}
		regions, lines := countRegions(string(content))
		found += regions
		if complaint := tooDense(path, regions, lines); complaint != "" {
			t.Error(complaint)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Fatal("the templates have no regions")
	}
}

func TestTooDense(t *testing.T) {
	const region = "// #if ttl\n  code();\n// #end\n"
	tests := []struct {
		name          string
		regions, rest int
		want          string
	}{
		{"at the limit", 6, 44, ""},
		{"past the limit", 6, 43, "a.ts: 6 regions in 49 lines are more than 12 in 100; move what repeats into a module of templates/kit"},
		{"few regions", 5, 0, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Repeat(region, test.regions) + strings.Repeat("code();\n", test.rest)
			regions, lines := countRegions(text)
			if got := tooDense("a.ts", regions, lines); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// tooDense returns what is wrong with a file, or an empty string.
func tooDense(path string, regions, lines int) string {
	if regions <= fewRegions || regions*100 <= maxDensity*lines {
		return ""
	}
	return fmt.Sprintf("%s: %d regions in %d lines are more than %d in 100; move what repeats into a module of templates/kit",
		path, regions, lines, maxDensity)
}

// countRegions returns how many regions a text has, and how many lines besides
// their markers.
func countRegions(text string) (regions, lines int) {
	for line := range strings.Lines(text) {
		switch marker := catalog.Marker(line); {
		case strings.HasPrefix(marker, "#if "):
			regions++
		case marker != "#end":
			lines++
		}
	}
	return regions, lines
}
