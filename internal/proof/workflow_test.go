package proof

import (
	"io"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"

	"github.com/docreate/docreate/generators"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
)

// pinned is an action at a commit, with its version for people; local is one
// of the repository itself.
var (
	pinned = regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	local  = regexp.MustCompile(`^\./\.github/actions/[\w-]+$`)
)

// The workflow of the feature ci is sound with every package manager, with and
// without environments; its actions are pinned, and it may do nothing but read.
func TestWorkflow(t *testing.T) {
	for _, manager := range spec.PackageManagers {
		for _, features := range [][]string{{"ci"}, {"ci", "environments"}} {
			t.Run(string(manager)+"/"+strings.Join(features, "+"), func(t *testing.T) {
				files := githubFiles(t, manager, features)
				workflow := files[".github/workflows/ci.yml"]
				lint(t, workflow)
				for name, content := range files {
					checkActions(t, name, content)
				}
				checkRights(t, workflow)
				if got := strings.Contains(workflow, "staging"); got != (len(features) == 2) {
					t.Errorf("the workflow knows staging: %t", got)
				}
				checkManager(t, manager, files[".github/actions/install/action.yml"])
			})
		}
	}
}

func githubFiles(t *testing.T, manager spec.PackageManager, features []string) map[string]string {
	t.Helper()
	cat := Catalog(t)
	s := spec.Spec{
		Name: "proof", PackageManager: manager, Features: features,
		Patterns: []spec.Pattern{Default(cat.Patterns[0])},
	}
	all, err := generators.New(cat, s, "proof")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, file := range all {
		if isGitHub(file) {
			files[file.Path] = string(file.Content)
		}
	}
	return files
}

func isGitHub(file plan.File) bool { return strings.HasPrefix(file.Path, ".github/") }

func lint(t *testing.T, workflow string) {
	t.Helper()
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	found, err := linter.Lint("ci.yml", []byte(workflow), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range found {
		t.Error(problem)
	}
	if len(found) > 0 || workflow == "" {
		t.Fatalf("the workflow is not sound:\n%s", workflow)
	}
}

func checkActions(t *testing.T, name, content string) {
	t.Helper()
	for line := range strings.Lines(content) {
		_, action, uses := strings.Cut(strings.TrimSpace(line), "uses: ")
		if uses && !pinned.MatchString(action) && !local.MatchString(action) {
			t.Errorf("%s: %q is not pinned to a commit with its version", path.Base(name), action)
		}
	}
}

func checkRights(t *testing.T, workflow string) {
	t.Helper()
	if !strings.Contains(workflow, "\npermissions:\n  contents: read\n\n") || strings.Count(workflow, "permissions:") != 1 {
		t.Error("the workflow may do more than read the repository")
	}
	for _, job := range regexp.MustCompile(`(?m)^  \w+:\n(?:    .*\n|\n)+`).FindAllString(workflow, -1) {
		if strings.Contains(job, "secrets.") && !(strings.Contains(job, "\n    environment: ") && strings.Contains(job, "\n    if: ")) {
			t.Errorf("a job has secrets without an environment and a condition:\n%s", job)
		}
		if strings.Contains(job, "runs-on:") && !strings.Contains(job, "timeout-minutes:") {
			t.Errorf("a job has no time limit:\n%s", job)
		}
	}
}

// checkManager sees that the project is installed by its own package manager,
// in the version that TestPackageManagers uses, and from the lock file alone.
func checkManager(t *testing.T, manager spec.PackageManager, action string) {
	t.Helper()
	install := map[spec.PackageManager]string{
		spec.NPM:  "npm ci",
		spec.PNPM: "pnpm install --frozen-lockfile",
		spec.Yarn: "yarn install --immutable",
		spec.Bun:  "bun install --frozen-lockfile",
	}[manager]
	if !strings.Contains(action, "- run: "+install+"\n") {
		t.Errorf("%q is not run:\n%s", install, action)
	}
	for _, version := range regexp.MustCompile(`(?:@|bun-version: )(\d+\.\d+\.\d+)\n`).FindAllStringSubmatch(action, -1) {
		if !strings.Contains(managersPackage, `"`+version[1]+`"`) {
			t.Errorf("version %s is not the one that the tests use", version[1])
		}
	}
}
