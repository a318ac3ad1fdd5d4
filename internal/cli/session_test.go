//go:build unix

package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// session is the real program on a real terminal.
type session struct {
	t        testing.TB
	terminal *os.File // what a person has: keys in, characters out
	tty      *os.File // what the program has
	cmd      *exec.Cmd
	output   chan []byte
	seen     string
	before   *term.State
}

// start runs docreate in an empty directory on a terminal of 120 by 40.
func start(t testing.TB, variables []string, args ...string) *session {
	t.Helper()
	return startSized(t, &pty.Winsize{Rows: 40, Cols: 120}, variables, args...)
}

func startSized(t testing.TB, size *pty.Winsize, variables []string, args ...string) *session {
	t.Helper()
	terminal, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(tty.Close(), terminal.Close()) })
	if err := pty.Setsize(terminal, size); err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, terminal: terminal, tty: tty, cmd: exec.Command("docreate", args...), output: make(chan []byte)}
	if s.before, err = term.GetState(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	s.cmd.Dir = t.TempDir()
	s.cmd.Env = append(withoutVariables("CI", "TMUX", "NO_COLOR", "ACCESSIBLE"), append([]string{"TERM=xterm-256color"}, variables...)...)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = tty, tty, tty
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	go s.read()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// withoutVariables is the environment without some of its variables.
func withoutVariables(names ...string) []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(names, name)
	})
}

func (s *session) read() {
	defer close(s.output)
	for {
		buffer := make([]byte, 4096)
		n, err := s.terminal.Read(buffer)
		if n > 0 {
			s.output <- buffer[:n]
		}
		if err != nil {
			return
		}
	}
}

// patience is how long a test waits for something that a busy machine does late.
const patience = 30 * time.Second

// until waits for a text on the terminal.
func (s *session) until(text string) {
	s.t.Helper()
	late := time.After(patience)
	for !strings.Contains(s.seen, text) {
		select {
		case piece, ok := <-s.output:
			if !ok {
				s.t.Fatalf("the terminal is closed, without %q on it:\n%q", text, s.lately())
			}
			s.seen += string(piece)
		case <-late:
			s.t.Fatalf("%q does not appear:\n%q", text, s.lately())
		}
	}
}

// lately is the end of what was seen.
func (s *session) lately() string { return s.seen[max(0, len(s.seen)-2000):] }

func (s *session) press(keys string) {
	s.t.Helper()
	if _, err := s.terminal.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// end waits for the program and asserts how it ended and that the terminal is
// as it was.
func (s *session) end(want int) {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	late := time.After(patience)
	for running := true; running; {
		select {
		case piece, ok := <-s.output:
			if ok {
				s.seen += string(piece)
			}
		case <-done:
			running = false
		case <-late:
			s.t.Fatalf("the program does not end:\n%q", s.lately())
		}
	}
	if code := s.cmd.ProcessState.ExitCode(); code != want {
		s.t.Errorf("exit code %d, want %d", code, want)
	}
	after, err := term.GetState(int(s.tty.Fd()))
	if err != nil || !reflect.DeepEqual(s.before, after) {
		s.t.Errorf("the terminal is left in another state: %v", err)
	}
}

func (s *session) files() []string {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.cmd.Dir, "*"))
	if err != nil {
		s.t.Fatal(err)
	}
	return files
}
