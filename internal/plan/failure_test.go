package plan

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// run is one apply of a scenario with a fault in it.
type run struct {
	dir, root string
	f         *faults
	err       error
}

// newRun sets a scenario up in a directory of its own.
func newRun(t *testing.T, s scenario, f *faults) *run {
	t.Helper()
	r := &run{dir: scratch(t), f: f}
	var err error
	if r.root, err = s.setUp(r.dir); err != nil {
		t.Error(err)
	}
	return r
}

// start sets a scenario up and applies its plan.
func start(t *testing.T, s scenario, f *faults) *run {
	t.Helper()
	r := newRun(t, s, f)
	p, err := s.compute(r.root)
	if err != nil {
		t.Fatal(err)
	}
	r.err = apply(context.Background(), f.disk(quickDisk()), r.root, p)
	return r
}

// applied reports whether the directory holds the tree after now. Where it
// holds neither that nor the tree before, or err is not nil, the test fails.
func (r *run) applied(t *testing.T, want outcome, err error) bool {
	t.Helper()
	if err != nil {
		t.Errorf("%s at step %d: %v", r.f.effect, r.f.at, err)
	}
	got, err := readTree(r.dir)
	if err != nil {
		t.Error(err)
	}
	toBefore, toAfter := got.diff(want.before), got.diff(want.after)
	if toBefore != "" && toAfter != "" {
		t.Errorf("%s at step %d (%v): neither before nor after\nfrom before:\n%sfrom after:\n%s",
			r.f.effect, r.f.at, r.err, toBefore, toAfter)
	}
	return toAfter == ""
}

// mustRecover recovers without faults, twice: the second time does nothing.
func (r *run) mustRecover(t *testing.T) Recovered {
	t.Helper()
	did, err := recoverRoot(quickDisk(), r.root)
	if err != nil {
		t.Fatalf("%s at step %d: Recover: %v", r.f.effect, r.f.at, err)
	}
	if again, err := recoverRoot(disk{}, r.root); err != nil || len(again.Paths) > 0 {
		t.Fatalf("a second Recover did %v, %v", again, err)
	}
	return did
}

// TestApplyFailsAtEveryStep makes each single call fail, in every way, and
// finds the whole old tree or the whole new one, and the error that says which.
func TestApplyFailsAtEveryStep(t *testing.T) {
	for _, s := range scenarios {
		for _, e := range []effect{failBefore, failAfter, diskFull, powerLoss} {
			t.Run(fmt.Sprintf("%s/%s", s.name, e), func(t *testing.T) {
				t.Parallel()
				want := s.outcome(t)
				outcomes := map[bool]int{}
				for step := 1; ; step++ {
					r := start(t, s, newFaults(step, e))
					if !r.f.reached() {
						break
					}
					outcomes[r.checkFailure(t, want)]++
				}
				if outcomes[false] < 10 || outcomes[true] < 3 {
					t.Errorf("%d runs ended as before and %d as after; want both", outcomes[false], outcomes[true])
				}
			})
		}
	}
}

// checkFailure compares what a failed run says with what it left.
func (r *run) checkFailure(t *testing.T, want outcome) (applied bool) {
	t.Helper()
	if r.err == nil && r.f.effect == failAfter && r.applied(t, want, nil) {
		return true
	}
	if !errors.Is(r.err, errFault) {
		t.Fatalf("step %d: got %v, which does not say why", r.f.at, r.err)
	}
	var leftover *CleanupError
	var stuck *RollbackError
	clean := !errors.As(r.err, &leftover) && !errors.As(r.err, &stuck)
	if r.f.effect == failBefore && clean && r.applied(t, want, nil) {
		t.Errorf("step %d: applied, and the error is %v", r.f.at, r.err)
	}
	if r.f.effect == powerLoss {
		if err := r.f.cutPower(); err != nil {
			t.Fatal(err)
		}
	}
	r.mustRecover(t)
	applied = r.applied(t, want, nil)
	if applied != errors.As(r.err, &leftover) {
		t.Errorf("%s at step %d: applied is %v, and the error is %v", r.f.effect, r.f.at, applied, r.err)
	}
	return applied
}

// TestRecoverFailsAtEveryStep interrupts a run at each step, and then the
// recovery at each of its steps, and finds what an uninterrupted recovery finds.
func TestRecoverFailsAtEveryStep(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			want := s.outcome(t)
			for step := 1; ; step++ {
				whole := start(t, s, newFaults(step, diskFull))
				if !whole.f.reached() {
					break
				}
				if !whole.f.leftNewState() {
					continue
				}
				whole.mustRecover(t)
				applied := whole.applied(t, want, nil)
				recoverings := interruptRecovery(t, s, want, step, applied)
				if recoverings == 0 && step > 3 && step < whole.f.steps {
					t.Errorf("step %d: there was nothing to recover", step)
				}
			}
		})
	}
}

// interruptRecovery lets the recovery from a failure at a step stop at each of
// its own steps in turn, and returns how many it has.
func interruptRecovery(t *testing.T, s scenario, want outcome, step int, applied bool) int {
	t.Helper()
	for at := 1; ; at++ {
		r := start(t, s, newFaults(step, diskFull))
		r.f = newFaults(at, diskFull)
		_, err := recoverRoot(r.f.disk(quickDisk()), r.root)
		if !r.f.reached() {
			return at - 1
		}
		if !errors.Is(err, errFault) {
			t.Fatalf("recovery from step %d failed at %d with %v", step, at, err)
		}
		if !r.f.leftNewState() {
			continue
		}
		r.mustRecover(t)
		if got := r.applied(t, want, nil); got != applied {
			t.Fatalf("step %d, recovery step %d: applied is %v, want %v", step, at, got, applied)
		}
	}
}

// TestApplyAfterInterruption applies again where a run was interrupted, without
// calling Recover.
func TestApplyAfterInterruption(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			want := s.outcome(t)
			for step := 1; ; step++ {
				r := start(t, s, newFaults(step, diskFull))
				if !r.f.reached() {
					break
				}
				p, err := s.planFor(t, r)
				if err != nil {
					t.Fatal(err)
				}
				if err := apply(t.Context(), quickDisk(), r.root, p); err != nil {
					t.Fatalf("step %d: %v", step, err)
				}
				if !r.applied(t, want, nil) {
					t.Errorf("step %d: nothing was applied", step)
				}
			}
		})
	}
}

// planFor returns the plan as it was computed before the interrupted run, or,
// where that run got to its end, one that is computed now.
func (s scenario) planFor(t *testing.T, r *run) (Plan, error) {
	if done := errors.As(r.err, new(*CleanupError)); done {
		return s.compute(r.root)
	}
	root, err := s.setUp(scratch(t))
	if err != nil {
		return Plan{}, err
	}
	return s.compute(root)
}
