package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

const (
	journalName    = "journal.json"
	journalDraft   = "journal.tmp"
	journalVersion = 1
	maxJournal     = 4 << 20 // bytes; enough for 20,000 files
)

// journal names what a run is about to change, so that it can be undone. It
// lies in the project and so may come from a stranger's repository: it is
// validated when it is read, and it can only name files of the project.
type journal struct {
	Version int       `json:"version"`
	Dirs    []string  `json:"dirs"` // that the run makes, parents first
	Files   []changed `json:"files"`
}

// changed is a file before and after a run. The files numbered by its place in
// the journal, as [backupName] and [stagedName] say, hold its contents.
type changed struct {
	Path   string `json:"path"`
	Before string `json:"before,omitempty"` // hash; none where there was no file
	After  string `json:"after"`            // hash
}

// stagedName returns the name of the new content of the i-th file.
func stagedName(i int) string { return fmt.Sprintf("new-%d", i) }

// backupName returns the name of the original content of the i-th file.
func backupName(i int) string { return fmt.Sprintf("old-%d", i) }

// newJournal returns the journal for changes that need new directories.
func newJournal(changes []Op, dirs []string) journal {
	j := journal{Version: journalVersion, Dirs: dirs}
	for _, op := range changes {
		c := changed{Path: op.Path, After: hash(op.Content)}
		if op.Kind == Modify {
			c.Before = hash(op.Before)
		}
		j.Files = append(j.Files, c)
	}
	return j
}

// hash returns the form in which the journal names content.
func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// touched returns every directory whose entries the run changes, children first.
func (j journal) touched() []string {
	var dirs []string
	for _, f := range j.Files {
		dirs = append(dirs, path.Dir(f.Path))
	}
	for _, dir := range j.Dirs {
		dirs = append(dirs, dir, path.Dir(dir))
	}
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	slices.Reverse(dirs)
	return dirs
}

// writeJournal puts the journal in place, whole, and flushes it together with
// the names of everything staged.
func (w *work) writeJournal(j journal) error {
	content, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return err
	}
	draft := entry{name: w.in(journalDraft), target: journalName, content: append(content, '\n'), mode: filePerm}
	if err := w.put(w.top, draft); err != nil {
		return err
	}
	if err := w.rename(w.top, draft.name, w.in(journalName)); err != nil {
		return err
	}
	return errors.Join(w.syncDir(w.top, w.name), w.syncDir(w.top, "."))
}

// removeJournal removes the journal, if it is there.
func (w *work) removeJournal() error {
	err := w.remove(w.top, w.in(journalName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// readJournal returns the journal of an interrupted run, nil where there is
// none, or a [JournalError].
func (w *work) readJournal() (*journal, error) {
	name := w.in(journalName)
	info, err := w.top.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxJournal {
		return nil, &JournalError{Path: w.path(), Err: fmt.Errorf("%q is not a journal", journalName)}
	}
	content, err := w.top.ReadFile(name)
	if err != nil {
		return nil, err
	}
	j, err := parseJournal(content)
	if err != nil {
		return nil, &JournalError{Path: w.path(), Err: fmt.Errorf("%q: %w", journalName, err)}
	}
	return j, nil
}

// parseJournal reads and validates a journal.
func parseJournal(content []byte) (*journal, error) {
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(content, &head); err != nil {
		return nil, err
	}
	if head.Version != journalVersion {
		return nil, fmt.Errorf("version %d is not %d", head.Version, journalVersion)
	}
	var j journal
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&j); err != nil {
		return nil, err
	}
	return &j, j.validate()
}

// validate refuses a journal that no run can have written.
func (j journal) validate() error {
	var paths []string
	for _, f := range j.Files {
		if !isHash(f.After) || (f.Before != "" && !isHash(f.Before)) || f.Before == f.After {
			return fmt.Errorf("the hashes of %q are not valid", f.Path)
		}
		paths = append(paths, f.Path)
	}
	if err := checkTogether(paths); err != nil {
		return err
	}
	for _, dir := range j.Dirs {
		holds := func(p string) bool { return strings.HasPrefix(p, dir+"/") }
		if dir == "" || !slices.ContainsFunc(paths, holds) {
			return fmt.Errorf("directory %q holds none of the files", dir)
		}
	}
	return nil
}

// isHash reports whether text has the form that [hash] returns.
func isHash(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha256.Size && strings.ToLower(text) == text
}
