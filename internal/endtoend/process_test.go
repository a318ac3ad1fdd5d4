//go:build unix

// The tests of this package kill whole process groups, which only Unix has, so
// none of them is built for Windows.

package endtoend

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	pollEvery = 25 * time.Millisecond
	// killWithin is how long the system may take to end killed processes.
	killWithin = 20 * time.Second
	// logShown is how much of a log a failed test shows, from the end.
	logShown = 8 << 10
)

// supervisor is a shell script that runs its arguments and then kills its own
// process group. It does the same when its standard input ends. The test holds
// the other end of that, so nothing outlives the test process, even if that is
// killed or runs into the deadline of `go test`, which runs no cleanup.
const supervisor = `{ "$@" </dev/null; kill -9 0; } & read -r _; kill -9 0`

// group is a running program with every process that it started.
type group struct {
	t     *testing.T
	id    int
	alive *os.File      // the supervisor's standard input
	ended chan struct{} // closed when the supervisor is gone
	log   string
}

// startGroup starts the command that supervise has made, with its output in a
// file that a failed test shows. The group is dead when the test is over.
func startGroup(t *testing.T, cmd *exec.Cmd, log string) *group {
	t.Helper()
	output, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer output.Close()
	stdin, alive, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	// A file and not a buffer: Wait would wait for everybody who can write to a buffer.
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, output, output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	g := &group{t: t, id: cmd.Process.Pid, alive: alive, ended: make(chan struct{}), log: log}
	go func() {
		defer close(g.ended)
		// It ends by a signal, always.
		_ = cmd.Wait()
	}()
	t.Cleanup(func() {
		g.kill()
		g.showLog()
	})
	return g
}

// kill sends SIGKILL to every process of the group and waits until all of them are dead.
func (g *group) kill() {
	g.t.Helper()
	killGroup(g.t, g.id)
	<-g.ended
	g.alive.Close()
}

func killGroup(t *testing.T, id int) {
	t.Helper()
	// That the group is gone already is no error.
	_ = syscall.Kill(-id, syscall.SIGKILL)
	deadline := time.Now().Add(killWithin)
	for isGroupAlive(id) {
		if time.Now().After(deadline) {
			t.Errorf("process group %d is alive %v after SIGKILL", id, killWithin)
			return
		}
		time.Sleep(pollEvery)
	}
}

func (g *group) hasEnded() bool {
	select {
	case <-g.ended:
		return true
	default:
		return false
	}
}

func (g *group) showLog() {
	if !g.t.Failed() {
		return
	}
	text, err := os.ReadFile(g.log)
	if err != nil {
		g.t.Error(err)
		return
	}
	if len(text) > logShown {
		text = append([]byte("…"), text[len(text)-logShown:]...)
	}
	g.t.Logf("%s:\n%s", filepath.Base(g.log), text)
}

// isGroupAlive reports whether a process of the group runs. Where there is
// /proc, it does not count zombies: a container whose first process does not
// collect orphans keeps those for good.
func isGroupAlive(id int) bool {
	if syscall.Kill(-id, 0) == syscall.ESRCH {
		return false
	}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return true
	}
	for _, path := range stats {
		// A process that ended meanwhile has no file any more.
		stat, _ := os.ReadFile(path)
		// The fields after the program's name, which may hold anything: state, parent, group.
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		if len(fields) > 2 && string(fields[2]) == fmt.Sprint(id) && !strings.Contains("ZX", string(fields[0])) {
			return true
		}
	}
	return false
}
