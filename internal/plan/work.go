package plan

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"runtime"

	"github.com/gofrs/flock"
)

// workPrefix starts the name of every work directory.
const workPrefix = ".docreate-apply-"

const (
	lockName = "lock"
	// lockTries bounds how often the lock is tried again because the run that
	// held it ended, and removed it, between two steps.
	lockTries = 100
)

// place is where the work directory of a root lies.
type place struct {
	root string // what is written to
	dir  string // the directory that holds the work directory
	name string // the name of the work directory
}

// inside returns the place for a root that exists.
func inside(root string) place {
	return place{root: root, dir: root, name: workPrefix + "work"}
}

// beside returns the place for a root that is made at rest below dir. Each
// root has a name of its own there, so that two can be made at a time.
func beside(root, dir, rest string) place {
	hash := sha256.Sum256([]byte(rest))
	return place{root: root, dir: dir, name: fmt.Sprintf("%s%x", workPrefix, hash[:8])}
}

// allBeside returns every place where making root may have left something:
// which of its parents existed at the time is not known.
func allBeside(root string) iter.Seq[place] {
	return func(yield func(place) bool) {
		rest := ""
		for dir := root; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			rest = path.Join(filepath.Base(dir), rest)
			if !yield(beside(root, filepath.Dir(dir), rest)) {
				return
			}
		}
	}
}

// path returns the path of the work directory.
func (p place) path() string { return filepath.Join(p.dir, p.name) }

// work is a work directory, locked by this run. The lock is a file in it that
// the operating system unlocks when the process ends, however it ends. It is
// removed with the directory.
type work struct {
	disk
	place
	top  *os.Root // place.dir
	lock *flock.Flock
}

// openWork makes the work directory, or takes over one that an interrupted run
// left, and locks it.
func openWork(d disk, at place) (*work, error) {
	top, err := os.OpenRoot(at.dir)
	if err != nil {
		return nil, err
	}
	w := &work{disk: d, place: at, top: top}
	for range lockTries {
		err = w.tryLock()
		if err == nil {
			return w, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(err, top.Close())
		}
	}
	return nil, errors.Join(&BusyError{Root: at.root}, top.Close())
}

// tryLock locks the work directory. The error is [fs.ErrNotExist] when another
// run removed the lock meanwhile, so that locking it would lock out nobody.
func (w *work) tryLock() error {
	if err := w.makeLock(); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(w.path(), lockName), flock.SetFlag(os.O_RDWR))
	held, err := lock.TryLock()
	if err == nil && !held {
		err = &BusyError{Root: w.root}
	}
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	mine, err := lock.Stat()
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	there, err := w.top.Lstat(w.in(lockName))
	if err == nil && !os.SameFile(mine, there) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	w.lock = lock
	return nil
}

// makeLock makes the work directory and the lock file where they are missing.
func (w *work) makeLock() error {
	made := w.mkdir(w.top, w.name, workPerm)
	if made != nil && !errors.Is(made, fs.ErrExist) {
		return made
	}
	err := w.makeLockFile()
	if err != nil && made == nil {
		// Leave nothing behind. It fails, as it should, once another run uses it.
		_ = w.remove(w.top, w.name)
	}
	return err
}

// makeLockFile makes the lock file where it is missing. It and the work
// directory lie where others can write, so they are not trusted to be what
// their names say.
func (w *work) makeLockFile() error {
	info, err := w.top.Lstat(w.name)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%q is not a directory; delete it", w.path())
	}
	f, err := w.create(w.top, w.in(lockName), lockPerm)
	switch {
	case err == nil:
		return f.Close()
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	info, err = w.top.Lstat(w.in(lockName))
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%q is not a file; delete it", filepath.Join(w.path(), lockName))
	}
	return err
}

// in returns the name of a file in the work directory, below top.
func (w *work) in(name string) string { return path.Join(w.name, name) }

// clear removes everything but the lock from the work directory.
func (w *work) clear() error {
	names, err := list(w.top, w.name)
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == lockName {
			continue
		}
		if err := w.removeTree(w.top, w.in(name)); err != nil {
			return err
		}
	}
	return nil
}

// release unlocks the work directory and leaves what it holds.
func (w *work) release() error {
	return errors.Join(w.lock.Close(), w.top.Close())
}

// discard empties the work directory, removes it and unlocks it.
func (w *work) discard() error {
	err := w.clear()
	if err == nil {
		err = w.removeLock()
	}
	return errors.Join(err, w.release())
}

// removeLock removes the lock and the work directory. On Windows an open file
// cannot be removed, so the lock is closed first, and removing it fails when
// another run opened it since; elsewhere it is removed while it is held, so
// that no other run can lock a file that is about to go.
func (w *work) removeLock() error {
	if runtime.GOOS == "windows" {
		if err := w.lock.Close(); err != nil {
			return err
		}
	}
	if err := w.remove(w.top, w.in(lockName)); err != nil {
		return err
	}
	err := w.remove(w.top, w.name)
	if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return nil // another run has put its lock there, or removed it
	}
	return err
}
