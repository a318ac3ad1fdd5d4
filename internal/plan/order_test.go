package plan

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// durability follows the calls of a run and knows what a loss of power at this
// moment could take back: content that was written and not flushed, and names
// in directories that were not flushed.
type durability struct {
	files    map[string]bool
	dirs     map[string]bool
	problems []string
}

// newDurability returns the state in front of the first call.
func newDurability() *durability {
	return &durability{files: map[string]bool{}, dirs: map[string]bool{}}
}

// note follows a call.
func (d *durability) note(c call) {
	switch c.verb {
	case "write", "chmod":
		d.files[c.name] = true
	case "sync":
		delete(d.files, c.name)
	case "syncdir":
		delete(d.dirs, c.name)
	case "create", "mkdir", "remove":
		d.dirs[path.Dir(c.name)] = true
		delete(d.files, c.name)
		delete(d.dirs, c.name)
	case "rename":
		d.dirs[path.Dir(c.name)], d.dirs[path.Dir(c.to)] = true, true
	}
}

// want records a problem unless everything is durable, save for the names in
// the directories that may be late.
func (d *durability) want(what string, c call, late ...string) {
	dirs := slices.DeleteFunc(slices.Sorted(maps.Keys(d.dirs)), func(dir string) bool { return slices.Contains(late, dir) })
	if len(d.files) > 0 || len(dirs) > 0 {
		d.problems = append(d.problems, fmt.Sprintf("%s, at %v: not flushed are %v and the names in %q", what, c, d.files, dirs))
	}
}

// isWork reports whether a path lies in a work directory or is one.
func isWork(name string) bool { return strings.HasPrefix(name, workPrefix) }

// TestFlushesInOrder holds an apply in an existing root to the rules that make
// its journal worth something: all that is staged, and the journal, are on the
// disk before a file of the project changes; all changes are before the journal
// goes; and that is before a backup goes.
func TestFlushesInOrder(t *testing.T) {
	for _, s := range scenarios[1:] {
		f := newFaults(0, failBefore)
		if r := start(t, s, f); r.err != nil {
			t.Fatal(r.err)
		}
		work := inside("").name
		d := newDurability()
		var journaled, changed, ended, cleaned bool
		for _, c := range f.calls {
			switch {
			case c.verb == "rename" && c.to == work+"/"+journalName:
				journaled = true
				d.want("journal", c, work, ".")
			case !changed && (c.verb == "mkdir" && !isWork(c.name) || c.verb == "rename" && !isWork(c.to)):
				changed = true
				d.want("first change", c)
			case c.verb == "remove" && c.name == work+"/"+journalName:
				ended = true
				d.want("end of the journal", c, work)
			case ended && !cleaned && c.verb == "remove":
				cleaned = true
				d.want("first backup", c)
			}
			d.note(c)
		}
		if !journaled || !changed || !ended || !cleaned {
			t.Errorf("%s: a stage is missing in %v", s.name, f.calls)
		}
		for _, problem := range d.problems {
			t.Errorf("%s: %s", s.name, problem)
		}
	}
}

// TestFlushesNewTreeFirst holds the making of a new root to the same: the tree
// is on the disk, whole, before it gets its name.
func TestFlushesNewTreeFirst(t *testing.T) {
	f := newFaults(0, failBefore)
	r := start(t, scenarios[0], f)
	if r.err != nil {
		t.Fatal(r.err)
	}
	d := newDurability()
	var appeared, cleaned bool
	var work string
	for _, c := range f.calls {
		switch {
		case c.verb == "rename":
			appeared = true
			work = path.Dir(c.name)
			d.want("rename of the tree", c, work, ".")
		case appeared && c.verb == "remove" && !cleaned:
			cleaned = true
			d.want("clean-up", c, work)
		}
		d.note(c)
	}
	if !appeared || !cleaned {
		t.Errorf("a stage is missing in %v", f.calls)
	}
	for _, problem := range d.problems {
		t.Error(problem)
	}
}

// TestFlushesUndo holds a recovery to the same: every file is back, on the
// disk, before the journal goes.
func TestFlushesUndo(t *testing.T) {
	end := endOfJournal(start(t, scenarios[2], newFaults(0, failBefore)))
	r := start(t, scenarios[2], newFaults(end, diskFull))
	f := newFaults(0, failBefore)
	did, err := recoverRoot(f.disk(quickDisk()), r.root)
	if err != nil || len(did.Paths) != 6 {
		t.Fatalf("recovered %q, %v", did.Paths, err)
	}
	d := newDurability()
	work := inside("").name
	ended := false
	for _, c := range f.calls {
		if c.verb == "remove" && path.Base(c.name) == journalName {
			ended = true
			d.want("end of the journal", c, work)
		}
		d.note(c)
	}
	if !ended || len(d.problems) > 0 {
		t.Errorf("ended is %v; %q", ended, d.problems)
	}
}
