package wrangler

import (
	"fmt"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/edit"
	"github.com/tailscale/hujson"
)

// Ensure makes the file hold a value at a path of names from the root, and
// makes the objects on the way. It fails with a Conflict where another value
// is there.
func (c *Config) Ensure(value Value, path ...string) error {
	return c.change(func(d *draft) error { return d.ensure(value, path) })
}

// Append makes the array at a path of names from the root hold an element. An
// element counts as there if it is equal or, with a key, if it is an object
// with the same value under that key; a keyed element that differs otherwise
// is a Conflict.
func (c *Config) Append(element Value, key string, path ...string) error {
	return c.change(func(d *draft) error {
		for _, there := range elements(d.doc.find(path...)) {
			if fromNode(&there).equal(element) {
				return nil
			}
			if wanted, ok := element.member(key); ok {
				if has := member(&there, key); has != nil && fromNode(has).equal(wanted) {
					return d.errorAt(&there, Conflict, "change one of them",
						"%s %s of %s is already there with other settings", key, wanted.text(), quotedPath(path))
				}
			}
		}
		return d.add(element, path)
	})
}

// ensure does what Ensure does.
func (d *draft) ensure(value Value, path []string) error {
	there := d.doc.find(path...)
	if !isSet(there) {
		return d.put(value, path)
	}
	if fromNode(there).equal(value) {
		return nil
	}
	return d.errorAt(there, Conflict, fmt.Sprintf("change it to %s, or leave this out", oneLine(value)),
		"%s is already %s", quotedPath(path), oneLine(fromNode(there)))
}

// put writes a value at a path where none is, or null.
func (d *draft) put(value Value, path []string) error {
	parent := &d.doc.root
	for i, name := range path {
		if err := d.mustBe(parent, '{', path[:i]); err != nil {
			return err
		}
		next := member(parent, name)
		if isSet(next) {
			parent = next
			continue
		}
		for _, inner := range slices.Backward(path[i+1:]) {
			value = Object(Member{inner, value})
		}
		if next != nil {
			return d.replace(next, value)
		}
		return d.insert(path[:i], Member{name, value})
	}
	return nil
}

// add appends an element to the array at a path, which is made if it is absent.
func (d *draft) add(element Value, path []string) error {
	array := d.doc.find(path...)
	if !isSet(array) {
		return d.put(Array(element), path)
	}
	if err := d.mustBe(array, '[', path); err != nil {
		return err
	}
	return d.insert(path, Member{Value: element})
}

// replace writes a value in the place of another one.
func (d *draft) replace(node *hujson.Value, value Value) error {
	s := d.style()
	how := byStyle
	if parent := parentOf(&d.doc.root, node); parent != nil && isInline(d.doc.src, parent) {
		how = inline
	}
	text := s.render(value, indentAt(d.doc.src, node.StartOffset), how)
	return d.apply(edit.Edit{Start: node.StartOffset, End: node.EndOffset, New: text})
}

// mustBe returns an error unless the node at a path is of a kind.
func (d *draft) mustBe(node *hujson.Value, kind hujson.Kind, path []string) error {
	if kindOf(node) == kind {
		return nil
	}
	return d.errorAt(node, Shape, fmt.Sprintf("make it %s", kindName(kind)),
		"%s is %s, not %s", quotedPath(path), kindName(kindOf(node)), kindName(kind))
}

func quotedPath(path []string) string {
	return fmt.Sprintf("%q", strings.Join(path, "."))
}

// oneLine returns a value for a message.
func oneLine(v Value) string {
	text := style{colon: ": ", comma: ", "}.render(v, "", inline)
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:57]) + "..."
	}
	return text
}
