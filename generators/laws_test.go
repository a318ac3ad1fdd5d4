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

func allFeatures(cat *catalog.Catalog) []string {
	var ids []string
	for _, f := range cat.Features {
		ids = append(ids, f.ID)
	}
	return ids
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

var markerLine = regexp.MustCompile(`(?m)^[ \t]*(//|#|<!--|/\*) ?#(if |end).*\n`)

// Law 1: with the default names and every feature, each file of a template is
// in the project byte for byte, marker lines aside.
func TestLawDefaultsReproduceTheTemplates(t *testing.T) {
	cat := realCatalog(t)
	for _, pattern := range cat.Patterns {
		t.Run(pattern.ID, func(t *testing.T) {
			s := specOf(defaults(pattern))
			s.Features = allFeatures(cat)
			got := generate(t, cat, s)
			layers := []catalog.Layer{cat.Base, pattern.Layer}
			for _, module := range cat.Modules(pattern.Kit) {
				layers = append(layers, module.Layer)
			}
			for _, feature := range cat.Features {
				if !feature.BuiltInto(s.Patterns) {
					layers = append(layers, feature.Layer, feature.PerPattern[pattern.ID])
				}
			}
			for _, layer := range layers {
				for _, file := range layer.Files {
					if file.Fragment || isMergeable(file.Path) {
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

// Law 2: with other names, no default name is left anywhere.
func TestLawNoDefaultNameIsLeft(t *testing.T) {
	cat := realCatalog(t)
	for _, pattern := range cat.Patterns {
		t.Run(pattern.ID, func(t *testing.T) {
			for _, left := range namesLeft(t, cat, pattern) {
				t.Error(left)
			}
		})
	}
}

// namesLeft renames a pattern and the project, and returns the places where a
// default name is left.
func namesLeft(t *testing.T, cat *catalog.Catalog, pattern catalog.Pattern) []string {
	t.Helper()
	s := specOf(spec.Pattern{ID: pattern.ID, Names: spec.NamesOf("Zebra9Quux")})
	s.Name = "another-name"
	s.Features = allFeatures(cat)
	var left []string
	for path, text := range generate(t, cat, s) {
		if path == project.RecordPath {
			// The id of a pattern may be its slug.
			text = strings.ReplaceAll(text, fmt.Sprintf(`"id": %q`, pattern.ID), "")
		}
		for _, name := range []string{defaultName, pattern.Class, pattern.Binding, pattern.Slug, pattern.Camel()} {
			for _, place := range []string{path, text} {
				if i := strings.Index(strings.ToLower(place), strings.ToLower(name)); i >= 0 {
					left = append(left, fmt.Sprintf("%s: %q is left: …%s…", path, name, around(place, i)))
				}
			}
		}
	}
	return left
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
				add(t, cat, got, specOf(second))
				compare(t, got, want)
			})
		}
	}
}

// Law 3 for features: a project with a feature is one to which it was added,
// and it does not matter whether a pattern or a feature came first.
func TestLawFeaturesCanComeLater(t *testing.T) {
	cat := realCatalog(t)
	for _, feature := range cat.Features {
		for _, pattern := range cat.Patterns {
			t.Run(feature.ID+"+"+pattern.ID, func(t *testing.T) {
				with := specOf(defaults(pattern))
				with.Features = []string{feature.ID}
				second := specOf(spec.Pattern{ID: pattern.ID, Names: spec.NamesOf("Zebra9Quux")})
				all := with
				all.Patterns = slices.Concat(with.Patterns, second.Patterns)

				got := generate(t, cat, specOf(defaults(pattern)))
				add(t, cat, got, with)
				compare(t, got, generate(t, cat, with))
				add(t, cat, got, second)
				compare(t, got, generate(t, cat, all))
			})
		}
	}
}

// add adds to a project that consists of the files.
func add(t *testing.T, cat *catalog.Catalog, files map[string]string, s spec.Spec) {
	t.Helper()
	added, err := Add(cat, open(t, files), s, "test")
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(files, contents(added))
}

// Law 4: adding what is there changes nothing.
func TestLawAddingTwiceChangesNothing(t *testing.T) {
	cat := realCatalog(t)
	var all []spec.Pattern
	for _, p := range cat.Patterns {
		all = append(all, defaults(p))
	}
	whole := specOf(all...)
	whole.Features = allFeatures(cat)
	p := open(t, generate(t, cat, whole))
	for _, again := range all {
		once := specOf(again)
		once.Features = whole.Features
		files, err := Add(cat, p, once, "test")
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
