package plan

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// interrupted returns a run of the root in use whose files are all in place,
// and whose journal is too.
func interrupted(t *testing.T) *run {
	t.Helper()
	end := endOfJournal(start(t, scenarios[2], newFaults(0, failBefore)))
	r := start(t, scenarios[2], newFaults(end, diskFull))
	var stuck *RollbackError
	if !errors.As(r.err, &stuck) || stuck.Root != r.root || !errors.Is(r.err, errFault) {
		t.Fatalf("got %v, want a RollbackError", r.err)
	}
	return r
}

func TestRecoverNamesTheFiles(t *testing.T) {
	r := interrupted(t)
	want := []string{"a/b/c.ts", "a/b/d/e.ts", "empty/run", "package.json", "src/index.ts", "src/room.ts"}
	if got := r.mustRecover(t).Paths; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if r.applied(t, scenarios[2].outcome(t), nil) {
		t.Error("the changes are still there")
	}
}

// TestRecoverSparesLaterWork changes files after the interrupted run: what it
// did not write it does not touch.
func TestRecoverSparesLaterWork(t *testing.T) {
	for _, name := range []string{"src/index.ts", "a/b/c.ts"} {
		r := interrupted(t)
		written := treeOf(t, r.dir)["app/"+name]
		content, err := os.ReadFile(filepath.Join(r.root, name))
		if err != nil {
			t.Fatal(err)
		}
		mustWrite(t, r.root, name, "later", 0o644)
		before := treeOf(t, r.dir)
		var changed *ChangedError
		if _, err := Recover(r.root); !errors.As(err, &changed) || changed.Path != name {
			t.Errorf("%q: got %v", name, err)
		}
		if err := Apply(t.Context(), r.root, mustCompute(t, r.root, text("x", ""))); !errors.As(err, &changed) {
			t.Errorf("%q: Apply: %v", name, err)
		}
		wantSame(t, name, treeOf(t, r.dir), before)
		mustWrite(t, r.root, name, string(content), 0o644)
		if got := treeOf(t, r.dir)["app/"+name]; got != written {
			t.Fatalf("%q is %s, was %s", name, got, written)
		}
		r.mustRecover(t)
		if r.applied(t, scenarios[2].outcome(t), nil) {
			t.Errorf("%q: the changes are still there", name)
		}
	}
}

// TestRecoverLeavesDirectoriesInUse puts a file into a directory that the
// interrupted run made.
func TestRecoverLeavesDirectoriesInUse(t *testing.T) {
	r := interrupted(t)
	mustWrite(t, r.root, "a/b/mine.txt", "mine", 0o644)
	r.mustRecover(t)
	want := scenarios[2].outcome(t).before
	want["app/a"], want["app/a/b"], want["app/a/b/mine.txt"] = "drwxr-xr-x \"\"", "drwxr-xr-x \"\"", `-rw-r--r-- "mine"`
	wantSame(t, "after Recover", treeOf(t, r.dir), want)
}

// TestApplyAfterRollback applies a plan of a state that Recover just undid,
// also one that has nothing to do.
func TestApplyAfterRollback(t *testing.T) {
	r := interrupted(t)
	stale := mustCompute(t, r.root, scenarios[2].plan...)
	if len(stale.Changes()) > 0 {
		t.Fatalf("the plan is to change %v", stale.Changes())
	}
	if err := Apply(t.Context(), r.root, stale); !errors.As(err, new(*ChangedError)) {
		t.Errorf("got %v, want a ChangedError", err)
	}
	if r.applied(t, scenarios[2].outcome(t), nil) {
		t.Error("the changes are still there")
	}
}

// badJournals are what a damaged disk, a newer version or a stranger's
// repository may hold.
var badJournals = map[string]string{
	"no JSON":        "garbage",
	"empty":          "",
	"newer":          `{"version":2,"steps":[]}`,
	"unknown field":  `{"version":1,"dirs":[],"files":[],"more":1}`,
	"leaves":         `{"version":1,"dirs":[],"files":[{"path":"../x","after":"HASH"}]}`,
	"absolute":       `{"version":1,"dirs":[],"files":[{"path":"/etc/passwd","after":"HASH"}]}`,
	"git":            `{"version":1,"dirs":[],"files":[{"path":".git/config","after":"HASH"}]}`,
	"twice":          `{"version":1,"dirs":[],"files":[{"path":"a","after":"HASH"},{"path":"a","after":"HASH"}]}`,
	"no hash":        `{"version":1,"dirs":[],"files":[{"path":"a"}]}`,
	"short hash":     `{"version":1,"dirs":[],"files":[{"path":"a","after":"00"}]}`,
	"equal hashes":   `{"version":1,"dirs":[],"files":[{"path":"a","before":"HASH","after":"HASH"}]}`,
	"other dir":      `{"version":1,"dirs":["keep"],"files":[{"path":"a/b","after":"HASH"}]}`,
	"root as dir":    `{"version":1,"dirs":[""],"files":[{"path":"a/b","after":"HASH"}]}`,
	"no copy":        `{"version":1,"dirs":[],"files":[{"path":"keep/x","before":"OTHER","after":"HASH"}]}`,
	"far too large":  `{"version":1,"dirs":[],"files":[]}` + strings.Repeat(" ", maxJournal),
	"escaping parts": `{"version":1,"dirs":["keep/../.."],"files":[{"path":"keep/../../x","after":"HASH"}]}`,
}

func TestRecoverDistrustsJournals(t *testing.T) {
	hashes := strings.NewReplacer("HASH", hash([]byte("x")), "OTHER", hash([]byte("y")))
	for name, content := range badJournals {
		root := t.TempDir()
		mustWrite(t, root, "keep/x", "x", 0o644)
		mustWrite(t, root, inside("").name+"/"+journalName, hashes.Replace(content), 0o644)
		before := treeOf(t, root)
		before[inside("").name+"/"+lockName] = `-rw------- ""`
		var bad *JournalError
		if _, err := Recover(root); !errors.As(err, &bad) || bad.Path != inside(root).path() {
			t.Errorf("%s: got %v, want a JournalError", name, err)
		}
		if err := Apply(t.Context(), root, mustCompute(t, root, text("new", ""))); !errors.As(err, &bad) {
			t.Errorf("%s: Apply: %v", name, err)
		}
		wantSame(t, name, treeOf(t, root), before)
	}
}

// TestRecoverFollowsNoLinks plants links where a work directory has files, and
// in the way of a file that the journal names.
func TestRecoverFollowsNoLinks(t *testing.T) {
	work := inside("").name
	lines, err := json.Marshal(newJournal([]Op{{Kind: Create, Path: "link/victim", Content: []byte("precious")}}, nil))
	if err != nil {
		t.Fatal(err)
	}
	plant := map[string]func(root string) error{
		"work directory": func(root string) error { return os.Symlink("../outside", filepath.Join(root, work)) },
		"lock":           func(root string) error { return os.Symlink("../../outside/new", filepath.Join(root, work, lockName)) },
		"journal":        func(root string) error { return os.Symlink("../../outside/j", filepath.Join(root, work, journalName)) },
		"target": func(root string) error {
			link := os.Symlink("../outside", filepath.Join(root, "link"))
			return errors.Join(link, writeFile(root, work+"/"+journalName, string(lines), 0o644))
		},
	}
	for name, put := range plant {
		dir := t.TempDir()
		root := filepath.Join(dir, "app")
		mustWrite(t, root, "x", "x", 0o644)
		mustWrite(t, dir, "outside/victim", "precious", 0o644)
		mustWrite(t, dir, "outside/j", string(lines), 0o644)
		if name != "work directory" {
			if err := os.Mkdir(filepath.Join(root, work), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := put(root); err != nil {
			t.Fatal(err)
		}
		before := treeOf(t, dir)
		if did, err := Recover(root); err == nil {
			t.Errorf("%s: recovered %v", name, did)
		}
		after := treeOf(t, dir)
		if name != "lock" {
			delete(after, "app/"+work+"/"+lockName) // it was made, and stays with the journal
		}
		wantSame(t, name, after, before)
	}
}

// TestRecoverClearsLeftovers removes what lies in a work directory without
// following links out of it.
func TestRecoverClearsLeftovers(t *testing.T) {
	dir := t.TempDir()
	root := filepath.Join(dir, "app")
	mustWrite(t, dir, "outside/victim", "precious", 0o644)
	mustWrite(t, root, "x", "x", 0o644)
	before := treeOf(t, dir)
	for _, at := range []place{inside(root), beside(root, dir, "app")} {
		mustWrite(t, at.path(), "new/deep/er", "", 0o644)
		mustWrite(t, at.path(), journalDraft, "{", 0o644)
		if err := os.Symlink(filepath.Join(dir, "outside"), filepath.Join(at.path(), "link")); err != nil {
			t.Fatal(err)
		}
	}
	if did, err := Recover(root); err != nil || len(did.Paths) > 0 {
		t.Errorf("recovered %v, %v", did, err)
	}
	wantSame(t, "after Recover", treeOf(t, dir), before)
}

func FuzzParseJournal(f *testing.F) {
	for _, content := range badJournals {
		if len(content) < 1000 {
			f.Add([]byte(strings.ReplaceAll(content, "HASH", hash(nil))))
		}
	}
	good, err := json.Marshal(newJournal([]Op{{Kind: Modify, Path: "a", Content: []byte("x")}, {Kind: Create, Path: "d/b"}}, []string{"d"}))
	if err != nil {
		f.Fatal(err)
	}
	if _, err := parseJournal(good); err != nil {
		f.Fatalf("%s: %v", good, err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, content []byte) {
		j, err := parseJournal(content)
		if err != nil {
			return
		}
		for _, file := range j.Files {
			if err := ValidatePath(file.Path); err != nil {
				t.Error(err)
			}
		}
		for _, dir := range j.Dirs {
			if err := ValidatePath(dir); err != nil {
				t.Error(err)
			}
		}
	})
}
