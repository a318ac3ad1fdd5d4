// Package proof runs generated projects: it writes them to disk as `docreate
// new` does and puts them through the type check, the dry deployment and their
// own tests in the Workers runtime. It has tests only, and what they share.
package proof

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/docreate/docreate/generators"
	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/workbench"
	"github.com/docreate/docreate/templates"
)

// Catalog is the catalog of the embedded templates.
func Catalog(t testing.TB) *catalog.Catalog {
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

// Default is a pattern under its default names.
func Default(p catalog.Pattern) spec.Pattern { return spec.Pattern{ID: p.ID, Names: p.Names} }

// Named is a pattern under another class name.
func Named(p catalog.Pattern, class string) spec.Pattern {
	return spec.Pattern{ID: p.ID, Names: spec.NamesOf(class)}
}

// Write writes a project with the patterns to a new directory, with its
// dependencies installed, and returns the directory.
func Write(t testing.TB, cat *catalog.Catalog, patterns ...spec.Pattern) string {
	t.Helper()
	return WriteWith(t, cat, nil, patterns...)
}

// WriteWith is Write for a project with features, by their ids.
func WriteWith(t testing.TB, cat *catalog.Catalog, features []string, patterns ...spec.Pattern) string {
	t.Helper()
	return WriteSpec(t, cat, spec.Spec{Patterns: patterns, Features: features})
}

// WriteSpec is Write for all that a spec can say but the name and the package
// manager.
func WriteSpec(t testing.TB, cat *catalog.Catalog, s spec.Spec) string {
	t.Helper()
	s.Name, s.PackageManager = "proof", spec.NPM
	dir := WriteFiles(t, cat, s)
	linkModules(t, dir)
	return dir
}

// WriteFiles writes a project to a new directory, without its dependencies,
// and returns the directory.
func WriteFiles(t testing.TB, cat *catalog.Catalog, s spec.Spec) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "proof")
	WriteFilesTo(t, cat, s, dir)
	return dir
}

// WriteFilesTo writes a project to a directory that does not exist, without
// its dependencies.
func WriteFilesTo(t testing.TB, cat *catalog.Catalog, s spec.Spec, dir string) {
	t.Helper()
	files, err := generators.New(cat, s, "proof")
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Compute(nil, files, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Apply(t.Context(), dir, p); err != nil {
		t.Fatal(err)
	}
}

// linkModules gives a project the node_modules of the cache. Projects with the
// same dependencies share one install.
func linkModules(t testing.TB, dir string) {
	t.Helper()
	manifest, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	installed := workbench.Install(t, dependencies(t, manifest))
	if err := os.Symlink(filepath.Join(installed, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
}

// dependencies returns a package.json with nothing but the dependencies of
// another one.
func dependencies(t testing.TB, packageJSON []byte) string {
	t.Helper()
	manifest := struct {
		Private         bool              `json:"private"`
		Dependencies    map[string]string `json:"dependencies"`
		DevDependencies map[string]string `json:"devDependencies"`
		AllowScripts    map[string]bool   `json:"allowScripts,omitempty"`
	}{Private: true}
	if err := json.Unmarshal(packageJSON, &manifest); err != nil {
		t.Fatal(err)
	}
	manifest.Private = true
	out, err := json.Marshal(manifest)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
