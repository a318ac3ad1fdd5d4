package plan

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"
)

// errFault is what a call that is made to fail returns.
var errFault = errors.New("no space left on this test's disk")

// effect is what happens at a step that is made to fail.
type effect string

const (
	failBefore effect = "fail"          // the call does nothing and fails; a write stops halfway
	failAfter  effect = "fail after"    // the call does its work and fails nevertheless
	diskFull   effect = "disk full"     // this and every later call does nothing and fails
	killBefore effect = "kill before"   // the process ends in front of the call
	killWithin effect = "kill within"   // the process ends in the middle of a write; only writes are steps
	meanwhile  effect = "meanwhile"     // something else happens in front of the call
	powerLoss  effect = "loss of power" // as diskFull, and what was not flushed is gone
)

// faults makes one step fail, counted over all calls on a disk from 1, and
// keeps a record of the calls.
type faults struct {
	at     int // 0 for none
	effect effect
	hook   func() // ends the process, or is what happens meanwhile

	mu      sync.Mutex
	steps   int
	calls   []call
	unsaved map[string]bool // files with content that was not flushed
	names   map[*os.File]string
}

// call is one call on a disk.
type call struct {
	verb, name, to string
}

// newFaults returns faults with one at a step.
func newFaults(at int, e effect) *faults {
	return &faults{at: at, effect: e, unsaved: map[string]bool{}, names: map[*os.File]string{}}
}

// reached reports whether the step that fails was reached.
func (f *faults) reached() bool { return f.steps >= f.at }

// leftNewState reports whether stopping at the step left something else on the
// disk than stopping one step earlier.
func (f *faults) leftNewState() bool {
	if f.at == 1 || f.calls[f.at-1].verb == "write" {
		return true
	}
	switch f.calls[f.at-2].verb {
	case "sync", "syncdir", "close":
		return false
	}
	return true
}

// do makes a call, or what the fault at this step does in its place.
func (f *faults) do(c call, run, half func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, c)
	if f.effect == killWithin && c.verb != "write" {
		return run()
	}
	f.steps++
	if f.at == 0 || f.steps < f.at {
		return run()
	}
	lasting := f.effect == diskFull || f.effect == powerLoss
	switch {
	case f.steps > f.at && lasting:
		return errFault
	case f.steps > f.at:
		return run()
	}
	switch f.effect {
	case meanwhile:
		f.hook()
		return run()
	case killBefore:
		f.hook()
	case killWithin:
		err := half()
		f.hook()
		return err
	case failAfter:
		return errors.Join(run(), errFault)
	}
	if c.verb == "write" {
		return errors.Join(half(), errFault)
	}
	return errFault
}

// disk returns the calls of base with the fault among them.
func (f *faults) disk(base disk) disk {
	step := func(verb, name, to string, run func() error) error {
		return f.do(call{verb, name, to}, run, run)
	}
	d := base
	d.mkdir = func(r *os.Root, name string, perm fs.FileMode) error {
		return step("mkdir", name, "", func() error { return base.mkdir(r, name, perm) })
	}
	d.syncDir = func(r *os.Root, name string) error {
		return step("syncdir", name, "", func() error { return base.syncDir(r, name) })
	}
	d.remove = func(r *os.Root, name string) error {
		return step("remove", name, "", func() error { return base.remove(r, name) })
	}
	d.rename = func(r *os.Root, from, to string) error {
		return step("rename", from, to, func() error { f.moved(r, from, to); return base.rename(r, from, to) })
	}
	d.create = func(r *os.Root, name string, perm fs.FileMode) (file *os.File, err error) {
		err = step("create", name, "", func() error { file, err = base.create(r, name, perm); f.opened(file, r, name); return err })
		if err != nil && file != nil {
			err = errors.Join(err, file.Close())
		}
		return file, err
	}
	f.wrapFiles(&d, base)
	return d
}

// wrapFiles puts the fault among the calls on open files.
func (f *faults) wrapFiles(d *disk, base disk) {
	d.chmod = func(file *os.File, mode fs.FileMode) error {
		run := func() error { return base.chmod(file, mode) }
		return f.do(call{"chmod", f.name(file), ""}, run, run)
	}
	d.sync = func(file *os.File) error {
		run := func() error { f.saved(file); return base.sync(file) }
		return f.do(call{"sync", f.name(file), ""}, run, run)
	}
	d.write = func(file *os.File, content []byte) (n int, err error) {
		put := func(part []byte) func() error {
			return func() error { n, err = base.write(file, part); return err }
		}
		err = f.do(call{"write", f.name(file), ""}, put(content), put(content[:len(content)/2]))
		return n, err
	}
	d.close = func(file *os.File) error {
		// The system closes the files of a process that ends.
		run := func() error { return nil }
		return errors.Join(base.close(file), f.do(call{"close", f.name(file), ""}, run, run))
	}
}

// name returns the name of an open file.
func (f *faults) name(file *os.File) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.names[file]
}

// opened notes a new file.
func (f *faults) opened(file *os.File, r *os.Root, name string) {
	f.names[file], f.unsaved[path.Join(r.Name(), name)] = name, true
}

// saved notes that a file is flushed.
func (f *faults) saved(file *os.File) {
	for name := range f.unsaved {
		if strings.HasSuffix(name, "/"+f.names[file]) {
			delete(f.unsaved, name)
		}
	}
}

// moved notes that files with content that is not flushed have another name.
func (f *faults) moved(r *os.Root, from, to string) {
	from, to = path.Join(r.Name(), from), path.Join(r.Name(), to)
	for name := range f.unsaved {
		if rest, ok := strings.CutPrefix(name+"/", from+"/"); ok {
			delete(f.unsaved, name)
			f.unsaved[path.Join(to, rest)] = true
		}
	}
}

// cutPower empties every file that was not flushed.
func (f *faults) cutPower() error {
	for name := range f.unsaved {
		err := os.Truncate(name, 0)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// quickDisk is the real disk without waiting for it, and one file at a time,
// so that the steps come in the same order each time.
func quickDisk() disk {
	d := realDisk()
	d.writers = 1
	d.sync = func(*os.File) error { return nil }
	d.syncDir = func(r *os.Root, name string) error {
		_, err := r.Stat(name)
		return err
	}
	return d
}
