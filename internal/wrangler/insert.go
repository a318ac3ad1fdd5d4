package wrangler

import (
	"bytes"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/edit"
	"github.com/tailscale/hujson"
)

// insert puts a part after the last one of the container at a path: a member of
// an object, or an element, which has no name, of an array. A container on one
// line that would become too wide is unfolded first.
func (d *draft) insert(path []string, part Member) error {
	for {
		edits := d.insertion(d.doc.find(path...), part)
		folded := d.folded(path)
		if folded == nil || !tooWide(d.doc.src, edits[len(edits)-1]) {
			return d.apply(edits...)
		}
		breaks := d.unfold(folded)
		if breaks == nil {
			return d.apply(edits...)
		}
		if err := d.apply(breaks...); err != nil {
			return err
		}
	}
}

// insertion returns the edits that insert makes; the last one is the part.
func (d *draft) insertion(container *hujson.Value, part Member) []edit.Edit {
	if isEmpty(container) {
		return []edit.Edit{d.fill(container, part)}
	}
	src, s := d.doc.src, d.style()
	children := childrenOf(container)
	last := children[len(children)-1]
	comma := hasTrailingComma(container)
	after := last.end
	if comma {
		after += len(last.value.AfterExtra) + len(",")
	}
	place, toLineEnd := remarks(src, after)
	separator, indent := s.separator(src, container, toLineEnd)
	if strings.Contains(separator, "\n") {
		separator += s.above(part.Value, indent)
	}
	text := separator + s.like(src, container, part, indent)
	switch {
	case comma:
		return []edit.Edit{edit.Insert(place, text+",")}
	case place == after:
		return []edit.Edit{edit.Insert(place, ","+text)}
	default:
		return []edit.Edit{edit.Insert(after, ","), edit.Insert(place, text)}
	}
}

// separator returns what stands between the last value of a container, or the
// comma after it, and a new one, and the indentation of the line on which the
// new one then begins.
func (s style) separator(src []byte, container *hujson.Value, mustBreak bool) (text, indent string) {
	children := childrenOf(container)
	last := children[len(children)-1]
	before := container.StartOffset + 1
	if len(children) > 1 {
		before = children[len(children)-2].end
	}
	indent = indentAt(src, last.start)
	gap := src[before:last.start]
	if bytes.IndexByte(gap, '\n') < 0 && !mustBreak {
		return strings.TrimPrefix(s.comma, ","), indent
	}
	if bytes.IndexByte(src[container.StartOffset:last.start], '\n') < 0 {
		indent += s.unit
	}
	if blankBetween(src, children) {
		return s.newline + s.newline + indent, indent
	}
	return s.newline + indent, indent
}

// blankBetween reports whether the parts of a container, three or more, all
// have a blank line between them.
func blankBetween(src []byte, children []child) bool {
	for i := 1; i < len(children); i++ {
		gap := src[children[i-1].end:children[i].start]
		if !bytes.Contains(bytes.ReplaceAll(gap, []byte("\r"), nil), []byte("\n\n")) {
			return false
		}
	}
	return len(children) > 2
}

// like renders a part as its nearest sibling of the same kind is written: on
// one line or several, with the same order of names.
func (s style) like(src []byte, container *hujson.Value, part Member, indent string) string {
	how := byStyle
	if isInline(src, container) {
		how = inline
	}
	if model := modelFor(container, part.Value); model != nil {
		part.Value = part.Value.orderedLike(model)
		how = expanded
		if isInline(src, model) {
			how = inline
			s.setPad(part.Value.kind, padding(src, model))
		}
	}
	return s.part(kindOf(container), part, indent, how)
}

// modelFor returns the last part of a container that a new value should look
// like. Elements of an array are alike; members of an object only where both
// are objects, or both arrays, of plain values.
func modelFor(container *hujson.Value, v Value) *hujson.Value {
	for _, c := range slices.Backward(childrenOf(container)) {
		if kindOf(c.value) != v.kind || !v.isContainer() || isEmpty(c.value) {
			continue
		}
		if kindOf(container) == '[' || v.isLeaf() && isLeaf(c.value) {
			return c.value
		}
	}
	return nil
}

// orderedLike returns v with the members that the model has too in the model's
// order, and the others after them.
func (v Value) orderedLike(model *hujson.Value) Value {
	if v.kind != '{' {
		return v
	}
	rank := func(m Member) int {
		i := slices.IndexFunc(members(model), func(o hujson.ObjectMember) bool { return nameOf(&o) == m.Name })
		if i < 0 {
			return len(members(model))
		}
		return i
	}
	v.members = slices.Clone(v.members)
	slices.SortStableFunc(v.members, func(a, b Member) int { return rank(a) - rank(b) })
	return v
}
