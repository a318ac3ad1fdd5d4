package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

const (
	filePerm       = 0o644 // of new files, less the umask
	executablePerm = 0o755
	dirPerm        = 0o755
	workPerm       = 0o700 // of the work directory: it holds copies of files that may be private
	lockPerm       = 0o600
)

// disk holds every call that changes a file system, so that a test can make
// each of them fail.
type disk struct {
	mkdir   func(r *os.Root, name string, perm fs.FileMode) error
	create  func(r *os.Root, name string, perm fs.FileMode) (*os.File, error) // fails where something exists
	write   func(f *os.File, content []byte) (int, error)
	chmod   func(f *os.File, mode fs.FileMode) error
	sync    func(f *os.File) error
	close   func(f *os.File) error
	syncDir func(r *os.Root, name string) error
	rename  func(r *os.Root, from, to string) error
	remove  func(r *os.Root, name string) error
	// writers is how many files are staged at a time. Flushing is most of the
	// time of an apply, and file systems flush several files in one go.
	writers int
}

// realDisk returns the calls of the operating system.
func realDisk() disk {
	return disk{
		mkdir:   (*os.Root).Mkdir,
		create:  createFile,
		write:   (*os.File).Write,
		chmod:   (*os.File).Chmod,
		sync:    (*os.File).Sync,
		close:   (*os.File).Close,
		syncDir: syncDir,
		rename:  (*os.Root).Rename,
		remove:  (*os.Root).Remove,
		writers: 8,
	}
}

// createFile makes a file that must not exist.
func createFile(r *os.Root, name string, perm fs.FileMode) (*os.File, error) {
	return r.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, perm)
}

// syncDir flushes the entries of a directory. Windows has no such call, and
// some network file systems refuse it; both order their metadata themselves.
func syncDir(r *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := r.Open(name)
	if err != nil {
		return err
	}
	defer dir.Close()
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

// entry is a file to write.
type entry struct {
	name    string // below the root
	target  string // what it will be, for messages
	content []byte
	mode    fs.FileMode
	exact   bool // the mode is that of an existing file, and the umask does not apply
}

// put writes a new file and flushes it.
func (d disk) put(r *os.Root, e entry) error {
	f, err := d.create(r, e.name, e.mode)
	if err == nil {
		err = errors.Join(d.fill(f, e), d.close(f))
	}
	if err != nil {
		return fmt.Errorf("cannot write %q: %w", e.target, err)
	}
	return nil
}

// fill gives a new file its mode and content.
func (d disk) fill(f *os.File, e entry) error {
	if e.exact {
		if err := d.chmod(f, e.mode); err != nil {
			return err
		}
	}
	if _, err := d.write(f, e.content); err != nil {
		return err
	}
	return d.sync(f)
}

// removeTree removes a file, or a directory and what it holds. It follows no
// symbolic links.
func (d disk) removeTree(r *os.Root, name string) error {
	info, err := r.Lstat(name)
	if err != nil {
		return err
	}
	if info.IsDir() {
		names, err := list(r, name)
		if err != nil {
			return err
		}
		for _, child := range names {
			if err := d.removeTree(r, name+"/"+child); err != nil {
				return err
			}
		}
	}
	return d.remove(r, name)
}

// list returns the names in a directory, sorted.
func list(r *os.Root, dir string) ([]string, error) {
	entries, err := fs.ReadDir(r.FS(), dir)
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}
