package plan

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// tree is everything below a directory: what each path is, its mode and content.
type tree map[string]string

// treeOf reads the tree below dir.
func treeOf(t *testing.T, dir string) tree {
	t.Helper()
	got, err := readTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// readTree is treeOf for use outside the test's goroutine.
func readTree(dir string) (tree, error) {
	got := tree{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		var content []byte
		if info.Mode().IsRegular() {
			content, err = os.ReadFile(path)
		}
		got[filepath.ToSlash(name)] = fmt.Sprintf("%v %q", info.Mode(), content)
		return err
	})
	return got, err
}

// wantSame fails unless two trees are equal, and names what differs.
func wantSame(t *testing.T, what string, got, want tree) {
	t.Helper()
	if diff := got.diff(want); diff != "" {
		t.Errorf("%s:\n%s", what, diff)
	}
}

// diff returns the paths in which two trees differ, a line for each.
func (got tree) diff(want tree) string {
	all := maps.Clone(got)
	maps.Copy(all, want)
	var lines string
	for _, path := range slices.Sorted(maps.Keys(all)) {
		if got[path] != want[path] {
			lines += fmt.Sprintf("%s: got [%s], want [%s]\n", path, got[path], want[path])
		}
	}
	return lines
}

// scratch returns a directory for many small trees that need not outlive the
// machine: in memory, where the system has such a place, which is several times
// faster.
func scratch(t *testing.T) string {
	t.Helper()
	parent := "/dev/shm"
	if info, err := os.Stat(parent); err != nil || !info.IsDir() {
		parent = "" // the system's usual place
	}
	dir, err := os.MkdirTemp(parent, "docreate-plan-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// mustWrite writes a file and its directories.
func mustWrite(t *testing.T, root, path, content string, mode fs.FileMode) {
	t.Helper()
	if err := writeFile(root, path, content, mode); err != nil {
		t.Fatal(err)
	}
}

// writeFile writes a file and its directories the plain way.
func writeFile(root, path, content string, mode fs.FileMode) error {
	name := filepath.Join(root, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(content), mode)
}

// scenario is a directory and a plan for a root in it.
type scenario struct {
	name string
	root string // below the directory
	old  []mode
	plan []File
}

// mode is a file that exists; a path that ends in a slash is a directory.
type mode struct {
	path, content string
	perm          fs.FileMode
}

// scenarios cover a new root, an empty one, and all kinds of operations at
// once in one that is in use.
var scenarios = []scenario{
	{
		name: "new root",
		root: "made/on/the way",
		old:  []mode{{"neighbour.txt", "mine", 0o600}},
		plan: []File{
			text("package.json", "{}"), text("src/kit/deep/a.ts", "a"), text("empty", ""),
			{Path: "scripts/run", Content: []byte("#!"), Executable: true},
		},
	},
	{
		name: "empty root",
		root: "app",
		old:  []mode{{"app/", "", 0}},
		plan: []File{text("package.json", "{}"), text("src/index.ts", "x")},
	},
	{
		name: "root in use",
		root: "app",
		old: []mode{
			{"app/package.json", "{}", 0o600}, {"app/src/index.ts", "old", 0o755}, {"app/README.md", "hello", 0o644},
			{"app/untouched/x", "x", 0o444}, {"app/empty/", "", 0}, {"outside", "y", 0o644},
		},
		plan: []File{
			edited("package.json", "{}", `{"a":1}`), edited("src/index.ts", "old", "new"), text("README.md", "hello"),
			text("src/room.ts", "room"), text("a/b/c.ts", "c"), text("a/b/d/e.ts", "e"),
			{Path: "empty/run", Content: []byte("#!"), Executable: true},
		},
	},
}

// setUp makes the directory of a scenario and returns its root.
func (s scenario) setUp(dir string) (string, error) {
	root := filepath.Join(dir, filepath.FromSlash(s.root))
	for _, f := range s.old {
		if f.perm == 0 {
			if err := os.MkdirAll(filepath.Join(dir, f.path), 0o755); err != nil {
				return "", err
			}
		} else if err := writeFile(dir, f.path, f.content, f.perm); err != nil {
			return "", err
		}
	}
	return root, nil
}

// compute returns the plan of a scenario.
func (s scenario) compute(root string) (Plan, error) {
	return Compute(os.DirFS(root), s.plan, false)
}

// outcome is what the directory of a scenario holds before and after.
type outcome struct {
	before, after tree
}

// outcome writes both trees the plain way.
func (s scenario) outcome(t *testing.T) outcome {
	t.Helper()
	dir := t.TempDir()
	root, err := s.setUp(dir)
	if err != nil {
		t.Fatal(err)
	}
	before := treeOf(t, dir)
	for _, f := range s.plan {
		perm := fs.FileMode(0o644)
		if f.Executable {
			perm = 0o755
		}
		mustWrite(t, root, f.Path, string(f.Content), perm)
	}
	return outcome{before, treeOf(t, dir)}
}
