package generators

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/project"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/templates"
)

// The laws hold for everything in the catalog; a pattern that is added is
// under them without a change here.

func realCatalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	cat, err := catalog.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(cat.Patterns) == 0 {
		t.Fatal("the catalog has no patterns")
	}
	return cat
}

func specOf(patterns ...spec.Pattern) spec.Spec {
	return spec.Spec{Name: defaultName, PackageManager: spec.NPM, Patterns: patterns}
}

func defaults(p catalog.Pattern) spec.Pattern { return spec.Pattern{ID: p.ID, Names: p.Names} }

// generate returns the bytes of a new project, by path.
func generate(t *testing.T, cat *catalog.Catalog, s spec.Spec) map[string]string {
	t.Helper()
	files, err := New(cat, s, "test")
	if err != nil {
		t.Fatal(err)
	}
	return contents(files)
}

func contents(files []plan.File) map[string]string {
	out := map[string]string{}
	for _, file := range files {
		out[file.Path] = string(file.Content)
	}
	return out
}

var markerLine = regexp.MustCompile(`(?m)^\s*(//|#|<!--|/\*) ?#(if |end).*\n`)

// Law 1: with the default names and every feature, each file of a template is
// in the project byte for byte, marker lines aside.
func TestLawDefaultsReproduceTheTemplates(t *testing.T) {
	cat := realCatalog(t)
	var features []string
	for _, f := range cat.Features {
		features = append(features, f.ID)
	}
	for _, pattern := range cat.Patterns {
		t.Run(pattern.ID, func(t *testing.T) {
			s := specOf(defaults(pattern))
			s.Features = features
			got := generate(t, cat, s)
			layers := []catalog.Layer{cat.Base, pattern.Layer}
			for _, module := range cat.Modules(pattern.Kit) {
				layers = append(layers, module.Layer)
			}
			for _, layer := range layers {
				for _, file := range layer.Files {
					if file.Fragment || isMerged(cat, file.Path) {
						continue
					}
					if want := markerLine.ReplaceAllString(string(file.Content), ""); got[file.Path] != want {
						t.Errorf("%s/%s is not reproduced", layer.ID, file.Path)
					}
				}
			}
		})
	}
}

// isMerged reports whether a file of the base is one that others add to.
func isMerged(cat *catalog.Catalog, path string) bool {
	if path == entryPath || path == configPath {
		return true
	}
	for _, pattern := range cat.Patterns {
		for _, file := range pattern.Files {
			if file.Fragment && file.Path == path {
				return true
			}
		}
	}
	return false
}

// Law 2: with other names, no default name is left anywhere.
func TestLawNoDefaultNameIsLeft(t *testing.T) {
	cat := realCatalog(t)
	for _, pattern := range cat.Patterns {
		t.Run(pattern.ID, func(t *testing.T) {
			s := specOf(spec.Pattern{ID: pattern.ID, Names: spec.NamesOf("Zebra9Quux")})
			s.Name = "another-name"
			forbidden := []string{defaultName, pattern.Class, pattern.Binding, pattern.Slug, spec.NamesOf(pattern.Class).Camel()}
			for path, text := range generate(t, cat, s) {
				if path == project.RecordPath {
					// The id of a pattern may be its slug.
					text = strings.ReplaceAll(text, fmt.Sprintf(`"id": %q`, pattern.ID), "")
				}
				for _, name := range forbidden {
					for _, place := range []string{path, text} {
						if i := strings.Index(strings.ToLower(place), strings.ToLower(name)); i >= 0 {
							t.Errorf("%s: %q is left: …%s…", path, name, around(place, i))
						}
					}
				}
			}
		})
	}
}

func around(text string, i int) string { return text[max(0, i-30):min(len(text), i+40)] }

// Law 3: a project with A and B is a project with A to which B was added.
func TestLawNewIsAdd(t *testing.T) {
	cat := realCatalog(t)
	for _, a := range cat.Patterns {
		for _, b := range cat.Patterns {
			first, second := defaults(a), defaults(b)
			if a.ID == b.ID {
				second = spec.Pattern{ID: b.ID, Names: spec.NamesOf("Zebra9Quux")}
			}
			t.Run(first.ID+"+"+second.ID, func(t *testing.T) {
				want := generate(t, cat, specOf(first, second))
				got := generate(t, cat, specOf(first))
				added, err := Add(cat, open(t, got), specOf(second), "test")
				if err != nil {
					t.Fatal(err)
				}
				maps.Copy(got, contents(added))
				compare(t, got, want)
			})
		}
	}
}

// Law 4: adding what is there changes nothing.
func TestLawAddingTwiceChangesNothing(t *testing.T) {
	cat := realCatalog(t)
	var all []spec.Pattern
	for _, p := range cat.Patterns {
		all = append(all, defaults(p))
	}
	p := open(t, generate(t, cat, specOf(all...)))
	for _, again := range append(slices.Clone(all), all[0]) {
		files, err := Add(cat, p, specOf(again), "test")
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != 0 {
			t.Errorf("adding %s again changes %d files", again.ID, len(files))
		}
	}
}

// The same input gives the same bytes, for every package manager.
func TestDeterministic(t *testing.T) {
	cat := realCatalog(t)
	for _, manager := range spec.PackageManagers {
		s := specOf(defaults(cat.Patterns[0]))
		s.PackageManager = manager
		compare(t, generate(t, cat, s), generate(t, cat, s))
	}
}

// open returns the project that consists of the files.
func open(t *testing.T, files map[string]string) *project.Project {
	t.Helper()
	fsys := fstest.MapFS{}
	for path, text := range files {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	p, err := project.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func compare(t *testing.T, got, want map[string]string) {
	t.Helper()
	paths := slices.Sorted(maps.Keys(want))
	for path := range got {
		if _, ok := want[path]; !ok {
			t.Errorf("%s should not be there", path)
		}
	}
	for _, path := range paths {
		if got[path] != want[path] {
			t.Errorf("%s differs:\n%s", path, firstDifference(got[path], want[path]))
		}
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d: got %q, want %q", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("got %d lines, want %d", len(a), len(b))
}

// benchmarkInput is a project with every pattern.
func benchmarkInput(b *testing.B) (*catalog.Catalog, spec.Spec) {
	cat, err := catalog.Load(templates.FS)
	if err != nil {
		b.Fatal(err)
	}
	var s = specOf()
	for _, p := range cat.Patterns {
		s.Patterns = append(s.Patterns, defaults(p))
	}
	return cat, s
}
