package plan

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// sniffed is how many bytes git looks at to tell binary content from text.
const sniffed = 8000

// WriteDiff writes what [Apply] would change as a unified diff that git apply
// accepts. Binary content is named but not shown.
func (p Plan) WriteDiff(w io.Writer) error {
	for _, op := range p.Changes() {
		if _, err := io.WriteString(w, op.diff()); err != nil {
			return err
		}
	}
	return nil
}

// diff returns the operation as a unified diff.
func (op Op) diff() string {
	var b strings.Builder
	before, after := label("a", op.Path), label("b", op.Path)
	fmt.Fprintf(&b, "diff --git a/%s b/%s\n", op.Path, op.Path)
	if op.Kind == Create {
		before = "/dev/null"
		fmt.Fprintf(&b, "new file mode %s\n", gitMode(op))
	}
	if isBinary(op.Before) || isBinary(op.Content) {
		fmt.Fprintf(&b, "Binary files %s and %s differ\n", before, after)
	} else {
		b.WriteString(udiff.Unified(before, after, string(op.Before), string(op.Content)))
	}
	return b.String()
}

// label returns the name of one side. The tab after a name with spaces is what
// git and patch take as its end.
func label(side, path string) string {
	if strings.Contains(path, " ") {
		return side + "/" + path + "\t"
	}
	return side + "/" + path
}

// isBinary reports whether git would take content for binary.
func isBinary(content []byte) bool {
	return bytes.IndexByte(content[:min(len(content), sniffed)], 0) >= 0
}
