package wrangler

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"github.com/tailscale/hujson"
)

// RateLimit is a rate limiting binding.
type RateLimit struct {
	Name string
	// NamespaceID is a positive number that is unique in the account. Empty
	// picks one from the names of the Worker, the environment and the limit, so
	// that neither Workers nor environments share counters.
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
		entry.members = slices.Insert(slices.Clone(entry.members), min(1, len(entry.members)), Member{namespaceKey, String(d.freeNamespace(env, name.string()))})
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

// Namespaces are chosen from so many, which begin there. They are positive
// integers; how large they may be is not documented, so these fit into 31 bits.
// People number their own from 1 or from 1001, far below.
const (
	firstNamespace = 1_000_000_000
	namespaces     = 1_000_000_000
)

// freeNamespace returns a namespace id for a rate limit. All Workers of an
// account that use the same id share its counters, so it comes from the name of
// the Worker, the environment and the limit; it does not depend on what was
// added before.
func (d *draft) freeNamespace(env, limit string) string {
	hash := fnv.New64a()
	fmt.Fprintf(hash, "%q %q %q", d.doc.text("name"), env, limit)
	id := firstNamespace + hash.Sum64()%namespaces
	for d.usesNamespace(strconv.FormatUint(id, 10)) {
		id++
	}
	return strconv.FormatUint(id, 10)
}

func (d *draft) usesNamespace(id string) bool {
	for _, env := range d.doc.scopes() {
		for _, entry := range elements(d.doc.find(scoped(env, "ratelimits")...)) {
			if stringOf(member(&entry, namespaceKey)) == id {
				return true
			}
		}
	}
	return false
}

// KeepNamespaces gives each rate limit the namespace that it has in an earlier
// state of the file, where that has the limit too: in another namespace it
// would begin to count anew.
func (c *Config) KeepNamespaces(earlier *Config) error {
	return c.change(func(d *draft) error {
		for _, env := range d.doc.scopes() {
			for _, entry := range elements(d.doc.find(scoped(env, "ratelimits")...)) {
				name := stringOf(member(&entry, "name"))
				given, kept := d.doc.namespaceOf(env, name), earlier.current.doc.namespaceOf(env, name)
				if !isSet(given) || !isSet(kept) {
					continue
				}
				if err := d.replace(given, fromNode(kept)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// namespaceOf returns the namespace id of a rate limit, or nil.
func (doc *document) namespaceOf(env, limit string) *hujson.Value {
	for _, entry := range elements(doc.find(scoped(env, "ratelimits")...)) {
		if stringOf(member(&entry, "name")) == limit {
			return member(&entry, namespaceKey)
		}
	}
	return nil
}
