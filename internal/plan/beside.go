package plan

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// treeName is the staged tree of a new root, in the work directory.
const treeName = "new"

// applyBeside makes a root that does not exist, at rest below the place: the
// whole tree is staged and appears by one rename.
func applyBeside(ctx context.Context, d disk, at place, rest string, p Plan) error {
	w, err := openWork(d, at)
	if err != nil {
		return err
	}
	if err := w.makeTree(ctx, rest, p); err != nil {
		return w.abandon(err)
	}
	return w.finish(".")
}

// makeTree stages the tree and renames it into place.
func (w *work) makeTree(ctx context.Context, rest string, p Plan) error {
	// The staged tree becomes the first missing directory; others below it,
	// up to the root, are part of it.
	first, tail, _ := strings.Cut(rest, "/")
	tree := w.in(treeName)
	dirs, entries, err := p.layout(tree, path.Join(tree, tail))
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		if err := w.mkdir(w.top, dir, dirPerm); err != nil {
			return err
		}
	}
	if err := w.stage(ctx, entries); err != nil {
		return err
	}
	for _, dir := range slices.Backward(dirs) {
		if err := w.syncDir(w.top, dir); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// A rename replaces an empty directory, which belongs to somebody else.
	if _, err := w.top.Lstat(first); !errors.Is(err, fs.ErrNotExist) {
		return &ChangedError{Path: first, Reason: "was created meanwhile; run this again"}
	}
	err = w.rename(w.top, tree, first)
	if _, there := w.top.Lstat(tree); errors.Is(there, fs.ErrNotExist) {
		return nil // network file systems can report a failure of what was done
	}
	return err
}

// layout returns the directories, parents first, and the files of a new root.
// Top is the highest directory to make.
func (p Plan) layout(top, root string) (dirs []string, entries []entry, err error) {
	dirs = []string{top}
	for _, op := range p.Ops {
		if op.Kind != Create {
			return nil, nil, &ChangedError{Path: op.Path, Reason: "was removed meanwhile; run this again"}
		}
		name := path.Join(root, op.Path)
		entries = append(entries, entry{name: name, target: op.Path, content: op.Content, mode: op.newMode()})
		for dir := path.Dir(name); dir != top; dir = path.Dir(dir) {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs), entries, nil
}
