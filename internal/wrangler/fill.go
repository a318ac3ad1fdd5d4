package wrangler

import (
	"bytes"

	"github.com/docreate/docreate/internal/edit"
	"github.com/tailscale/hujson"
)

// fill returns the edit that puts the first part into an empty container,
// after the comments that may stand in it.
func (d *draft) fill(container *hujson.Value, part Member) edit.Edit {
	src, s := d.doc.src, d.style()
	open, end := container.StartOffset+1, container.EndOffset-1
	place := lastRemark(src, open, end)
	outer := indentAt(src, container.StartOffset)
	if s.fillLayout(d.doc, container, part.Value) == inline && isInline(src, container) {
		lead := s.pad(kindOf(container))
		if place > open {
			lead = " "
		}
		return edit.Edit{Start: place, End: end, New: lead + s.part(kindOf(container), part, outer, inline) + s.pad(kindOf(container))}
	}
	indent := outer + s.unit
	text := s.newline + indent + s.above(part.Value, indent) + s.part(kindOf(container), part, indent, byStyle)
	if s.trailingComma {
		text += ","
	}
	if bytes.IndexByte(src[place:end], '\n') >= 0 {
		return edit.Insert(place, text)
	}
	return edit.Edit{Start: place, End: end, New: text + s.newline + outer}
}

// fillLayout says how an empty container looks once it holds a value.
func (s style) fillLayout(doc *document, container *hujson.Value, v Value) layout {
	if parent := parentOf(&doc.root, container); parent != nil && isInline(doc.src, parent) {
		return inline
	}
	if kindOf(container) == '{' {
		return s.layoutOf(Object(Member{Value: v}))
	}
	return s.layoutOf(Array(v))
}

// parentOf returns the container in which a node stands, or nil for the root.
func parentOf(root, node *hujson.Value) *hujson.Value {
	for candidate := range root.All() {
		for _, c := range childrenOf(candidate) {
			if c.value == node {
				return candidate
			}
		}
	}
	return nil
}
