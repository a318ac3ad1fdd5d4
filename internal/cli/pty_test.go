//go:build unix

package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"github.com/docreate/docreate/internal/pricing"
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

const firstQuestion = "What is the project called?"

func TestFormOnATerminal(t *testing.T) {
	s := start(t, nil, "new", "--no-install", "--no-git")
	s.until(firstQuestion)
	// Later screens are drawn as differences to the one before, which only a
	// terminal can read. So the rest is typed ahead.
	s.press("shop\r\r" + "\r" + " \r" + "\r" + "\r" + "\r")
	s.until("Again, without questions:")
	s.end(exitDone)
	if _, err := os.Stat(filepath.Join(s.cmd.Dir, "shop", "package.json")); err != nil {
		t.Error(err)
	}
}

func TestLeavingTheFormRestoresTheTerminal(t *testing.T) {
	leave := map[string]func(*session){
		"ctrl+c": func(s *session) { s.press("\x03") },
		"esc":    func(s *session) { s.press("\x1b") },
		"a signal": func(s *session) {
			if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				s.t.Fatal(err)
			}
		},
	}
	for name, leave := range leave {
		t.Run(name, func(t *testing.T) {
			s := start(t, nil, "new")
			s.until(firstQuestion)
			leave(s)
			s.until("cancelled; nothing was written")
			s.end(exitInterrupted)
			if !strings.Contains(s.seen, "\x1b[?1049h") {
				t.Error("the form was not shown")
			}
			checkRestored(t, s.seen)
			if files := s.files(); len(files) > 0 {
				t.Errorf("left behind: %v", files)
			}
		})
	}
}

// Plain questions draw nothing: what is said can be read from top to bottom.
func TestAccessibleOnATerminal(t *testing.T) {
	for name, test := range map[string]struct {
		variables, args []string
	}{
		"flag":          {args: []string{"new", "--accessible", "--no-color"}},
		"variable":      {args: []string{"new", "--no-color"}, variables: []string{"ACCESSIBLE=1"}},
		"dumb terminal": {args: []string{"new"}, variables: []string{"TERM=dumb"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.variables, test.args...)
			s.until("Project name [my-app]:")
			s.press("shop\n\nnone\nroom\n")
			s.until("Class name for room [ChatRoom]:")
			s.press("<\n")
			s.until("Numbers of the patterns")
			s.press("\x03")
			s.until("cancelled; nothing was written")
			s.end(exitInterrupted)
			if strings.Contains(s.seen, "\x1b") {
				t.Errorf("escapes in %q", s.seen)
			}
			if files := s.files(); len(files) > 0 {
				t.Errorf("left behind: %v", files)
			}
		})
	}
}

// An estimate is plain lines with the date of the prices, and whoever wants none
// says so with one key.
func TestAccessibleEstimateOnATerminal(t *testing.T) {
	s := start(t, []string{"ACCESSIBLE=1"}, "new", "shop", "--no-color", "--no-install", "--no-git", "--feature", "ttl", "--package-manager", "npm")
	s.until("Numbers of the patterns")
	s.press("room\n\n")
	s.until("Estimate the cost of a month from numbers of yours? Answer yes or no [no]:")
	s.press("yes\n")
	s.until("Requests per second, on average, all day [skip]:")
	s.press("900\n\n\n\n")
	s.until("5 shards for the writes.")
	s.until("Durable Objects prices of " + pricing.Date)
	s.press("<\nno\n")
	s.until("Write these files?")
	s.press("yes\n")
	s.until("Again, without questions:")
	s.end(exitDone)
	if strings.Contains(s.seen, "\x1b") {
		t.Errorf("escapes in %q", s.seen)
	}
}

var colour = regexp.MustCompile(`\x1b\[([0-9]+;)*[349][0-7](;[0-9]+)*m`)

func TestColourCanBeSwitchedOff(t *testing.T) {
	for name, test := range map[string]struct {
		variables, args []string
		colour          bool
	}{
		"as it is":   {args: []string{"new"}, colour: true},
		"NO_COLOR":   {args: []string{"new"}, variables: []string{"NO_COLOR=1"}},
		"--no-color": {args: []string{"new", "--no-color"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.variables, test.args...)
			s.until(firstQuestion)
			s.press("\x03")
			s.end(exitInterrupted)
			if colour.MatchString(s.seen) != test.colour {
				t.Errorf("colour %t, want %t: %q", !test.colour, test.colour, s.seen)
			}
		})
	}
}

// In tmux no command starts tmux, and what docreate starts finds TMUX.
func TestNoOtherProgramIsStarted(t *testing.T) {
	dir := t.TempDir()
	mark := filepath.Join(dir, "started")
	write := func(name, script string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write("tmux", "touch '"+mark+"'")
	write("npm", "echo npm finds $TMUX")
	variables := []string{"TMUX=/tmp/socket,1,0", "PATH=" + dir + ":" + os.Getenv("PATH")}
	s := start(t, variables, "--help")
	s.until("Usage:")
	s.end(exitDone)
	s = start(t, variables, "new")
	s.until(firstQuestion)
	s.press("\x03")
	s.end(exitInterrupted)
	s = start(t, append(variables, "ACCESSIBLE=1"), "new", "shop", "--pattern", "room", "--package-manager", "npm", "--install", "--no-git")
	s.until("npm finds /tmp/socket,1,0")
	s.end(exitDone)
	if _, err := os.Stat(mark); err == nil {
		t.Error("tmux was started")
	}
}

// BenchmarkFirstFrame is the time from the start of the process to the first
// question on the terminal.
func BenchmarkFirstFrame(b *testing.B) {
	for b.Loop() {
		s := start(b, nil, "new")
		s.until(firstQuestion)
		b.StopTimer()
		s.press("\x03")
		s.end(exitInterrupted)
		b.StartTimer()
	}
}
