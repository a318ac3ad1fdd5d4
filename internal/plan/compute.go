package plan

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Compute compares the wanted files with what existing, a view of the root,
// holds. Existing may be nil or empty, for a directory that does not exist yet.
//
// A file that exists with other content is a conflict, unless its Base says
// that the wanted content was computed from it, or unless force is set. What
// force cannot replace stays a conflict: a directory, a symbolic link, a name
// that differs only by case.
//
// The error is a [PathError] when a wanted path is refused, by itself or next
// to another one; otherwise existing could not be read.
func Compute(existing fs.FS, wanted []File, force bool) (Plan, error) {
	paths := make([]string, 0, len(wanted))
	for _, file := range wanted {
		paths = append(paths, file.Path)
	}
	if err := checkTogether(paths); err != nil {
		return Plan{}, err
	}
	wanted = slices.SortedFunc(slices.Values(wanted), func(a, b File) int {
		return cmp.Compare(a.Path, b.Path)
	})
	view := snapshot{fsys: existing, dirs: map[string][]fs.DirEntry{}}
	var p Plan
	for _, file := range wanted {
		op, err := view.op(file, force)
		if err != nil {
			return Plan{}, fmt.Errorf("%q: %w", file.Path, err)
		}
		p.Ops = append(p.Ops, op)
	}
	return p, nil
}

// checkTogether validates each path and refuses two that would meet in one
// place on a file system that ignores case, and a file that is also a directory.
func checkTogether(files []string) error {
	type use struct {
		path string
		file bool
	}
	uses := map[string]use{}
	for _, file := range files {
		if err := ValidatePath(file); err != nil {
			return err
		}
		for prefix := file; prefix != "."; prefix = path.Dir(prefix) {
			now := use{path: prefix, file: prefix == file}
			key := foldCase(prefix)
			before, taken := uses[key]
			switch {
			case taken && before.path != prefix:
				return &PathError{Path: prefix, Reason: fmt.Sprintf("differs from %q only by case; use one spelling", before.path)}
			case taken && now.file && before.file:
				return &PathError{Path: prefix, Reason: "is wanted twice; give each file once"}
			case taken && now.file != before.file:
				return &PathError{Path: prefix, Reason: "is wanted as a file and as a directory; rename one"}
			}
			uses[key] = now
		}
	}
	return nil
}

// snapshot is a view of the root that reads each directory once.
type snapshot struct {
	fsys fs.FS
	dirs map[string][]fs.DirEntry
}

// op decides what to do for one file.
func (s snapshot) op(file File, force bool) (Op, error) {
	op := Op{Kind: Create, Path: file.Path, Content: file.Content, Executable: file.Executable}
	exists, obstacle, err := s.lookup(file.Path)
	switch {
	case err != nil:
		return Op{}, err
	case obstacle != "":
		op.Kind, op.Reason = Conflict, obstacle
		return op, nil
	case !exists && file.Base != nil && !force:
		op.Kind, op.Reason = Conflict, "was removed after it was read; run this again"
		return op, nil
	case !exists:
		return op, nil
	}
	op.Before, err = fs.ReadFile(s.fsys, file.Path)
	if err != nil {
		return Op{}, err
	}
	op.Kind, op.Reason = replace(file, op.Before, force)
	return op, nil
}

// replace decides what to do with a file that exists.
func replace(file File, before []byte, force bool) (Kind, string) {
	switch {
	case bytes.Equal(before, file.Content):
		return Skip, "is already as wanted"
	case force, file.Base != nil && bytes.Equal(before, file.Base):
		return Modify, ""
	case file.Base != nil:
		return Conflict, "changed after it was read; run this again"
	}
	return Conflict, "exists with other content; move it away or replace it with --force"
}

// lookup follows a path from the root. It reports whether a regular file is
// there, or what stands in the way.
func (s snapshot) lookup(name string) (exists bool, obstacle string, err error) {
	dir := "."
	for rest := name; ; {
		var segment string
		segment, rest, _ = strings.Cut(rest, "/")
		entry, obstacle, err := s.find(dir, segment)
		if err != nil || obstacle != "" || entry == nil {
			return false, obstacle, err
		}
		here := path.Join(dir, segment)
		mode := entry.Type()
		switch {
		case rest == "":
			return true, fileObstacle(mode), nil
		case mode&fs.ModeSymlink != 0:
			return false, fmt.Sprintf("lies behind the symbolic link %q; replace the link by a directory", here), nil
		case !mode.IsDir():
			return false, fmt.Sprintf("needs a directory where the file %q is; move that away", here), nil
		}
		dir = here
	}
}

// fileObstacle says why what exists at the path of a file cannot be replaced.
func fileObstacle(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "is a symbolic link; replace it by a file"
	case mode.IsDir():
		return "is a directory; move it away"
	case !mode.IsRegular():
		return "is not a regular file; move it away"
	}
	return ""
}

// find returns the entry of a directory, nil where there is none, or a
// conflict with an entry that some file systems take for the same.
func (s snapshot) find(dir, name string) (fs.DirEntry, string, error) {
	entries, err := s.list(dir)
	if err != nil {
		return nil, "", err
	}
	var similar fs.DirEntry
	for _, entry := range entries {
		if entry.Name() == name {
			return entry, "", nil
		}
		if strings.EqualFold(entry.Name(), name) {
			similar = entry
		}
	}
	if similar != nil {
		return nil, fmt.Sprintf("differs only by case from %q, which exists; rename that", path.Join(dir, similar.Name())), nil
	}
	return nil, "", nil
}

// list returns the entries of a directory. A root that does not exist is empty.
func (s snapshot) list(dir string) ([]fs.DirEntry, error) {
	if entries, ok := s.dirs[dir]; ok || s.fsys == nil {
		return entries, nil
	}
	entries, err := fs.ReadDir(s.fsys, dir)
	if err != nil && !(dir == "." && errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	s.dirs[dir] = entries
	return entries, nil
}
