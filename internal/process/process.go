// Package process runs programs of others, like a package manager, so that
// nothing is left of them. Each runs in a session of its own: it cannot ask on
// the terminal, a Ctrl-C there reaches docreate alone, and it can be ended
// together with everything that it has started.
package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Command is a program to run.
type Command struct {
	Program string
	Args    []string
	Dir     string
	Env     []string      // that of this process, if there is none
	Output  io.Writer     // takes both of its outputs
	Timeout time.Duration // it is ended after that; 0 is never
	Grace   time.Duration // and killed so much later, if it does not heed that
}

// TimeoutError is returned where a program was ended because it took too long.
type TimeoutError struct{ After time.Duration }

// Error says how long it had.
func (e *TimeoutError) Error() string { return fmt.Sprintf("not done after %v", e.After) }

// Run runs the program to its end. When ctx ends before, the program and
// whatever it has started are told to end, and are killed after the grace or by
// the next signal; the error is the context's. One that is too slow likewise
// gives a *TimeoutError, and one that fails an *exec.ExitError.
func (c Command) Run(ctx context.Context) error {
	if c.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, c.Timeout, &TimeoutError{After: c.Timeout})
		defer cancel()
	}
	cmd := exec.CommandContext(ctx, c.Program, c.Args...)
	cmd.Dir, cmd.Env = c.Dir, withoutTerminal(c.Env)
	cmd.Stdout, cmd.Stderr = c.Output, c.Output
	cmd.SysProcAttr = apart()
	cmd.Cancel = func() error { return terminate(cmd.Process.Pid) }
	cmd.WaitDelay = c.Grace
	if ctx.Err() != nil {
		return reason(ctx)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go killOnSignal(ctx, ended, cmd.Process.Pid)
	err := cmd.Wait()
	close(ended)
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return nil // what it left running in the background is meant to run
	case ctx.Err() != nil:
		kill(cmd.Process.Pid)
		return reason(ctx)
	}
	return err
}

// reason is why a context has ended.
func reason(ctx context.Context) error {
	if late := (*TimeoutError)(nil); errors.As(context.Cause(ctx), &late) {
		return late
	}
	return ctx.Err()
}

// killOnSignal kills a program that has been told to end when somebody presses
// Ctrl-C again, who does not want to wait.
func killOnSignal(ctx context.Context, ended <-chan struct{}, pid int) {
	select {
	case <-ended:
		return
	case <-ctx.Done():
	}
	again := make(chan os.Signal, 1)
	signal.Notify(again, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(again)
	select {
	case <-ended:
	case <-again:
		kill(pid)
	}
}

// withoutTerminal is an environment, or that of this process, without the name
// of the terminal: by it a passphrase is asked for even of a program that has none.
func withoutTerminal(environment []string) []string {
	if environment == nil {
		environment = os.Environ()
	}
	return slices.DeleteFunc(slices.Clone(environment), func(variable string) bool {
		return strings.HasPrefix(variable, "GPG_TTY=")
	})
}
