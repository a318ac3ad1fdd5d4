package proof

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/workbench"
	"github.com/docreate/docreate/templates"
)

var link = flag.Bool("link", false, "put dependencies and types into templates, so that an editor shows no errors there")

const templatesDir = "../../templates"

// The templates are TypeScript as they stand: an editor opens them without
// errors.
func TestEditorOpensTheTemplates(t *testing.T) {
	dir := templatesDir
	if !*link {
		dir = t.TempDir()
		if err := os.CopyFS(dir, templates.FS); err != nil {
			t.Fatal(err)
		}
		copyFile(t, filepath.Join(templatesDir, "tsconfig.json"), filepath.Join(dir, "tsconfig.json"))
	}
	cat := Catalog(t)
	checkRootDirs(t, cat)
	linkForEditor(t, cat, dir)
	workbench.Run(t, dir, "tsc", "--project", ".")
}

// linkForEditor puts into dir what the TypeScript of the templates needs: the
// dependencies, and the types of an environment with every class and feature.
func linkForEditor(t *testing.T, cat *catalog.Catalog, dir string) {
	t.Helper()
	var all []spec.Pattern
	for _, p := range cat.Patterns {
		all = append(all, Default(p))
	}
	var features []string
	for _, f := range cat.Features {
		features = append(features, f.ID)
	}
	project := WriteWith(t, cat, features, all...)
	workbench.Run(t, project, "wrangler", "types")
	types, err := os.ReadFile(filepath.Join(project, "worker-configuration.d.ts"))
	if err != nil {
		t.Fatal(err)
	}
	// The classes are in the folders of their patterns here.
	text := string(types)
	for _, p := range all {
		text = strings.ReplaceAll(text, fmt.Sprintf(`import("./src/index").%s>`, p.Class),
			fmt.Sprintf(`import("./patterns/%s/src/%s").%s>`, p.ID, p.Slug, p.Class))
	}
	text = strings.ReplaceAll(text, `import("./src/index")`, `import("./base/src/index")`)
	if err := os.WriteFile(filepath.Join(dir, "worker-configuration.d.ts"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	modules, err := os.Readlink(filepath.Join(project, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(dir, "node_modules")
	if err := os.RemoveAll(target); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, target); err != nil {
		t.Fatal(err)
	}
}

// checkRootDirs compares the list in templates/tsconfig.json with the folders.
func checkRootDirs(t *testing.T, cat *catalog.Catalog) {
	t.Helper()
	want := []string{"./base"}
	for _, module := range cat.Kit {
		want = append(want, "./kit/"+module.ID)
	}
	for _, pattern := range cat.Patterns {
		want = append(want, "./patterns/"+pattern.ID)
	}
	for _, feature := range cat.Features {
		for _, id := range slices.Sorted(maps.Keys(feature.PerPattern)) {
			if hasTypeScript(feature.PerPattern[id]) {
				want = append(want, "./features/"+feature.ID+"/patterns/"+id)
			}
		}
		if hasTypeScript(feature.Layer) {
			want = append(want, "./features/"+feature.ID)
		}
	}
	text, err := os.ReadFile(filepath.Join(templatesDir, "tsconfig.json"))
	if err != nil {
		t.Fatal(err)
	}
	list, _, _ := strings.Cut(string(text[strings.Index(string(text), `"rootDirs"`):]), "]")
	var got []string
	for _, part := range strings.Split(list, `"`) {
		if strings.HasPrefix(part, "./") {
			got = append(got, part)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("rootDirs of templates/tsconfig.json are\n%q, want\n%q", got, want)
	}
}

func hasTypeScript(layer catalog.Layer) bool {
	return slices.ContainsFunc(layer.Files, func(f catalog.File) bool { return strings.HasSuffix(f.Path, ".ts") })
}

// TypeScript in the templates is formatted, and so is that of projects, with
// all features and without any: they begin with a clean diff.
func TestFormatted(t *testing.T) {
	t.Parallel()
	prettier := workbench.Install(t, `{ "private": true, "dependencies": { "prettier": "3.10.1" } }`)
	check := func(dir string, paths ...string) {
		copyFile(t, filepath.Join(templatesDir, ".prettierrc.json"), filepath.Join(dir, ".prettierrc.json"))
		workbench.Run(t, dir, filepath.Join(prettier, "node_modules", ".bin", "prettier"), append([]string{"--check"}, paths...)...)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, templates.FS); err != nil {
		t.Fatal(err)
	}
	check(dir, ".")

	cat := Catalog(t)
	s := spec.Spec{Name: "proof", PackageManager: spec.NPM}
	for _, p := range cat.Patterns {
		s.Patterns = append(s.Patterns, Default(p))
	}
	check(WriteFiles(t, cat, s), "src", "test", "scripts")
	for _, f := range cat.Features {
		s.Features = append(s.Features, f.ID)
	}
	check(WriteFiles(t, cat, s), "src", "test", "scripts")
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
