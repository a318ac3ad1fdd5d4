package plan

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// childEnv tells the test binary to be the process that is killed. It holds the
// order as [order.env] writes it.
const childEnv = "DOCREATE_PLAN_KILL"

// order is what a child does: apply the plan of a scenario, or recover, in a
// directory that exists, and kill itself at a step.
type order struct {
	root     string
	scenario int
	recover  bool
	effect   effect
	at       int
}

// env returns the order for the environment of a child.
func (o order) env() string {
	return fmt.Sprintf("%s=%s\n%d\n%t\n%s\n%d", childEnv, o.root, o.scenario, o.recover, o.effect, o.at)
}

// parseOrder reads what [order.env] wrote.
func parseOrder(text string) (order, error) {
	fields := strings.Split(text, "\n")
	if len(fields) != 5 {
		return order{}, fmt.Errorf("%q is not an order", text)
	}
	number, err := strconv.Atoi(fields[1])
	at, err2 := strconv.Atoi(fields[4])
	return order{fields[0], number, fields[2] == "true", effect(fields[3]), at}, errors.Join(err, err2)
}

// TestMain runs the tests, or carries out an order.
func TestMain(m *testing.M) {
	text, ordered := os.LookupEnv(childEnv)
	if !ordered {
		os.Exit(m.Run())
	}
	if err := carryOut(text); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// carryOut is the whole of a child: the real disk, with all its writers.
func carryOut(text string) error {
	o, err := parseOrder(text)
	if err != nil {
		return err
	}
	f := newFaults(o.at, o.effect)
	f.hook = killSelf
	d := f.disk(realDisk())
	if o.recover {
		_, err = recoverRoot(d, o.root)
		return err
	}
	p, err := scenarios[o.scenario].compute(o.root)
	if err != nil {
		return err
	}
	return apply(context.Background(), d, o.root, p)
}

// killSelf ends the process as kill -9 does.
func killSelf() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {} // until the signal arrives
}

// killed starts a child and reports whether it was killed; otherwise it did
// what it had to and was not.
func killed(ctx context.Context, o order) (bool, error) {
	self, err := os.Executable()
	if err != nil {
		return false, err
	}
	child := exec.CommandContext(ctx, self)
	child.Env = append(os.Environ(), o.env())
	out, err := child.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false, nil
	case errors.As(err, &exit) && len(out) == 0:
		return true, nil
	}
	return false, fmt.Errorf("child: %w\n%s", err, out)
}

// countSteps calls do for the steps from 1 until one returns false, several at
// a time, and returns how many returned true.
func countSteps(do func(step int) bool) int {
	var group sync.WaitGroup
	var started, done atomic.Int64
	for range 2 * runtime.NumCPU() {
		group.Go(func() {
			for do(int(started.Add(1))) {
				done.Add(1)
			}
		})
	}
	group.Wait()
	return int(done.Load())
}

// TestKillAtEveryStep kills a process in front of every single step of an
// apply, and in the middle of every write, with SIGKILL, and finds the old tree
// or the new one after recovery.
func TestKillAtEveryStep(t *testing.T) {
	for i, s := range scenarios {
		want := s.outcome(t)
		var before, after atomic.Int64
		once := func(e effect) func(step int) bool {
			return func(step int) bool {
				r := newRun(t, s, newFaults(step, e))
				more, err := killed(t.Context(), order{root: r.root, scenario: i, effect: e, at: step})
				if err == nil {
					_, err = Recover(r.root)
				}
				count := &before
				if r.applied(t, want, err) {
					count = &after
				}
				count.Add(1)
				return more && !t.Failed()
			}
		}
		if steps, writes := countSteps(once(killBefore)), countSteps(once(killWithin)); steps < 20 || writes < 2 {
			t.Errorf("%s: %d steps and %d writes; want more", s.name, steps, writes)
		}
		if before.Load() < 10 || after.Load() < 4 {
			t.Errorf("%s: %d runs ended as before and %d as after; want more of each", s.name, before.Load(), after.Load())
		}
	}
}

// TestKillRecoverAtEveryStep kills an apply when all its files are in place but
// it is not done, and then the recovery in front of every single step.
func TestKillRecoverAtEveryStep(t *testing.T) {
	const number = 2
	s := scenarios[number]
	want := s.outcome(t)
	last := endOfJournal(start(t, s, newFaults(0, failBefore)))
	steps := countSteps(func(step int) bool {
		r := newRun(t, s, newFaults(step, killBefore))
		dead, err := killed(t.Context(), order{root: r.root, scenario: number, effect: killBefore, at: last})
		if err != nil || !dead {
			t.Errorf("the apply was not killed: %v", err)
			return false
		}
		more, err := killed(t.Context(), order{root: r.root, recover: true, effect: killBefore, at: step})
		if err == nil {
			_, err = Recover(r.root)
		}
		if r.applied(t, want, err) {
			t.Errorf("recovery step %d: the changes are still there", step)
		}
		return more && !t.Failed()
	})
	if steps < 15 {
		t.Errorf("recovery took %d steps; want more", steps)
	}
}

// endOfJournal returns the step at which a run removed its journal.
func endOfJournal(r *run) int {
	return 1 + slices.IndexFunc(r.f.calls, func(c call) bool {
		return c.verb == "remove" && path.Base(c.name) == journalName
	})
}
