package proof

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/workbench"
)

// minimumCoverage is the part of the lines of a project's src that its own
// tests must reach, in percent.
const minimumCoverage = 90

// Every pattern by itself, all of them in one project, and each of them twice
// in one project, the second time under another name. With -full, every two
// patterns in a project too.
func TestProof(t *testing.T) {
	cat := Catalog(t)
	projects := map[string][]spec.Pattern{}
	for _, p := range cat.Patterns {
		projects[p.ID] = []spec.Pattern{Default(p)}
		projects["all"] = append(projects["all"], Default(p))
	}
	for _, p := range cat.Patterns {
		projects["all twice"] = append(projects["all twice"], Default(p), Named(p, "Other"+p.Class))
	}
	if *full {
		for i, a := range cat.Patterns {
			for _, b := range cat.Patterns[i+1:] {
				projects[a.ID+" and "+b.ID] = []spec.Pattern{Default(a), Default(b)}
			}
		}
	}
	for name, patterns := range projects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prove(t, Write(t, cat, patterns...))
		})
	}
}

// prove puts a project through everything that its user will.
func prove(t *testing.T, dir string) {
	t.Helper()
	workbench.Run(t, dir, "wrangler", "types")
	workbench.Run(t, dir, "node", "scripts/typecheck.ts")
	workbench.Run(t, dir, "wrangler", "deploy", "--dry-run", "--outdir", filepath.Join(t.TempDir(), "bundle"))
	workbench.Run(t, dir, "vitest", "run", "--coverage")
	if got := coverage(t, dir); got < minimumCoverage {
		t.Errorf("the project's tests reach %.1f%% of the lines of its src, want at least %d%%", got, minimumCoverage)
	}
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
