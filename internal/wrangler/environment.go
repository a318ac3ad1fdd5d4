package wrangler

import (
	"fmt"
	"slices"
)

// AddEnvironment makes the file have a named environment with everything that
// environments do not inherit and that this package writes: Durable Object
// bindings, variables, secrets, rate limits and version metadata are copied
// from the top level. What the environment already has keeps its settings. A
// rate limit gets a namespace of its own, so that environments do not share
// counters.
func (c *Config) AddEnvironment(name string) error {
	return c.change(func(d *draft) error {
		if err := ValidateWorkerName(name); err != nil {
			return d.invalid(fmt.Errorf("environment %q cannot be part of a Worker's name; use lower-case letters, digits and dashes", name))
		}
		if path := scoped(name); !isSet(d.doc.find(path...)) {
			if err := d.put(Object(), path); err != nil {
				return err
			}
		}
		for _, key := range slices.Concat([]string{"durable_objects"}, repeated) {
			there := d.doc.find(key)
			if !isSet(there) {
				continue
			}
			section := Member{key, fromNode(there).bare()}
			if key == "ratelimits" {
				section.Value = section.Value.withoutNamespaces()
			}
			if err := d.mergeSection(name, section); err != nil {
				return err
			}
		}
		return nil
	})
}

// withoutNamespaces returns a list of rate limits that will get namespaces anew.
func (v Value) withoutNamespaces() Value {
	limits := make([]Value, len(v.elements))
	for i, limit := range v.elements {
		limit.members = slices.DeleteFunc(slices.Clone(limit.members), func(m Member) bool { return m.Name == namespaceKey })
		limits[i] = limit
	}
	return Array(limits...)
}
