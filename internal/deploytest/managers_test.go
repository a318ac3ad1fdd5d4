package deploytest

import (
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/generators"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/proof"
	"github.com/docreate/docreate/internal/spec"
)

// Package managers differ in how flags get to a script, and `pnpm deploy` is
// no script at all.
func TestCommandOfEveryPackageManager(t *testing.T) {
	commands := map[spec.PackageManager]string{
		spec.NPM:  "npm run deploy -- --secrets-file .prod.vars",
		spec.PNPM: "pnpm run deploy --secrets-file .prod.vars",
		spec.Yarn: "yarn deploy --secrets-file .prod.vars",
		spec.Bun:  "bun run deploy --secrets-file .prod.vars",
	}
	cat := proof.Catalog(t)
	for _, manager := range spec.PackageManagers {
		s := spec.Spec{Name: worker, PackageManager: manager, Patterns: []spec.Pattern{proof.Default(cat.Patterns[0])}}
		files, err := generators.New(cat, s, worker)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"README.md", "scripts/secrets.ts"} {
			i := slices.IndexFunc(files, func(f plan.File) bool { return f.Path == path })
			if i < 0 {
				t.Fatalf("%s: no %s", manager, path)
			}
			text := string(files[i].Content)
			if !strings.Contains(text, commands[manager]) || strings.Contains(text, "pnpm deploy") {
				t.Errorf("%s: %s does not say %q:\n%s", manager, path, commands[manager], text)
			}
		}
	}
}
