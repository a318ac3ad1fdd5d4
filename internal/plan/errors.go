package plan

import (
	"fmt"
	"strings"
)

// PathError reports a path that no project may contain, or two paths that
// cannot exist side by side.
type PathError struct {
	Path   string
	Reason string // says what is wrong and what to do, as a phrase that follows the path
}

// Error names the path and what is wrong with it.
func (e *PathError) Error() string {
	return fmt.Sprintf("path %q %s", e.Path, e.Reason)
}

// ConflictError reports a plan with conflicts. Nothing was written.
type ConflictError struct {
	Ops []Op // the conflicts, at least one
}

// Error lists the paths in the way, a line each.
func (e *ConflictError) Error() string {
	var lines []string
	for _, op := range e.Ops {
		lines = append(lines, fmt.Sprintf("%q %s", op.Path, op.Reason))
	}
	return strings.Join(lines, "\n")
}

// ChangedError reports a file that is no longer what the plan was computed
// from, or what an interrupted run left. Nothing was written.
type ChangedError struct {
	Path   string
	Reason string // what is there now and what to do, as a phrase that follows the path
}

// Error names the file and what to do.
func (e *ChangedError) Error() string {
	return fmt.Sprintf("%q %s", e.Path, e.Reason)
}

// BusyError reports that another run is writing to the same directory.
type BusyError struct {
	Root string
}

// Error names the directory.
func (e *BusyError) Error() string {
	return fmt.Sprintf("another docreate is writing to %q; wait for it to end and run this again", e.Root)
}

// JournalError reports that an interrupted run left a journal that cannot be
// used to undo it: damaged, written by a newer version, or not by docreate.
type JournalError struct {
	Path string // the work directory
	Err  error
}

// Error names the work directory and what is wrong in it.
func (e *JournalError) Error() string {
	return fmt.Sprintf("cannot undo an interrupted run, %v; check the files it changed (git status), then delete %q", e.Err, e.Path)
}

// Unwrap returns what is wrong with the journal.
func (e *JournalError) Unwrap() error { return e.Err }

// RollbackError reports a failed run that could not be undone either. What it
// changed is undone at the start of the next run.
type RollbackError struct {
	Root  string
	Cause error // why the run failed
	Err   error // why it could not be undone
}

// Error says what failed, and that undoing it failed too.
func (e *RollbackError) Error() string {
	return fmt.Sprintf("%v, and undoing what was written to %q failed, %v; run docreate there again to undo it", e.Cause, e.Root, e.Err)
}

// Unwrap returns both errors.
func (e *RollbackError) Unwrap() []error { return []error{e.Cause, e.Err} }

// CleanupError reports that every file of the plan is in place, but that
// something after that failed, such as removing the work directory.
type CleanupError struct {
	Path string // the work directory
	Err  error
}

// Error names the work directory.
func (e *CleanupError) Error() string {
	return fmt.Sprintf("all files are written, but cleaning up failed, %v; the next run removes %q", e.Err, e.Path)
}

// Unwrap returns what went wrong.
func (e *CleanupError) Unwrap() error { return e.Err }
