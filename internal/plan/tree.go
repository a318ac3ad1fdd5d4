package plan

import (
	"fmt"
	"io"
	"path"
	"strings"
)

// Mark returns the character that stands for a kind in front of a line of
// [Plan.WriteTree].
func (k Kind) Mark() string {
	switch k {
	case Create:
		return "+"
	case Modify:
		return "~"
	case Skip:
		return "="
	}
	return "!"
}

// WriteTree writes the plan as a tree, one line for each file and directory.
// A line of a file starts with the mark of its kind, a line of a directory
// with a space; a conflict ends with its reason.
func (p Plan) WriteTree(w io.Writer) error {
	var b strings.Builder
	var open []string // the directories that lead to the line before
	for _, op := range p.Ops {
		names := strings.Split(op.Path, "/")
		dirs := names[:len(names)-1]
		for depth := common(open, dirs); depth < len(dirs); depth++ {
			fmt.Fprintf(&b, "  %s%s/\n", indent(depth), dirs[depth])
		}
		open = dirs
		fmt.Fprintf(&b, "%s %s%s", op.Kind.Mark(), indent(len(dirs)), path.Base(op.Path))
		if op.Kind == Conflict {
			fmt.Fprintf(&b, "  (%s)", op.Reason)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// indent returns the space in front of a name at a depth.
func indent(depth int) string { return strings.Repeat("  ", depth) }

// common returns how many names two directories share from the root.
func common(a, b []string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
