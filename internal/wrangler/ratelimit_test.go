package wrangler

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var namespaceID = regexp.MustCompile(`"namespace_id": "([^"]*)"`)

// namespacesIn returns the namespace ids of a file by environment and limit,
// and fails where two limits have the same one.
func namespacesIn(t *testing.T, c *Config) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for _, env := range c.current.doc.scopes() {
		for _, entry := range elements(c.current.doc.find(scoped(env, "ratelimits")...)) {
			ids[env+"/"+stringOf(member(&entry, "name"))] = stringOf(member(&entry, namespaceKey))
		}
	}
	distinct := slices.Compact(slices.Sorted(maps.Values(ids)))
	if len(distinct) != len(ids) {
		t.Errorf("limits share a namespace: %v", ids)
	}
	return ids
}

func limited(t *testing.T, src string, names ...string) *Config {
	t.Helper()
	c := parse(t, "wrangler.jsonc", []byte(src))
	for _, name := range names {
		must(t, c.AddRateLimit(RateLimit{Name: name, Limit: 10, Period: 60}))
	}
	return c
}

// Limits of Workers with the same namespace id would count together.
func TestWorkersShareNoNamespace(t *testing.T) {
	owners := map[string]string{}
	for _, worker := range []string{"app", "app1", "app2", "app-staging", "shop", "a"} {
		src := fmt.Sprintf(`{ "name": %q, "env": { "staging": {}, "live": {} } }`, worker)
		for limit, id := range namespacesIn(t, limited(t, src, "ROOM", "LEASES")) {
			if n, err := strconv.Atoi(id); err != nil || n < firstNamespace || n > math.MaxInt32 {
				t.Errorf("%s of %q has namespace %q, want one of 31 bits, above those that people choose", limit, worker, id)
			}
			if owner, ok := owners[id]; ok {
				t.Errorf("%q and %q share namespace %q", owner, worker, id)
			}
			owners[id] = worker
		}
	}
}

func TestNamespacesDoNotDependOnTheOrder(t *testing.T) {
	const src = `{ "name": "app" }`
	first := limited(t, src, "ROOM", "LEASES")
	must(t, first.AddEnvironment("live"))
	second := limited(t, src, "LEASES")
	must(t, second.AddEnvironment("live"))
	must(t, second.AddRateLimit(RateLimit{Name: "ROOM", Limit: 10, Period: 60}))
	want := namespacesIn(t, first)
	if got := namespacesIn(t, second); len(want) != 4 || !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNamespacesInUseAreNotGivenAgain(t *testing.T) {
	id := namespacesIn(t, limited(t, `{ "name": "app" }`, "ROOM"))["/ROOM"]
	n, err := strconv.Atoi(id)
	must(t, err)
	taken := fmt.Sprintf(`{ "name": "app", "ratelimits": [{ "name": "OWN", "namespace_id": %q, "simple": { "limit": 1, "period": 10 } }] }`, id)
	got := namespacesIn(t, limited(t, taken, "ROOM"))
	if got["/OWN"] != id || got["/ROOM"] != strconv.Itoa(n+1) {
		t.Errorf("got %v, want %s to stay and the next one for the new limit", got, id)
	}
}

// A project that is written anew does not change the counters that it uses,
// and neither does one that somebody has renamed.
func TestNamespacesAreKept(t *testing.T) {
	const src = `{ "name": "app", "env": { "live": {} } }`
	ids := map[string]string{"/ROOM": "1001", "live/ROOM": "1002"}
	text := string(limited(t, src, "ROOM").Bytes())
	for i, id := range namespaceID.FindAllStringSubmatch(text, -1) {
		text = strings.Replace(text, id[1], []string{"1002", "1001"}[i], 1)
	}
	earlier := parse(t, "wrangler.jsonc", []byte(text))
	anew := limited(t, src, "ROOM", "LEASES")
	leases := namespacesIn(t, anew)["/LEASES"]
	for range 2 {
		must(t, anew.KeepNamespaces(earlier))
		got := namespacesIn(t, anew)
		if got["/ROOM"] != ids["/ROOM"] || got["live/ROOM"] != ids["live/ROOM"] || got["/LEASES"] != leases {
			t.Errorf("got %v, want %v kept and %s for the new limit", got, ids, leases)
		}
	}
	renamed := limited(t, strings.Replace(text, `"app"`, `"renamed"`, 1), "ROOM")
	if got := namespacesIn(t, renamed); !maps.Equal(got, ids) {
		t.Errorf("got %v, want %v", got, ids)
	}
}
