//go:build unix

package process

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is a shell script in a directory with a pipe, named life. The script
// and its children hold the pipe open, and the test reads its end when all of
// them are gone, whoever their parent is by then.
type program struct {
	Command
	t      *testing.T
	output *bytes.Buffer
	life   *os.File
}

func script(t *testing.T, text string) *program {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "life")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	life, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = life.Close() })
	p := &program{t: t, output: &bytes.Buffer{}, life: life}
	p.Command = Command{Program: "/bin/sh", Args: []string{"-c", "exec 9>life; " + text}, Dir: dir, Output: p.output, Grace: time.Minute}
	return p
}

// runUntilReady runs the program, and calls then once it has written to life.
func (p *program) runUntilReady(ctx context.Context, then func()) error {
	p.t.Helper()
	result := make(chan error, 1)
	go func() { result <- p.Run(ctx) }()
	if _, err := p.life.Read(make([]byte, 1)); err != nil {
		p.t.Fatal(err)
	}
	then()
	return <-result
}

// checkGone waits until nobody holds the pipe any more.
func (p *program) checkGone() {
	p.t.Helper()
	reader, err := os.OpenFile(p.life.Name(), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	defer reader.Close()
	_ = p.life.Close() // the test's own end for writing
	if err := reader.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		p.t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, reader); err != nil {
		p.t.Errorf("something is still running: %v", err)
	}
}

func TestOutputOfBothStreams(t *testing.T) {
	p := script(t, "echo out; echo err >&2")
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := p.output.String(); got != "out\nerr\n" {
		t.Errorf("output %q", got)
	}
}

func TestFailureHasTheExitStatus(t *testing.T) {
	err := script(t, "exit 7").Run(t.Context())
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("error %v", err)
	}
	if err := (Command{Program: filepath.Join(t.TempDir(), "nothing")}).Run(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a program that is not there: %v", err)
	}
}

// Nothing can be asked: there is no input, no terminal, and no name of one.
func TestNothingCanBeAsked(t *testing.T) {
	t.Setenv("GPG_TTY", "/dev/pts/7")
	p := script(t, `read -r line || echo "no input"; (exec </dev/tty) 2>/dev/null || echo "no terminal"; echo "tty '$GPG_TTY'"`)
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := p.output.String(); got != "no input\nno terminal\ntty ''\n" {
		t.Errorf("output %q", got)
	}
}

// Whatever a program has started ends with it, also what ignores that it is
// told to.
func TestCancelEndsTheWholeTree(t *testing.T) {
	for name, text := range map[string]string{
		"a child":              "sleep 300 & echo >&9; wait",
		"a child in silence":   "sleep 300 >/dev/null 2>&1 & echo >&9; wait",
		"a child of a child":   "(sleep 300 & sleep 300) & echo >&9; wait",
		"a child that ignores": "(trap '' TERM; echo >&9; exec sleep 300 >/dev/null 2>&1) & wait",
	} {
		t.Run(name, func(t *testing.T) {
			p := script(t, text)
			ctx, cancel := context.WithCancel(t.Context())
			if err := p.runUntilReady(ctx, cancel); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
			p.checkGone()
		})
	}
}

// The program has the time to put its things in order.
func TestCancelTellsBeforeItKills(t *testing.T) {
	p := script(t, `trap 'echo tidied; exit 0' TERM; echo >&9; while :; do sleep 1; done`)
	ctx, cancel := context.WithCancel(t.Context())
	if err := p.runUntilReady(ctx, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	// The shell may say before that its child is gone.
	if got := p.output.String(); !strings.HasSuffix(got, "tidied\n") {
		t.Errorf("output %q", got)
	}
	p.checkGone()
}

// What ignores the request is killed after the grace.
func TestKilledWhenItDoesNotEnd(t *testing.T) {
	p := script(t, `trap '' TERM; echo >&9; while :; do sleep 300; done`)
	p.Grace = 50 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	if err := p.runUntilReady(ctx, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	p.checkGone()
}

// Whoever presses Ctrl-C again does not wait for the grace.
func TestKilledByTheNextSignal(t *testing.T) {
	own := make(chan os.Signal, 1) // or else the signal would end the test
	signal.Notify(own, os.Interrupt)
	defer signal.Stop(own)
	p := script(t, `trap '' TERM; echo >&9; while :; do sleep 300; done`)
	p.Grace = 20 * time.Second
	ctx, cancel := context.WithCancel(t.Context())
	began, result := time.Now(), make(chan error)
	err := p.runUntilReady(ctx, func() {
		cancel()
		go func() {
			press := time.NewTicker(time.Millisecond)
			defer press.Stop()
			for range press.C { // until it is heard
				select {
				case <-result:
					return
				default:
					_ = syscall.Kill(os.Getpid(), syscall.SIGINT)
				}
			}
		}()
	})
	result <- err // from here on nothing is pressed
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if time.Since(began) >= p.Grace {
		t.Error("it had the whole grace")
	}
	p.checkGone()
}

func TestTimeout(t *testing.T) {
	p := script(t, "echo started; sleep 300")
	p.Timeout = 50 * time.Millisecond
	err := p.Run(t.Context())
	if late := (*TimeoutError)(nil); !errors.As(err, &late) || late.After != p.Timeout {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(err.Error(), "50ms") {
		t.Errorf("error %v", err)
	}
	p.checkGone()
}

// A service that goes on in the background does not make a failure of it.
func TestBackgroundIsLeftAlone(t *testing.T) {
	p := script(t, "sleep 300 & echo $!")
	p.Grace = 50 * time.Millisecond
	if err := p.Run(t.Context()); err != nil {
		t.Error(err)
	}
	child := strings.TrimSpace(p.output.String())
	if err := exec.Command("kill", child).Run(); err != nil {
		t.Errorf("the background process %s is gone: %v", child, err)
	}
	p.checkGone()
}

func TestCancelledBeforeTheStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := script(t, "echo started")
	if err := p.Run(ctx); !errors.Is(err, context.Canceled) || p.output.Len() > 0 {
		t.Errorf("error %v, output %q", err, p.output)
	}
}
