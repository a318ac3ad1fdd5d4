package wrangler

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/docreate/docreate/internal/edit"
	"github.com/tailscale/hujson"
)

// maxWidth is the width up to which a container stays on one line.
const maxWidth = 100

// tooWide reports whether an edit makes a line of common width too wide.
func tooWide(src []byte, e edit.Edit) bool {
	begin := bytes.LastIndexByte(src[:e.Start], '\n') + 1
	before, after := src[begin:e.Start], src[e.End:]
	after = after[:lineLength(after)]
	if strings.Contains(e.New, "\n") || len(before)+len(after) > maxWidth {
		return false
	}
	return utf8.RuneCount(before)+utf8.RuneCountInString(e.New)+utf8.RuneCount(after) > maxWidth
}

// folded returns the outermost container on a path that stands on one line
// with parts in it, or nil. A file on one line stays as it is.
func (d *draft) folded(path []string) *hujson.Value {
	if isInline(d.doc.src, &d.doc.root) {
		return nil
	}
	for i := 1; i <= len(path); i++ {
		if node := d.doc.find(path[:i]...); isInline(d.doc.src, node) && !isEmpty(node) {
			return node
		}
	}
	return nil
}

// unfold returns the edits that put each part of a container on a line of its
// own. They touch nothing but space and commas; a container with comments
// between its parts is left alone.
func (d *draft) unfold(container *hujson.Value) []edit.Edit {
	src, s := d.doc.src, d.style()
	outer := s.newline + indentAt(src, container.StartOffset)
	var edits []edit.Edit
	last := container.StartOffset + 1
	for i, c := range childrenOf(container) {
		comma := ","
		if i == 0 {
			comma = ""
		}
		edits = append(edits, edit.Edit{Start: last, End: c.start, New: comma + outer + s.unit})
		last = c.end
	}
	comma := ""
	if s.trailingComma || hasTrailingComma(container) {
		comma = ","
	}
	edits = append(edits, edit.Edit{Start: last, End: container.EndOffset - 1, New: comma + outer})
	for _, e := range edits {
		if bytes.ContainsRune(src[e.Start:e.End], '/') {
			return nil
		}
	}
	return edits
}
