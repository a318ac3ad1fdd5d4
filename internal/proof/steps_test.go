package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/workbench"
)

// A proofStep is a part of the proof of a project.
type proofStep struct {
	name    string
	command []string // what it runs, nothing for the tests
	// unread are the files and folders that make no difference to it.
	unread []string
	// needs is a file without which there is nothing to do, and needsText what
	// stands in it; empty for the steps of every project.
	needs, needsText string
}

// singleThreaded makes the compiler use one thread: as many projects as there
// are cores are checked at once.
const singleThreaded = "--singleThreaded"

// stepsOfEach are those that each combination goes through as a project of its
// own.
var stepsOfEach = []proofStep{
	{
		name:    "type check",
		command: []string{"tsc", "--project", ".", singleThreaded},
		unread:  []string{"scripts/", "vitest.config.ts"},
	},
	{
		name:    "type check of scripts",
		command: []string{"tsc", "--project", "scripts", singleThreaded},
		unread:  []string{"public/", "src/", "test/", "wrangler.jsonc", ".dev.vars.example"},
	},
	{
		name:    "type check of public",
		command: []string{"tsc", "--project", "public", singleThreaded},
		unread:  []string{"scripts/", "test/", "vitest.config.ts", "wrangler.jsonc", ".dev.vars.example"},
		needs:   "public/tsconfig.json",
	},
	{
		name:    "dry run",
		command: []string{"wrangler", "deploy", "--dry-run", "--env=", "--outdir", "bundle"},
		unread:  []string{"scripts/", "test/", "vitest.config.ts", ".dev.vars.example"},
	},
}

// testsStep is run by vitest, for several projects at once.
var testsStep = proofStep{name: "tests", unread: []string{"scripts/deploy.ts"}}

// stepsOfTests are those of the projects that have every pattern.
var stepsOfTests = []proofStep{
	{
		name:    "dry run of production",
		command: []string{"wrangler", "deploy", "--dry-run", "--env=production", "--outdir", "bundle"},
		unread:  []string{"scripts/", "test/", "vitest.config.ts", ".dev.vars.example"},
		needs:   "wrangler.jsonc", needsText: `"production"`,
	},
	testsStep,
}

// unread are the files that no step reads. Of package.json they read the
// dependencies, by what is installed.
var unread = []string{"README.md", "AGENTS.md", ".docreate.json", ".gitignore", ".github/", "package.json"}

// reads reports whether the content of a file makes a difference to the step.
func (s proofStep) reads(path string) bool {
	return !slices.ContainsFunc(slices.Concat(unread, s.unread), func(place string) bool {
		return path == place || strings.HasSuffix(place, "/") && strings.HasPrefix(path, place)
	})
}

// applies reports whether the project has what the step needs.
func (s proofStep) applies(project []plan.File) bool {
	return s.needs == "" || slices.ContainsFunc(project, func(f plan.File) bool {
		return f.Path == s.needs && bytes.Contains(f.Content, []byte(s.needsText))
	})
}

// key names the project as the step sees it, with the versions of its
// dependencies: projects with the same key pass it or fail it together.
func (s proofStep) key(t *testing.T, project []plan.File) string {
	t.Helper()
	sum := sha256.New()
	fmt.Fprintln(sum, s.name, s.command)
	for _, f := range project {
		text := f.Content
		if f.Path == "package.json" {
			text = []byte(dependencies(t, f.Content))
		} else if !s.reads(f.Path) {
			continue
		}
		fmt.Fprintln(sum, f.Path, len(text))
		sum.Write(text)
	}
	return strings.ReplaceAll(s.name, " ", "-") + "-" + hex.EncodeToString(sum.Sum(nil)[:16])
}

// The compiler reads no file that a step is said not to read.
func TestStepsReadWhatTheySay(t *testing.T) {
	t.Parallel()
	cat := Catalog(t)
	for _, p := range cat.Patterns {
		dir := WriteWith(t, cat, featureIDs(cat), Default(p))
		workbench.Run(t, dir, "wrangler", "types")
		for _, s := range stepsOfEach {
			if s.command[0] != "tsc" {
				continue
			}
			if _, err := os.Stat(filepath.Join(dir, s.needs)); err != nil {
				continue
			}
			listed := workbench.Run(t, dir, s.command[0], append(s.command[1:], "--listFilesOnly")...)
			seen := 0
			for _, file := range strings.Fields(listed) {
				path, err := filepath.Rel(dir, file)
				if err != nil || !filepath.IsLocal(path) || strings.HasPrefix(path, "node_modules") {
					continue
				}
				seen++
				if !s.reads(filepath.ToSlash(path)) {
					t.Errorf("%s: %s reads %s, which is said to make no difference to it", p.ID, s.name, path)
				}
			}
			if seen == 0 {
				t.Errorf("%s: %s reads nothing:\n%s", p.ID, s.name, listed)
			}
		}
	}
}
