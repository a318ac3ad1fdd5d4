package wrangler

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tailscale/hujson"
)

// Value is a JSON value to write into a file. The zero Value is null.
type Value struct {
	kind     hujson.Kind // 'n', 'f', 't', '"', '0', '{' or '['; 0 is null
	literal  string      // JSON text of a value that is no container
	members  []Member
	elements []Value
	comments []string // lines to stand above it
}

// Member is a named value.
type Member struct {
	Name  string
	Value Value
}

// String returns a JSON string.
func String(s string) Value { return literal(hujson.String(s)) }

// Number returns a JSON number.
func Number(n int) Value { return literal(hujson.Literal(strconv.Itoa(n))) }

// Bool returns true or false.
func Bool(b bool) Value { return literal(hujson.Bool(b)) }

// Array returns a JSON array.
func Array(elements ...Value) Value { return Value{kind: '[', elements: elements} }

// Object returns a JSON object with its members in the given order.
func Object(members ...Member) Value { return Value{kind: '{', members: members} }

// ParseValue reads a JSON value; comments and trailing commas are allowed. The
// comments above a member or element go with it into files named *.jsonc where
// it gets a line of its own; other comments are dropped.
func ParseValue(text []byte) (Value, error) {
	if err := checkText("value", text); err != nil {
		return Value{}, err
	}
	node, err := hujson.Parse(text)
	if err != nil {
		return Value{}, fmt.Errorf("value %q is not JSON: %w", text, err)
	}
	return fromNode(&node), nil
}

func literal(l hujson.Literal) Value {
	return Value{kind: l.Kind(), literal: string(l)}
}

// fromNode returns the value that a node of a file holds.
func fromNode(node *hujson.Value) Value {
	switch v := node.Value.(type) {
	case *hujson.Object:
		members := make([]Member, 0, len(v.Members))
		for i := range v.Members {
			value := fromNode(&v.Members[i].Value)
			value.comments = commentsAbove(v.Members[i].Name.BeforeExtra)
			members = append(members, Member{nameOf(&v.Members[i]), value})
		}
		return Object(members...)
	case *hujson.Array:
		elements := make([]Value, 0, len(v.Elements))
		for i := range v.Elements {
			value := fromNode(&v.Elements[i])
			value.comments = commentsAbove(v.Elements[i].BeforeExtra)
			elements = append(elements, value)
		}
		return Array(elements...)
	default:
		return literal(v.(hujson.Literal))
	}
}

// commentsAbove returns the lines of the comments before a part, without those
// that begin on the line on which the text before it ends.
func commentsAbove(extra []byte) []string {
	begin := bytes.IndexByte(extra, '\n')
	if begin < 0 {
		return nil
	}
	var lines []string
	for i := begin; i < len(extra); {
		next := skipToken(extra, i)
		if extra[i] == '/' {
			for line := range strings.Lines(string(extra[i:next])) {
				lines = append(lines, alignStar(strings.TrimSpace(line)))
			}
		}
		i = next
	}
	return lines
}

// alignStar indents a line that continues a block comment with a star.
func alignStar(line string) string {
	if strings.HasPrefix(line, "*") {
		return " " + line
	}
	return line
}

// With returns v with another value at a path of keys and, in arrays, indices,
// below the comments of the one that was there. It fails where there is none.
func (v Value) With(value Value, path ...string) (Value, error) {
	if len(path) == 0 {
		value.comments = v.comments
		return value, nil
	}
	v.members, v.elements = slices.Clone(v.members), slices.Clone(v.elements)
	var child *Value
	for i := range v.members {
		if v.members[i].Name == path[0] {
			child = &v.members[i].Value
		}
	}
	if i, err := strconv.Atoi(path[0]); err == nil && i >= 0 && i < len(v.elements) {
		child = &v.elements[i]
	}
	if child == nil {
		return v, fmt.Errorf("the value has no %q", path[0])
	}
	var err error
	*child, err = child.With(value, path[1:]...)
	return v, err
}

// bare returns v without comments.
func (v Value) bare() Value {
	v.comments = nil
	v.members, v.elements = slices.Clone(v.members), slices.Clone(v.elements)
	for i := range v.members {
		v.members[i].Value = v.members[i].Value.bare()
	}
	for i := range v.elements {
		v.elements[i] = v.elements[i].bare()
	}
	return v
}

// text returns the JSON text of a value that is no container.
func (v Value) text() string {
	if v.literal == "" {
		return "null"
	}
	return v.literal
}

// string returns the text of a string, or "" for anything else.
func (v Value) string() string {
	if v.kind != '"' {
		return ""
	}
	return unquote(hujson.Literal(v.literal))
}

// strings returns the strings among the elements of an array.
func (v Value) strings() []string {
	var all []string
	for _, element := range v.elements {
		if element.kind == '"' {
			all = append(all, element.string())
		}
	}
	return all
}

// isContainer reports whether v is an object or an array.
func (v Value) isContainer() bool { return v.kind == '{' || v.kind == '[' }

// isLeaf reports whether v is a container of values that are no containers.
func (v Value) isLeaf() bool {
	for _, child := range v.children() {
		if child.Value.isContainer() {
			return false
		}
	}
	return v.isContainer()
}

// children returns the members of an object, or the elements of an array as
// members without names.
func (v Value) children() []Member {
	if v.kind == '{' {
		return v.members
	}
	unnamed := make([]Member, len(v.elements))
	for i, element := range v.elements {
		unnamed[i].Value = element
	}
	return unnamed
}

// equal compares as JSON does: the order of members does not count, the
// spelling of strings and numbers does not either.
func (v Value) equal(w Value) bool {
	if v.isContainer() || w.isContainer() {
		return v.kind == w.kind && v.equalChildren(w)
	}
	a, b := hujson.Literal(v.text()), hujson.Literal(w.text())
	switch {
	case a.Kind() != b.Kind():
		return false
	case a.Kind() == '0':
		return string(a) == string(b) || a.Float() == b.Float()
	default:
		return a.String() == b.String()
	}
}

func (v Value) equalChildren(w Value) bool {
	if len(v.members) != len(w.members) || len(v.elements) != len(w.elements) {
		return false
	}
	for i := range v.elements {
		if !v.elements[i].equal(w.elements[i]) {
			return false
		}
	}
	for _, m := range v.members {
		other, ok := w.member(m.Name)
		if !ok || !m.Value.equal(other) {
			return false
		}
	}
	return true
}

func (v Value) member(name string) (Value, bool) {
	for _, m := range v.members {
		if m.Name == name {
			return m.Value, true
		}
	}
	return Value{}, false
}
