package plan

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// sight is what is found on the way to a path.
type sight struct {
	info     fs.FileInfo // of what is at the path; nil where nothing is
	obstacle string      // why no file can be written there
	missing  []string    // the directories on the way that do not exist, parents first
}

// inspect looks at a path and at each directory on the way to it. It follows
// no symbolic links: to write behind one is refused even where it stays inside
// the root.
func inspect(r *os.Root, name string) (sight, error) {
	var seen sight
	segments := strings.Split(name, "/")
	for i := range segments {
		here := path.Join(segments[:i+1]...)
		last := i == len(segments)-1
		info, err := r.Lstat(here)
		switch {
		case errors.Is(err, fs.ErrNotExist) && last:
			return seen, nil
		case errors.Is(err, fs.ErrNotExist):
			seen.missing = append(seen.missing, here)
		case err != nil:
			return sight{}, err
		case last:
			seen.info, seen.obstacle = info, fileObstacle(info.Mode())
		case !info.IsDir():
			seen.obstacle = fmt.Sprintf("lies behind %q, which is not a directory; move that away", here)
			return seen, nil
		}
	}
	return seen, nil
}

// facts is what a plan needs to know about the root before it is applied.
type facts struct {
	missing []string               // the directories to make, parents first
	modes   map[string]fs.FileMode // of the files that exist
}

// check returns a [ChangedError] unless the root still holds what the plan was
// computed from.
func (p Plan) check(r *os.Root) (facts, error) {
	found := facts{modes: map[string]fs.FileMode{}}
	for _, op := range p.Ops {
		seen, err := inspect(r, op.Path)
		if err != nil {
			return facts{}, err
		}
		reason, err := op.change(r, seen)
		if err != nil {
			return facts{}, err
		}
		if reason != "" {
			return facts{}, &ChangedError{Path: op.Path, Reason: reason}
		}
		found.missing = append(found.missing, seen.missing...)
		if seen.info != nil {
			found.modes[op.Path] = seen.info.Mode().Perm()
		}
	}
	slices.Sort(found.missing)
	found.missing = slices.Compact(found.missing)
	return found, nil
}

// change says how a path differs from what the operation was computed from.
func (op Op) change(r *os.Root, seen sight) (string, error) {
	const again = "; run this again"
	switch {
	case seen.obstacle != "":
		return seen.obstacle, nil
	case seen.info == nil && op.Kind == Create:
		return "", nil
	case seen.info == nil:
		return "was removed meanwhile" + again, nil
	case op.Kind == Create:
		return "was created meanwhile" + again, nil
	case seen.info.Size() != int64(len(op.Before)):
		return "changed meanwhile" + again, nil
	}
	now, err := r.ReadFile(op.Path)
	if err == nil && !bytes.Equal(now, op.Before) {
		return "changed meanwhile" + again, nil
	}
	return "", err
}
