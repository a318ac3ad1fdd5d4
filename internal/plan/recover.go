package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Recovered says what [Recover] did.
type Recovered struct {
	Paths []string // the files that an interrupted run had changed and that are as before again, sorted
}

// Recover undoes what an interrupted [Apply] left at root. Where there is
// nothing to undo, it writes nothing; root need not exist. It may be
// interrupted itself and run again.
//
// The error is a [BusyError] while another run is writing, a [JournalError]
// when the journal cannot be used, and a [ChangedError] when a file was changed
// since the interrupted run.
func Recover(root string) (Recovered, error) {
	return recoverRoot(realDisk(), root)
}

// recoverRoot is [Recover] on a given disk.
func recoverRoot(d disk, root string) (Recovered, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return Recovered{}, err
	}
	if err := recoverBeside(d, root); err != nil {
		return Recovered{}, err
	}
	at := inside(root)
	if _, err := os.Lstat(at.path()); err != nil {
		return Recovered{}, unlessMissing(err)
	}
	w, err := openWork(d, at)
	if err != nil {
		return Recovered{}, err
	}
	paths, err := w.undo()
	if err != nil {
		return Recovered{}, errors.Join(err, w.release())
	}
	return Recovered{Paths: paths}, w.discard()
}

// recoverBeside removes the staged tree of a root that never appeared.
func recoverBeside(d disk, root string) error {
	for at := range allBeside(root) {
		// Of parents that cannot be read nothing is known, and nothing was
		// staged there either.
		if _, err := os.Lstat(at.path()); err != nil {
			continue
		}
		w, err := openWork(d, at)
		if err != nil {
			return err
		}
		if err := w.discard(); err != nil {
			return err
		}
	}
	return nil
}

// undo undoes the run whose journal is in the work directory, if there is one,
// and returns the files that it put back. It leaves the work directory empty.
func (w *work) undo() ([]string, error) {
	j, err := w.readJournal()
	if err != nil {
		return nil, err
	}
	var paths []string
	if j != nil {
		if paths, err = w.rollback(*j); err != nil {
			return nil, err
		}
	}
	return paths, w.clear()
}

// rollback puts every file of the journal back, removes the directories that
// the run made, and then the journal. Until that last step it can be started
// again at any time: a file that is as before is left alone.
func (w *work) rollback(j journal) ([]string, error) {
	var undone []int
	for i, f := range j.Files {
		todo, err := w.needsUndo(i, f)
		if err != nil {
			return nil, err
		}
		if todo {
			undone = append(undone, i)
		}
	}
	var paths []string
	for _, i := range undone {
		if err := w.putBack(i, j.Files[i]); err != nil {
			return nil, err
		}
		paths = append(paths, j.Files[i].Path)
	}
	if err := w.removeDirs(j.Dirs); err != nil {
		return nil, err
	}
	for _, dir := range j.touched() {
		if err := unlessMissing(w.syncDir(w.top, dir)); err != nil {
			return nil, err
		}
	}
	slices.Sort(paths)
	return paths, errors.Join(w.removeJournal(), w.syncDir(w.top, w.name))
}

// needsUndo reports whether the i-th file of the journal was changed by the
// run. Content that is neither the old nor the new one is somebody's work.
func (w *work) needsUndo(i int, f changed) (bool, error) {
	now, err := w.hashOf(f.Path)
	switch {
	case err != nil:
		return false, err
	case now == f.Before:
		return false, nil
	case now != f.After:
		const reason = "changed since a run was interrupted; put its old content back and run this again, or delete %q to keep everything as it is"
		return false, &ChangedError{Path: f.Path, Reason: fmt.Sprintf(reason, w.path())}
	case f.Before == "":
		return true, nil
	}
	backup, err := w.hashOf(w.in(backupName(i)))
	if err == nil && backup != f.Before {
		err = &JournalError{Path: w.path(), Err: fmt.Errorf("the copy of %q is damaged", f.Path)}
	}
	return true, err
}

// hashOf returns the hash of a file, "" where there is none.
func (w *work) hashOf(name string) (string, error) {
	seen, err := inspect(w.top, name)
	switch {
	case err != nil:
		return "", err
	case seen.obstacle != "":
		return "", &ChangedError{Path: name, Reason: seen.obstacle}
	case seen.info == nil:
		return "", nil
	}
	content, err := w.top.ReadFile(name)
	return hash(content), err
}

// putBack undoes the change of the i-th file of the journal.
func (w *work) putBack(i int, f changed) error {
	if f.Before == "" {
		return w.remove(w.top, f.Path)
	}
	return w.rename(w.top, w.in(backupName(i)), f.Path)
}

// removeDirs removes the directories that the run made, unless something else
// has been put there since.
func (w *work) removeDirs(dirs []string) error {
	for _, dir := range slices.Backward(dirs) {
		err := unlessMissing(w.remove(w.top, dir))
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// unlessMissing returns err unless it says that a file does not exist.
func unlessMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
