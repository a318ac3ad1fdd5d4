package plan

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mustCompute returns the plan for files in root.
func mustCompute(t *testing.T, root string, files ...File) Plan {
	t.Helper()
	p, err := Compute(os.DirFS(root), files, false)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestApply applies each scenario with the real calls, twice, and finds what
// writing the files the plain way gives.
func TestApply(t *testing.T) {
	for _, s := range scenarios {
		r := newRun(t, s, newFaults(0, failBefore))
		want := s.outcome(t)
		p, err := s.compute(r.root)
		if err != nil {
			t.Fatal(err)
		}
		if !r.applied(t, want, Apply(t.Context(), r.root, p)) {
			t.Errorf("%s: nothing was applied", s.name)
		}
		again := mustCompute(t, r.root, s.plan...)
		for _, op := range again.Ops {
			if op.Kind != Skip {
				t.Errorf("%s: the second plan is to %s %q", s.name, op.Kind, op.Path)
			}
		}
		if again.Digest() != p.Digest() {
			t.Errorf("%s: the second plan has another digest", s.name)
		}
		if !r.applied(t, want, apply(t.Context(), disk{}, r.root, again)) {
			t.Errorf("%s: a plan that changes nothing did", s.name)
		}
	}
}

// TestApplyManyFiles has several times more files than writers.
func TestApplyManyFiles(t *testing.T) {
	root := filepath.Join(t.TempDir(), "app")
	var files []File
	for i := range 60 {
		files = append(files, text(fmt.Sprintf("src/%d/file.ts", i%7+i), strings.Repeat("x", i)))
	}
	if err := Apply(t.Context(), root, mustCompute(t, root, files...)); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file.Path)))
		if err != nil || string(got) != string(file.Content) {
			t.Errorf("%q holds %q, %v", file.Path, got, err)
		}
	}
}

// TestApplyRefuses applies plans that no longer fit, or never did: the error
// has the right type and names the path, and nothing is written.
func TestApplyRefuses(t *testing.T) {
	is := func(target any) func(error) bool { return func(err error) bool { return errors.As(err, target) } }
	changed := func() func(error) bool { return is(new(*ChangedError)) }
	base := func(root string) Plan {
		return mustComputeQuiet(root, edited("in/a.txt", "a", "b"), text("new.txt", "n"), text("in/same.txt", "s"))
	}
	tests := []struct {
		name  string
		spoil func(root string) error
		plan  func(root string) Plan
		want  func(error) bool
		names string
	}{
		{"edited meanwhile", func(root string) error { return writeFile(root, "in/a.txt", "c", 0o644) }, base, changed(), "in/a.txt"},
		{"longer meanwhile", func(root string) error { return writeFile(root, "in/a.txt", "aa", 0o644) }, base, changed(), "in/a.txt"},
		{"removed meanwhile", func(root string) error { return os.Remove(root + "/in/a.txt") }, base, changed(), "in/a.txt"},
		{"created meanwhile", func(root string) error { return writeFile(root, "new.txt", "n", 0o644) }, base, changed(), "new.txt"},
		{"skipped file edited", func(root string) error { return writeFile(root, "in/same.txt", "t", 0o644) }, base, changed(), "in/same.txt"},
		{"now a directory", func(root string) error { return os.Mkdir(root+"/new.txt", 0o755) }, base, changed(), "new.txt"},
		{"now a link", func(root string) error { return os.Symlink("in/a.txt", root+"/new.txt") }, base, changed(), "new.txt"},
		{"now behind a link", linkAway, base, changed(), "in/a.txt"},
		{"behind a file", noSpoil, func(string) Plan { return Plan{[]Op{{Kind: Create, Path: "in/a.txt/b"}}} }, changed(), "in/a.txt/b"},
		{"conflict", noSpoil, func(root string) Plan { return mustComputeQuiet(root, text("in/a.txt", "z"), text("ok", "")) }, is(new(*ConflictError)), "in/a.txt"},
		{"path that leaves", noSpoil, func(string) Plan { return Plan{[]Op{{Kind: Create, Path: "../outside"}}} }, is(new(*PathError)), "../outside"},
		{"path of git", noSpoil, func(string) Plan { return Plan{[]Op{{Kind: Create, Path: ".git/hooks/x"}}} }, is(new(*PathError)), ".git/hooks/x"},
		{"path twice", noSpoil, func(string) Plan { return Plan{[]Op{{Kind: Create, Path: "x"}, {Kind: Create, Path: "x"}}} }, is(new(*PathError)), `"x"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			root := filepath.Join(dir, "app")
			mustWrite(t, root, "in/a.txt", "a", 0o644)
			mustWrite(t, root, "in/same.txt", "s", 0o644)
			p := test.plan(root)
			if err := test.spoil(root); err != nil {
				t.Fatal(err)
			}
			before := treeOf(t, dir)
			err := Apply(t.Context(), root, p)
			if err == nil || !test.want(err) || !strings.Contains(err.Error(), test.names) {
				t.Errorf("got %v (%T)", err, err)
			}
			wantSame(t, "something was written", treeOf(t, dir), before)
		})
	}
}

// mustComputeQuiet is mustCompute where no test is at hand.
func mustComputeQuiet(root string, files ...File) Plan {
	p, err := Compute(os.DirFS(root), files, false)
	if err != nil {
		panic(err)
	}
	return p
}

// noSpoil leaves the root as it is.
func noSpoil(string) error { return nil }

// linkAway moves a directory out of the root and puts a link in its place.
func linkAway(root string) error {
	outside := filepath.Join(filepath.Dir(root), "outside")
	return errors.Join(os.Rename(root+"/in", outside), os.Symlink("../outside", root+"/in"))
}

func TestApplyRefusesRoots(t *testing.T) {
	dir := t.TempDir()
	mustWrite(t, dir, "file", "x", 0o644)
	if err := os.Symlink("nowhere", filepath.Join(dir, "dangling")); err != nil {
		t.Fatal(err)
	}
	before := treeOf(t, dir)
	p := mustCompute(t, filepath.Join(dir, "no"), text("a", "b"))
	for _, root := range []string{"file", "file/below", "dangling", "dangling/below"} {
		if err := Apply(t.Context(), filepath.Join(dir, root), p); err == nil {
			t.Errorf("%q is accepted", root)
		}
	}
	gone := Plan{[]Op{{Kind: Modify, Path: "a", Before: []byte("x")}, {Kind: Create, Path: "b"}}}
	if err := Apply(t.Context(), filepath.Join(dir, "gone"), gone); !errors.As(err, new(*ChangedError)) {
		t.Errorf("an edit in a root that is gone: %v", err)
	}
	wantSame(t, "something was written", treeOf(t, dir), before)
}

// TestCancel cancels at every step. Before the journal is in place, or the tree
// has its name, that undoes; after that it changes nothing.
func TestCancel(t *testing.T) {
	for _, s := range scenarios {
		want := s.outcome(t)
		var undone, finished int
		for step := 1; ; step++ {
			ctx, cancel := context.WithCancel(t.Context())
			f := newFaults(step, meanwhile)
			f.hook = cancel
			r := newRun(t, s, f)
			p := mustCompute(t, r.root, s.plan...)
			err := apply(ctx, f.disk(quickDisk()), r.root, p)
			cancel()
			if !f.reached() {
				break
			}
			applied := r.applied(t, want, nil)
			switch {
			case applied && err == nil:
				finished++
			case !applied && errors.Is(err, context.Canceled):
				undone++
			default:
				t.Errorf("%s, step %d: applied is %v and the error is %v", s.name, step, applied, err)
			}
		}
		if undone < 10 || finished < 4 {
			t.Errorf("%s: %d undone, %d finished; want both", s.name, undone, finished)
		}
	}
}

// TestEditWhileStaging saves a file at every step of an apply that comes before
// the journal: Apply sees that and leaves the file as it was saved.
func TestEditWhileStaging(t *testing.T) {
	s := scenarios[2]
	whole := start(t, s, newFaults(0, failBefore))
	last := slices.IndexFunc(whole.f.calls, func(c call) bool { return path.Base(c.name) == journalDraft })
	if last < 10 {
		t.Fatalf("the journal comes at step %d of %v", last, whole.f.calls)
	}
	for step := 1; step <= last; step++ {
		f := newFaults(step, meanwhile)
		r := newRun(t, s, f)
		p := mustCompute(t, r.root, s.plan...)
		f.hook = func() { mustWrite(t, r.root, "src/index.ts", "mine", 0o755) }
		var changed *ChangedError
		if err := apply(t.Context(), f.disk(quickDisk()), r.root, p); !errors.As(err, &changed) || changed.Path != "src/index.ts" {
			t.Errorf("step %d: %v", step, err)
		}
		want := s.outcome(t).before
		want["app/src/index.ts"] = `-rwxr-xr-x "mine"`
		wantSame(t, fmt.Sprintf("step %d", step), treeOf(t, r.dir), want)
	}
}

// TestRootAppearsWhileStaging makes the root, empty, in front of the rename:
// it is somebody else's and is not replaced.
func TestRootAppearsWhileStaging(t *testing.T) {
	s := scenarios[0]
	whole := start(t, s, newFaults(0, failBefore))
	rename := 1 + slices.IndexFunc(whole.f.calls, func(c call) bool { return c.verb == "rename" })
	f := newFaults(rename-1, meanwhile)
	r := newRun(t, s, f)
	f.hook = func() {
		if err := os.Mkdir(filepath.Join(r.dir, "made"), 0o700); err != nil {
			t.Error(err)
		}
	}
	err := apply(t.Context(), f.disk(quickDisk()), r.root, mustCompute(t, r.root, s.plan...))
	if !errors.As(err, new(*ChangedError)) {
		t.Errorf("got %v, want a ChangedError", err)
	}
	want := s.outcome(t).before
	want["made"] = `drwx------ ""`
	wantSame(t, "afterwards", treeOf(t, r.dir), want)
}
