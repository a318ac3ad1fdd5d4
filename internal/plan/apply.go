package plan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// Apply makes the changes of a plan below root, all of them or none. First it
// undoes what an interrupted run left there, as [Recover] does.
//
// Root and its parents are made where they do not exist. A file that exists
// keeps its mode. Cancelling ctx while files are staged undoes everything; once
// the changes start to appear, Apply finishes.
//
// The errors to tell apart: [ConflictError], [PathError], [ChangedError] and
// [BusyError] for what stands in the way of the plan, [JournalError] for an
// interrupted run that cannot be undone; after each of these nothing was
// written. After a [RollbackError] something was. After a [CleanupError] the
// plan is applied. Any other error says why writing failed; the root is as it
// was.
func Apply(ctx context.Context, root string, p Plan) error {
	return apply(ctx, realDisk(), root, p)
}

// apply is [Apply] on a given disk.
func apply(ctx context.Context, d disk, root string, p Plan) error {
	if err := p.validate(); err != nil {
		return err
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	if len(p.Changes()) == 0 {
		return applyNothing(d, root, p)
	}
	if err := recoverBeside(d, root); err != nil {
		return err
	}
	dir, rest, err := nearest(root)
	switch {
	case err != nil:
		return err
	case rest == "":
		return applyInside(ctx, d, inside(root), p)
	}
	return applyBeside(ctx, d, beside(root, dir, rest), rest, p)
}

// applyNothing checks that a plan without changes is still right. It makes no
// work directory, so that it also works where nothing can be written.
func applyNothing(d disk, root string, p Plan) error {
	if _, err := recoverRoot(d, root); err != nil || len(p.Ops) == 0 {
		return err
	}
	top, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	_, err = p.check(top)
	return errors.Join(err, top.Close())
}

// validate refuses a plan with conflicts or with paths that Compute refuses: a
// plan is plain data, and need not come from there.
func (p Plan) validate() error {
	if conflicts := p.Conflicts(); len(conflicts) > 0 {
		return &ConflictError{Ops: conflicts}
	}
	paths := make([]string, 0, len(p.Ops))
	for _, op := range p.Ops {
		paths = append(paths, op.Path)
	}
	return checkTogether(paths)
}

// nearest returns the deepest directory on the way to root that exists, and
// what is missing below it, separated by slashes.
func nearest(root string) (dir, rest string, err error) {
	for dir = root; ; {
		_, err := os.Stat(dir)
		if !errors.Is(err, fs.ErrNotExist) {
			return dir, rest, err
		}
		if info, linked := os.Lstat(dir); linked == nil {
			if info.IsDir() || info.Mode().IsRegular() {
				continue // another run has just made it
			}
			return "", "", fmt.Errorf("%q is a symbolic link to nothing; remove it or create what it points to", dir)
		}
		if dir == filepath.Dir(dir) {
			return "", "", err // a drive that does not exist
		}
		rest = path.Join(filepath.Base(dir), rest)
		dir = filepath.Dir(dir)
	}
}

// applyInside applies a plan to a root that exists.
func applyInside(ctx context.Context, d disk, at place, p Plan) error {
	w, err := openWork(d, at)
	if err != nil {
		return err
	}
	if _, err := w.undo(); err != nil {
		return errors.Join(err, w.release())
	}
	j, err := w.prepare(ctx, p)
	if err != nil {
		return w.abandon(err)
	}
	if err := w.commit(j); err != nil {
		if _, failed := w.rollback(j); failed != nil {
			failed = errors.Join(failed, w.release())
			return &RollbackError{Root: w.root, Cause: err, Err: failed}
		}
		return w.abandon(err)
	}
	return w.finish(w.name)
}

// prepare stages the changes and the originals, and checks the root.
func (w *work) prepare(ctx context.Context, p Plan) (journal, error) {
	found, err := p.check(w.top)
	if err != nil {
		return journal{}, err
	}
	changes := p.Changes()
	var entries []entry
	for i, op := range changes {
		staged := entry{name: w.in(stagedName(i)), target: op.Path, content: op.Content, mode: op.newMode()}
		if op.Kind == Modify {
			staged.mode, staged.exact = found.modes[op.Path], true
			backup := staged
			backup.name, backup.content = w.in(backupName(i)), op.Before
			entries = append(entries, backup)
		}
		entries = append(entries, staged)
	}
	if err := w.stage(ctx, entries); err != nil {
		return journal{}, err
	}
	// Staging took a while: somebody may have saved a file since.
	found, err = p.check(w.top)
	return newJournal(changes, found.missing), err
}

// newMode returns the mode of a new file.
func (op Op) newMode() fs.FileMode {
	if op.Executable {
		return executablePerm
	}
	return filePerm
}

// stage writes the entries below top, several at a time.
func (w *work) stage(ctx context.Context, entries []entry) error {
	running, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(w.writers, len(entries)) {
		group.Go(func() {
			for running.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(entries) {
					return
				}
				if err := w.put(w.top, entries[i]); err != nil {
					cancel(err)
				}
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	return context.Cause(running)
}

// commit makes the changes. When it fails, [work.rollback] has to follow.
func (w *work) commit(j journal) error {
	if err := w.writeJournal(j); err != nil {
		return err
	}
	for _, dir := range j.Dirs {
		if err := w.mkdir(w.top, dir, dirPerm); err != nil {
			return err
		}
	}
	for i, f := range j.Files {
		if err := w.rename(w.top, w.in(stagedName(i)), f.Path); err != nil {
			return err
		}
	}
	for _, dir := range j.touched() {
		if err := w.syncDir(w.top, dir); err != nil {
			return err
		}
	}
	return w.removeJournal()
}

// abandon ends a run that changed nothing, or whose changes are undone.
func (w *work) abandon(cause error) error {
	if err := w.discard(); err != nil {
		return fmt.Errorf("%w; nothing was changed, but %q is left for the next run to remove: %w", cause, w.path(), err)
	}
	return fmt.Errorf("%w; nothing was changed", cause)
}

// finish ends a run whose changes are made, once the directory in which that
// was decided is flushed: until then the work directory can still be needed.
func (w *work) finish(decided string) error {
	err := w.syncDir(w.top, decided)
	if err == nil {
		err = w.discard()
	} else {
		err = errors.Join(err, w.release())
	}
	if err != nil {
		return &CleanupError{Path: w.path(), Err: err}
	}
	return nil
}
