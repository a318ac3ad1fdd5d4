// Package plan holds an ordered list of file operations, computed without
// touching the disk, and applies it: all of it or nothing.
//
// [Compute] compares wanted files with what a directory holds. The resulting
// [Plan] can be shown ([Plan.WriteTree], [Plan.WriteDiff]), named by a hash
// ([Plan.Digest]) and applied ([Apply]).
//
// A directory that does not exist yet is written beside its place and appears
// by one rename. In an existing directory, Apply keeps an undo log:
//
//  1. It locks the directory, then stages every new file and a copy of every
//     original in a work directory inside it, and flushes them to disk.
//  2. It checks that the directory still holds what the plan was computed from.
//  3. It writes the journal, which names every file and its hash before and
//     after. From here on an interrupt no longer stops it.
//  4. It makes directories and renames the staged files into place.
//  5. It removes the journal. That is the moment the plan is done.
//
// Where a journal is found, the run that wrote it did not get to step 5, and
// [Recover] puts every file back. Undoing is the only direction, it starts
// again from the beginning when it is itself interrupted, and it refuses to
// touch a file that somebody changed since.
package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// File is one wanted file.
type File struct {
	// Path is relative to the root and separated by slashes.
	Path    string
	Content []byte
	// Executable makes a new file executable. Files that exist keep their mode.
	Executable bool
	// Base holds the bytes that Content was computed from, for an edit of a file
	// that exists: as long as the file still holds them, it may be replaced.
	// Nil means that Content was computed from nothing; an empty file that was
	// edited has a Base that is empty but not nil.
	Base []byte
}

// Kind says what an operation does.
type Kind string

// The kinds of operations.
const (
	Create   Kind = "create"
	Modify   Kind = "modify"
	Skip     Kind = "skip"     // the file is already as wanted
	Conflict Kind = "conflict" // something else is there; the plan cannot be applied
)

// Op is the operation on one path.
type Op struct {
	Kind Kind
	Path string
	// Before holds the bytes of the file that exists, nil where there is none.
	Before []byte
	// Content holds the wanted bytes, also for a skip or a conflict.
	Content    []byte
	Executable bool
	// Reason says why this is a skip or a conflict, as a phrase that follows the
	// path: "exists with other content".
	Reason string
}

// Plan is a list of operations, sorted by path, with one for each path.
type Plan struct {
	Ops []Op
}

// Conflicts returns the operations that keep the plan from being applied.
func (p Plan) Conflicts() []Op {
	return p.only(func(k Kind) bool { return k == Conflict })
}

// Changes returns the operations that write a file.
func (p Plan) Changes() []Op {
	return p.only(func(k Kind) bool { return k == Create || k == Modify })
}

// only returns the operations of the kinds that keep accepts.
func (p Plan) only(keep func(Kind) bool) []Op {
	var ops []Op
	for _, op := range p.Ops {
		if keep(op.Kind) {
			ops = append(ops, op)
		}
	}
	return ops
}

// Digest returns a hash over the wanted files: paths, contents and whether
// they are executable. It does not depend on what existed before, so a new
// project and the same project written a second time have the same digest.
func (p Plan) Digest() string {
	tree := sha256.New()
	for _, op := range p.Ops {
		fmt.Fprintf(tree, "%s %x %s\n", gitMode(op), sha256.Sum256(op.Content), op.Path)
	}
	return hex.EncodeToString(tree.Sum(nil))
}

// gitMode returns the file mode in git's notation.
func gitMode(op Op) string {
	if op.Executable {
		return "100755"
	}
	return "100644"
}
