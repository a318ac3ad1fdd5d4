package workbench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"
	"time"
)

// longestSilence is how long tests may print nothing. Each has five seconds,
// and each file of them is printed when it is done.
const longestSilence = 3 * time.Minute

// errSilent is the error of a command that has printed nothing for too long.
var errSilent = errors.New("printed nothing for too long, and was ended")

// Vitest runs the tests of the project in dir, with those arguments, and
// returns what they printed and the error of [exec.Cmd.Run].
//
// A run can stall for good between two files of tests: Node.js and the runtime
// are both there, and neither waits for anything that the other knows of. It
// was seen in one of 512 projects, and is known:
// https://github.com/cloudflare/workers-sdk/issues/15498. So a run that is
// silent for too long is begun once more, from the start. A test that hangs
// cannot pass by that: vitest ends it by itself, and says so.
func Vitest(t testing.TB, dir string, args ...string) ([]byte, error) {
	t.Helper()
	return runAgainIfSilent(t, longestSilence, dir, "vitest", append([]string{"run"}, args...)...)
}

func runAgainIfSilent(t testing.TB, longest time.Duration, dir, name string, args ...string) ([]byte, error) {
	t.Helper()
	out, err := runUnlessSilent(t, longest, dir, name, args...)
	if !errors.Is(err, errSilent) {
		return out, err
	}
	t.Logf("%s in %q: %v; it is started again. Its last words:\n%s", name, dir, err, out[max(0, len(out)-2000):])
	return runUnlessSilent(t, longest, dir, name, args...)
}

func runUnlessSilent(t testing.TB, longest time.Duration, dir, name string, args ...string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	silence := time.AfterFunc(longest, func() { cancel(errSilent) })
	defer silence.Stop()
	out := &watchedOutput{heard: func() { silence.Reset(longest) }}
	cmd := command(ctx, t, dir, name, args...)
	cmd.Stdout, cmd.Stderr = out, out
	// It ends the runtimes that it has started before itself, if it is asked to.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	if err != nil && errors.Is(context.Cause(ctx), errSilent) {
		err = fmt.Errorf("%s: %w", name, errSilent)
	}
	return out.text.Bytes(), err
}

// watchedOutput keeps what is written to it, and tells of each time.
type watchedOutput struct {
	text  bytes.Buffer
	heard func()
}

func (o *watchedOutput) Write(text []byte) (int, error) {
	o.heard()
	return o.text.Write(text)
}
