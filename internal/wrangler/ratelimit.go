package wrangler

import (
	"fmt"
	"slices"
	"strconv"
)

// RateLimit is a rate limiting binding.
type RateLimit struct {
	Name string
	// NamespaceID is a positive number that is unique in the account. Empty
	// picks one that the file does not use, another for each environment, so
	// that environments do not share counters.
	NamespaceID string
	Limit       int // calls in a period
	Period      int // seconds: 10 or 60
}

// AddRateLimit adds a rate limit at the top level and in every named
// environment. One that is already there keeps its settings.
func (c *Config) AddRateLimit(limit RateLimit) error {
	return c.forEach([]string{limit.Name}, func(d *draft, env string) error {
		if err := limit.validate(); err != nil {
			return d.invalid(err)
		}
		return d.addRateLimit(env, limit.value())
	})
}

// addRateLimit adds an entry to an environment. Without a namespace it gets a
// free one.
func (d *draft) addRateLimit(env string, entry Value) error {
	path := scoped(env, "ratelimits")
	name, _ := entry.member("name")
	if firstNamed(elements(d.doc.find(path...)), name.string()) != nil {
		return nil
	}
	if err := d.checkFree(env, name.string()); err != nil {
		return err
	}
	if _, ok := entry.member(namespaceKey); !ok {
		entry.members = slices.Insert(slices.Clone(entry.members), min(1, len(entry.members)), Member{namespaceKey, String(d.freeNamespace())})
	}
	return d.add(entry, path)
}

func (l RateLimit) validate() error {
	if l.NamespaceID != "" {
		if n, err := strconv.Atoi(l.NamespaceID); err != nil || n <= 0 {
			return fmt.Errorf("rate limit %q has namespace id %q; use a positive number", l.Name, l.NamespaceID)
		}
	}
	if l.Limit <= 0 {
		return fmt.Errorf("rate limit %q allows %d calls; allow one or more", l.Name, l.Limit)
	}
	if l.Period != 10 && l.Period != 60 {
		return fmt.Errorf("rate limit %q has a period of %d seconds; use 10 or 60", l.Name, l.Period)
	}
	return nil
}

func (l RateLimit) value() Value {
	entry := []Member{{"name", String(l.Name)}}
	if l.NamespaceID != "" {
		entry = append(entry, Member{namespaceKey, String(l.NamespaceID)})
	}
	simple := Object(Member{"limit", Number(l.Limit)}, Member{"period", Number(l.Period)})
	return Object(append(entry, Member{"simple", simple})...)
}

const namespaceKey = "namespace_id"

// firstNamespace is where namespaces begin to be counted.
const firstNamespace = 1001

// freeNamespace returns a namespace id above all that the file uses.
func (d *draft) freeNamespace() string {
	next := firstNamespace
	for _, env := range d.doc.scopes() {
		for _, entry := range elements(d.doc.find(scoped(env, "ratelimits")...)) {
			if n, err := strconv.Atoi(stringOf(member(&entry, namespaceKey))); err == nil {
				next = max(next, n+1)
			}
		}
	}
	return strconv.Itoa(next)
}
