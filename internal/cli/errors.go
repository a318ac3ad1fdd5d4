package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/iostreams"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/tui"
)

// The exit codes.
const (
	exitDone         = 0
	exitFailed       = 1
	exitUsage        = 2
	exitConflict     = 3
	exitPrecondition = 5
	exitInterrupted  = 130
)

// usageError is a command line that cannot be run.
type usageError struct{ message string }

// Error returns the message.
func (e *usageError) Error() string { return e.message }

// preconditionError is a place in which the command cannot run.
type preconditionError struct{ message string }

// Error returns the message.
func (e *preconditionError) Error() string { return e.message }

// conflictError is something in the way; nothing was written.
type conflictError struct{ message string }

// Error returns the message.
func (e *conflictError) Error() string { return e.message }

// unfinishedError is a project of which every file is written, but which could
// not be set up to the end.
type unfinishedError struct {
	cause     error
	problem   string
	directory string
	remaining []string // commands, which are for the user to run
	output    []string // the last lines of the program that failed
}

// Error says how to go on.
func (e *unfinishedError) Error() string {
	return fmt.Sprintf("%s; the project is complete; run %s in %s", e.problem, inQuotes(e.remaining), quote(e.directory))
}

// Unwrap returns the cause.
func (e *unfinishedError) Unwrap() error { return e.cause }

// exitCode is the one place that decides how a run ends.
func exitCode(err error) int {
	switch {
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case isA[*usageError](err), isA[*spec.Error](err), isA[*catalog.UnknownError](err), isA[*catalog.ExcludedError](err), isA[*catalog.FileError](err), isA[*plan.PathError](err):
		return exitUsage
	case isA[*plan.ConflictError](err), isA[*plan.ChangedError](err), isA[*conflictError](err):
		return exitConflict
	case isA[*preconditionError](err), isA[*plan.BusyError](err), isA[*plan.JournalError](err):
		return exitPrecondition
	}
	return exitFailed
}

func isA[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}

// report shows an error, as a document where the command was to print one, and
// returns the exit code.
func report(env *Environment, cmd *cobra.Command, err error) int {
	code := exitCode(err)
	if wantsJSON(cmd) {
		document := failure{document: newDocument(cmd), ExitCode: code, Error: failureDetail{Message: err.Error()}}
		var conflict *plan.ConflictError
		if errors.As(err, &conflict) {
			for _, op := range conflict.Ops {
				document.Error.Conflicts = append(document.Error.Conflicts, op.Path)
			}
		}
		var unfinished *unfinishedError
		if errors.As(err, &unfinished) {
			document.Error.Output = unfinished.output
		}
		if err := writeJSON(env.Out, document); err != nil {
			fmt.Fprintf(env.Err, "docreate: %v\n", err)
		}
		return code
	}
	if errors.Is(err, tui.ErrCancelled) {
		fmt.Fprintln(env.Err, "docreate: cancelled; nothing was written")
		return code
	}
	if code == exitInterrupted && !isA[*unfinishedError](err) {
		fmt.Fprintln(env.Err, "docreate: interrupted")
		return code
	}
	fmt.Fprintf(env.Err, "%s %s\n", env.Styled(iostreams.Red, "docreate:"), message(err))
	return code
}

// message is what a person reads. Conflicts come as a list, and of a project
// that is not set up it says no more than how to go on.
func message(err error) string {
	var unfinished *unfinishedError
	if errors.As(err, &unfinished) {
		return unfinished.Error()
	}
	var conflict *plan.ConflictError
	if !errors.As(err, &conflict) {
		return strings.TrimSpace(err.Error())
	}
	var b strings.Builder
	b.WriteString("nothing was written, because of what is there already:")
	for _, op := range conflict.Ops {
		fmt.Fprintf(&b, "\n  %s %s", op.Path, op.Reason)
	}
	return b.String()
}

// wantsJSON reports whether the command was asked for a document, also where
// its flags could not be parsed to the end.
func wantsJSON(cmd *cobra.Command) bool {
	if cmd == nil {
		return false
	}
	flag := cmd.Flags().Lookup("json")
	return flag != nil && flag.Value.String() == "true"
}

// checkDirectory makes sure that the directory to work in is one.
func checkDirectory(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return &preconditionError{fmt.Sprintf("directory %q cannot be used: %v; give --directory one that exists", dir, errors.Unwrap(err))}
	case !info.IsDir():
		return &preconditionError{fmt.Sprintf("%q is not a directory; give --directory one", dir)}
	}
	return nil
}
