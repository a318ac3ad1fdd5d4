package wrangler

import (
	"fmt"
	"slices"

	"github.com/tailscale/hujson"
)

// repeated are the keys that named environments do not inherit and that a
// fragment may bring. What stands below them is written in every environment.
var repeated = []string{"vars", "secrets", "ratelimits", "version_metadata"}

// Merge makes the file hold everything that a fragment holds: objects are
// merged, arrays get the elements that they lack, and other values are
// ensured. A variable that is already there keeps its value. It fails with a
// Conflict where the file says something else.
func (c *Config) Merge(fragment Value) error {
	return c.change(func(d *draft) error {
		if fragment.kind != '{' {
			return d.invalid(fmt.Errorf("a fragment is not an object; write { … }"))
		}
		for _, m := range fragment.members {
			scopes := []string{""}
			if slices.Contains(repeated, m.Name) {
				scopes = d.doc.scopes()
			}
			for _, env := range scopes {
				if err := d.merge(m.Value, scoped(env, m.Name), m.Name == "vars"); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// merge merges a value into the one at a path. With keep, other values that
// are there already may differ.
func (d *draft) merge(value Value, path []string, keep bool) error {
	there := d.doc.find(path...)
	if !isSet(there) {
		return d.put(value, path)
	}
	if value.isContainer() {
		if err := d.mustBe(there, value.kind, path); err != nil {
			return err
		}
	}
	switch value.kind {
	case '{':
		for _, m := range value.members {
			if err := d.merge(m.Value, append(slices.Clone(path), m.Name), keep); err != nil {
				return err
			}
		}
		return nil
	case '[':
		return d.mergeElements(value.elements, path)
	}
	if keep {
		return nil
	}
	return d.ensure(value, path)
}

func (d *draft) mergeElements(wanted []Value, path []string) error {
	for _, element := range wanted {
		there := elements(d.doc.find(path...))
		if slices.ContainsFunc(there, func(node hujson.Value) bool { return fromNode(&node).equal(element) }) {
			continue
		}
		if err := d.add(element, path); err != nil {
			return err
		}
	}
	return nil
}
