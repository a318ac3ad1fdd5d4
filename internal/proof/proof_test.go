package proof

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/workbench"
	"github.com/docreate/docreate/internal/wrangler"
)

// minimumCoverage is the part of the lines of a project's src that its own
// tests must reach, in percent.
const minimumCoverage = 90

// Every pattern by itself, all of them in one project, and each of them twice
// in one project, the second time under another name. With -full, every two
// patterns in a project too, without features and with all of them, and every
// pattern by itself with all of them.
func TestProof(t *testing.T) {
	cat := Catalog(t)
	projects := map[string]spec.Spec{}
	var once, twice []spec.Pattern
	for _, p := range cat.Patterns {
		projects[p.ID] = spec.Spec{Patterns: []spec.Pattern{Default(p)}}
		once = append(once, Default(p))
		twice = append(twice, Default(p), Named(p, "Other"+p.Class))
	}
	projects["all"] = spec.Spec{Patterns: once}
	projects["all twice"] = spec.Spec{Patterns: twice}
	if *full {
		for i, a := range once {
			projects[a.ID+" with all features"] = spec.Spec{Patterns: once[i : i+1], Features: featureIDs(cat)}
			for _, b := range once[i+1:] {
				two := []spec.Pattern{a, b}
				projects[a.ID+" and "+b.ID] = spec.Spec{Patterns: two}
				projects[a.ID+" and "+b.ID+" with all features"] = spec.Spec{Patterns: two, Features: featureIDs(cat)}
			}
		}
	}
	start := time.Now()
	t.Cleanup(func() { t.Logf("%d projects, in %s", len(projects), time.Since(start).Round(time.Second)) })
	for name, s := range projects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prove(t, WriteSpec(t, cat, s))
		})
	}
}

// prove puts a project through everything that its user will.
func prove(t *testing.T, dir string) {
	t.Helper()
	workbench.Run(t, dir, "wrangler", "types")
	workbench.Run(t, dir, "node", "scripts/typecheck.ts")
	for _, environment := range append([]string{""}, environments(t, dir)...) {
		bundle := filepath.Join(t.TempDir(), "bundle")
		workbench.Run(t, dir, "wrangler", "deploy", "--dry-run", "--env="+environment, "--outdir", bundle)
	}
	runTests(t, dir, "--coverage")
	if got := coverage(t, dir); got < minimumCoverage {
		t.Errorf("the project's tests reach %.1f%% of the lines of its src, want at least %d%%", got, minimumCoverage)
	}
}

// runTests runs the tests of a project, which must pass, and returns what they
// print.
func runTests(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := workbench.Vitest(t, dir, args...)
	if err != nil {
		t.Fatalf("vitest: %v\n%s", err, out)
	}
	return string(out)
}

// environments returns the names of a project's environments.
func environments(t *testing.T, dir string) []string {
	t.Helper()
	const name = "wrangler.jsonc"
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	config, err := wrangler.Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return config.Environments()
}

// coverage returns the covered part of the lines, in percent.
func coverage(t *testing.T, dir string) float64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "coverage", "coverage-summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var summary struct {
		Total struct {
			Lines struct {
				Total int     `json:"total"`
				Pct   float64 `json:"pct"`
			} `json:"lines"`
		} `json:"total"`
	}
	if err := json.Unmarshal(text, &summary); err != nil {
		t.Fatal(err)
	}
	if summary.Total.Lines.Total == 0 {
		t.Fatal("the coverage report has no lines")
	}
	return summary.Total.Lines.Pct
}
