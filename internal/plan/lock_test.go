package plan

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// TestApplyAtOnce lets many applies of one plan run at a time: one makes the
// changes, each other one fails in a way that says why.
func TestApplyAtOnce(t *testing.T) {
	for _, s := range scenarios {
		r := newRun(t, s, newFaults(0, failBefore))
		p := mustCompute(t, r.root, s.plan...)
		errs := make([]error, 8)
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() { errs[i] = Apply(t.Context(), r.root, p) })
		}
		group.Wait()
		for _, err := range errs {
			if err != nil && !errors.As(err, new(*BusyError)) && !errors.As(err, new(*ChangedError)) {
				t.Errorf("%s: %v", s.name, err)
			}
		}
		if !slices.Contains(errs, nil) || !r.applied(t, s.outcome(t), nil) {
			t.Errorf("%s: nobody applied the plan: %v", s.name, errs)
		}
	}
}

// TestNearestBesideOthers looks for a directory that another run makes at the
// same time, which is no link to nothing.
func TestNearestBesideOthers(t *testing.T) {
	dir := filepath.Join(scratch(t), "made")
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		defer close(done)
		for range 20_000 {
			if err := errors.Join(os.Mkdir(dir, 0o755), os.Remove(dir)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for {
		select {
		case <-done:
			group.Wait()
			return
		default:
			if _, _, err := nearest(dir); err != nil {
				t.Error(err)
				<-done
				return
			}
		}
	}
}

// TestLockExcludes takes and removes the lock of one place from several sides.
// Each lock is a new file, and no two are held at a time.
func TestLockExcludes(t *testing.T) {
	at := inside(scratch(t))
	var holders, held atomic.Int64
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for held.Load() < 500 && !t.Failed() {
				w, err := openWork(quickDisk(), at)
				if errors.As(err, new(*BusyError)) {
					runtime.Gosched()
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				if n := holders.Add(1); n != 1 {
					t.Errorf("%d hold the lock", n)
				}
				held.Add(1)
				holders.Add(-1)
				if err := w.discard(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	wantSame(t, "afterwards", treeOf(t, at.dir), tree{})
}

func TestBusy(t *testing.T) {
	for _, s := range scenarios {
		r := newRun(t, s, newFaults(0, failBefore))
		p := mustCompute(t, r.root, s.plan...)
		dir, rest, err := nearest(r.root)
		if err != nil {
			t.Fatal(err)
		}
		at := inside(r.root)
		if rest != "" {
			at = beside(r.root, dir, rest)
		}
		w, err := openWork(realDisk(), at)
		if err != nil {
			t.Fatal(err)
		}
		held := treeOf(t, r.dir)
		var busy *BusyError
		if err := Apply(t.Context(), r.root, p); !errors.As(err, &busy) || busy.Root != r.root {
			t.Errorf("%s: Apply: %v", s.name, err)
		}
		if _, err := Recover(r.root); !errors.As(err, new(*BusyError)) {
			t.Errorf("%s: Recover: %v", s.name, err)
		}
		wantSame(t, s.name, treeOf(t, r.dir), held)
		if err := w.discard(); err != nil {
			t.Fatal(err)
		}
		if !r.applied(t, s.outcome(t), Apply(t.Context(), r.root, p)) {
			t.Errorf("%s: still busy", s.name)
		}
	}
}
