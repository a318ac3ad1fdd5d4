package wrangler

import (
	"slices"
	"strings"

	"github.com/tailscale/hujson"
)

// layout is where the parts of a container stand.
type layout int

const (
	byStyle  layout = iota // as the file does it with containers of this kind
	inline                 // on one line
	expanded               // each part on a line of its own
)

// layoutOf returns the layout of a container that has no model nearby.
func (s style) layoutOf(v Value) layout {
	commented := func(m Member) bool { return len(m.Value.comments) > 0 }
	if s.comments && slices.ContainsFunc(v.children(), commented) {
		return expanded
	}
	if v.isLeaf() && (v.kind == '{' && s.objectsInline || v.kind == '[' && s.arraysInline) {
		return inline
	}
	return expanded
}

// render returns the text of a value whose first line is indented by indent.
func (s style) render(v Value, indent string, how layout) string {
	if !v.isContainer() {
		return v.text()
	}
	opening, closing := "[", "]"
	if v.kind == '{' {
		opening, closing = "{", "}"
	}
	if len(v.children()) == 0 {
		return opening + closing
	}
	if how == byStyle {
		how = s.layoutOf(v)
	}
	if how == inline {
		pad := s.pad(v.kind)
		return opening + pad + s.join(v, "", s.comma, inline) + pad + closing
	}
	inner := s.newline + indent + s.unit
	text := opening + inner + s.join(v, indent+s.unit, ","+inner, byStyle)
	if s.trailingComma {
		text += ","
	}
	return text + s.newline + indent + closing
}

// join renders the parts of a container.
func (s style) join(v Value, indent, separator string, how layout) string {
	parts := v.children()
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = s.part(v.kind, part, indent, how)
		if how != inline {
			texts[i] = s.above(part.Value, indent) + texts[i]
		}
	}
	return strings.Join(texts, separator)
}

// above returns the comments that stand above a value, and its indentation.
func (s style) above(v Value, indent string) string {
	if !s.comments {
		return ""
	}
	text := ""
	for _, line := range v.comments {
		text += line + s.newline + indent
	}
	return text
}

// part renders a part of a container of the given kind: a member of an object,
// or an element of an array, whose name does not count.
func (s style) part(container hujson.Kind, m Member, indent string, how layout) string {
	text := s.render(m.Value, indent, how)
	if container == '{' {
		return string(hujson.String(m.Name)) + s.colon + text
	}
	return text
}

func (s style) pad(kind hujson.Kind) string {
	if kind == '{' {
		return s.objectPad
	}
	return s.arrayPad
}
