package workbench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/docreate/docreate/internal/process"
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
// was seen in one of 512 projects, and looks like what is reported here:
// https://github.com/cloudflare/workers-sdk/issues/15498. So a run that is
// silent for too long is ended, with the runtimes that it has started, and
// begun once more. A test that hangs does not get so far: vitest ends it after
// five seconds.
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
	found := Command(t, dir, name, args...)
	err := process.Command{
		Program: found.Path,
		Args:    args,
		Dir:     dir,
		Env:     found.Env,
		Output:  out,
		Grace:   10 * time.Second,
	}.Run(ctx)
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

// Write is that of an [io.Writer].
func (o *watchedOutput) Write(text []byte) (int, error) {
	o.heard()
	return o.text.Write(text)
}
