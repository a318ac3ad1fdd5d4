package wrangler

import (
	"fmt"
	"slices"
)

// repeated are the keys that named environments do not inherit and that a
// fragment may bring. What stands below them is written in every environment.
var repeated = []string{"vars", "secrets", "ratelimits", "version_metadata"}

// Merge makes the file hold everything that a fragment holds: objects are
// merged, arrays get the elements that they lack, and other values are
// ensured. It fails with a Conflict where the file says something else.
// Variables and rate limits that are already there keep their settings, and a
// rate limit without a namespace gets one as in AddRateLimit. Comments are
// written at the top level only.
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
				if env != "" {
					m.Value = m.Value.bare()
				}
				if err := d.mergeSection(env, m); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// mergeSection merges a member of a fragment into an environment.
func (d *draft) mergeSection(env string, section Member) error {
	switch v := section.Value; {
	case section.Name == "vars" && v.kind == '{':
		return d.addVars(env, v.members)
	case section.Name == "secrets" && v.kind == '{':
		required, _ := v.member("required")
		return d.addSecrets(env, required.strings())
	case section.Name == "ratelimits" && v.kind == '[':
		for _, limit := range v.elements {
			if err := d.addRateLimit(env, limit); err != nil {
				return err
			}
		}
		return nil
	default:
		return d.merge(v, scoped(env, section.Name))
	}
}

// merge merges a value into the one at a path.
func (d *draft) merge(value Value, path []string) error {
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
			if err := d.merge(m.Value, append(slices.Clone(path), m.Name)); err != nil {
				return err
			}
		}
		return nil
	case '[':
		return d.addMissing(value.elements, path)
	}
	return d.ensure(value, path)
}

// addMissing appends the elements that the array at a path lacks.
func (d *draft) addMissing(wanted []Value, path []string) error {
	for _, element := range wanted {
		if slices.ContainsFunc(fromNode(d.doc.find(path...)).elements, element.equal) {
			continue
		}
		if err := d.add(element, path); err != nil {
			return err
		}
	}
	return nil
}
