package proof

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/workbench"
)

// A candidate is a combination of which some steps have not been run, neither
// for it nor for one that looks the same.
type candidate struct {
	combination
	name string
	// types names the configuration that its types are generated from.
	types string
	// due maps the names of those steps to their keys.
	due map[string]string
	dir string
}

// proveTogether runs the steps of some candidates, and their tests with one
// start of vitest. The projects are as they are, each with its configuration.
func proveTogether(t *testing.T, cat *catalog.Catalog, batch []candidate, types *generatedTypes, passed record) {
	t.Helper()
	root := t.TempDir()
	for i := range batch {
		c := &batch[i]
		c.dir = filepath.Join(root, c.name)
		WriteFilesTo(t, cat, c.spec(c.name), c.dir)
		linkModules(t, c.dir)
		types.write(t, c.dir, c.types)
		for _, s := range slices.Concat(stepsOfEach, stepsOfTests) {
			if len(s.command) == 0 {
				continue
			}
			key, due := c.due[s.name]
			if !due {
				continue
			}
			command := workbench.Command(t, c.dir, s.command[0], s.command[1:]...)
			// The compiler is a Go program that ends before its garbage is in the way.
			command.Env = append(command.Env, "GOGC=off")
			if out, err := command.CombinedOutput(); err != nil {
				t.Errorf("%s: %s: %v\n%s", c, strings.Join(s.command, " "), err, out)
				continue
			}
			passed.add(t, key)
		}
	}
	testTogether(t, root, batch, passed)
}

// testTogether runs the tests of those candidates for which they are due.
func testTogether(t *testing.T, root string, batch []candidate, passed record) {
	t.Helper()
	batch = slices.DeleteFunc(slices.Clone(batch), func(c candidate) bool { return c.due[testsStep.name] == "" })
	if len(batch) == 0 {
		return
	}
	linked, err := os.Readlink(filepath.Join(batch[0].dir, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(linked, filepath.Join(root, "node_modules")); err != nil {
		t.Fatal(err)
	}
	var projects []string
	for _, c := range batch {
		projects = append(projects, c.name)
	}
	config, err := json.Marshal(map[string]any{"test": map[string]any{"projects": projects, "maxWorkers": 1}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "vitest.config.ts"), append([]byte("export default "), config...), 0o600); err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(root, "report.json")
	out, err := workbench.Vitest(t, root, "--reporter=default", "--reporter=json", "--outputFile.json="+report)
	if err != nil {
		t.Errorf("vitest: %v\n%s", err, explain(batch, out))
	}
	results := readReport(t, report)
	for _, c := range batch {
		if missing := untested(t, c.dir, results); len(missing) > 0 {
			t.Errorf("%s: not passed: %s", c, strings.Join(missing, ", "))
		} else if err == nil {
			passed.add(t, c.due[testsStep.name])
		}
	}
}

// explain puts what the projects' names stand for before an output.
func explain(batch []candidate, out []byte) string {
	var b strings.Builder
	for _, c := range batch {
		b.WriteString(c.name + ": " + c.String() + "\n")
	}
	b.Write(out)
	return b.String()
}

// readReport returns the paths of the test files in which everything passed.
func readReport(t *testing.T, path string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		TestResults []struct {
			Name             string `json:"name"`
			Status           string `json:"status"`
			AssertionResults []struct {
				Status string `json:"status"`
			} `json:"assertionResults"`
		} `json:"testResults"`
	}
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	passed := map[string]bool{}
	for _, file := range report.TestResults {
		passed[filepath.Clean(file.Name)] = file.Status == "passed" && len(file.AssertionResults) > 0
		for _, test := range file.AssertionResults {
			if test.Status != "passed" {
				passed[filepath.Clean(file.Name)] = false
			}
		}
	}
	return passed
}

// untested returns the test files of a project that have not passed, and says
// so where it has none.
func untested(t *testing.T, dir string, passed map[string]bool) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join(dir, "test"), func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".test.ts") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		return []string{"a project without a test"}
	}
	return slices.DeleteFunc(files, func(file string) bool { return passed[file] })
}

// generatedTypes are what `wrangler types` writes, by what it reads.
type generatedTypes struct {
	sync.Mutex
	byKey map[string][]byte
}

// typesKey names what `wrangler types` reads of a project.
func typesKey(project []plan.File) string {
	sum := sha256.New()
	for _, f := range project {
		if f.Path == "wrangler.jsonc" || f.Path == ".dev.vars.example" {
			fmt.Fprintln(sum, f.Path, len(f.Content))
			sum.Write(f.Content)
		}
	}
	return string(sum.Sum(nil))
}

// write gives a project its types. Projects with the same key have the same,
// so that wrangler writes them for the first of them only.
func (g *generatedTypes) write(t *testing.T, dir, key string) {
	t.Helper()
	path := filepath.Join(dir, "worker-configuration.d.ts")
	g.Lock()
	types, found := g.byKey[key]
	g.Unlock()
	if found {
		if err := os.WriteFile(path, types, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	workbench.Run(t, dir, "wrangler", "types")
	types, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	g.Lock()
	defer g.Unlock()
	g.byKey[key] = types
}
