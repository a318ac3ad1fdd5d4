package catalog

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docreate/docreate/internal/spec"
)

// withOptions is a catalog with one pattern and one feature that have options.
func withOptions(t *testing.T, shards string) (*Catalog, error) {
	t.Helper()
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return Load(fstest.MapFS{
		"base/wrangler.jsonc": file("{}"),
		"patterns/sharded/manifest.jsonc": file(`{"title": "T", "summary": "S", "use": "U", "avoid": "A", "class": "Shard", "binding": "SHARD", "slug": "shard",
			"options": [{"id": "shards", "summary": "objects", "variable": "SHARDS.0", "type": "integer", "minimum": "1", "maximum": "256"}]}`),
		"patterns/sharded/wrangler.jsonc": file(fmt.Sprintf(`{"vars": {"SHARDS": [%s]}}`, shards)),
		"features/ttl/manifest.jsonc": file(`{"title": "T", "summary": "S", "options": {"sharded": [
			{"id": "idle", "summary": "how long", "variable": "TTL.idle", "type": "duration", "minimum": "1m", "maximum": "30d", "off": true}]}}`),
		"features/ttl/patterns/sharded/wrangler.jsonc": file(`{"vars": {"TTL": {"idle": "1d"}}}`),
	})
}

func TestResolveOptions(t *testing.T) {
	cat, err := withOptions(t, "8")
	if err != nil {
		t.Fatal(err)
	}
	patterns := []spec.Pattern{{ID: "sharded", Names: spec.NamesOf("Votes")}, {ID: "sharded", Names: spec.NamesOf("Views")}}
	for _, test := range []struct{ texts, want string }{
		{"", "[]"},
		{"Views.shards=16", "[Views.shards=16]"},
		{"Views.shards=8", "[]"}, // as usual
		{"Views.shards=16 Views.shards=8", "[]"},
		{"Views.shards=8 Views.shards=16", "[Views.shards=16]"},
		{"Votes.idle=off Views.idle=90m Views.shards=256", "[Views.idle=90m Views.shards=256 Votes.idle=off]"},
	} {
		got, err := cat.ResolveOptions(strings.Fields(test.texts), patterns, []string{"ttl"})
		if err != nil || fmt.Sprint(got) != test.want {
			t.Errorf("%q: got %v, %v; want %s", test.texts, got, err, test.want)
		}
	}
	for text, want := range map[string]string{
		"shards=16":        "is incomplete",
		"View.shards=16":   `did you mean "Views"?`,
		"Views.shard=16":   `did you mean "shards"?`,
		"Views.shards=0":   "from 1 to 256",
		"Views.shards=257": "from 1 to 256",
		"Views.shards=016": "from 1 to 256",
		"Views.shards=off": "from 1 to 256",
		"Views.idle=31d":   "from 1m to 30d, or off",
		"Views.idle=59s":   "from 1m to 30d, or off",
		"Views.idle=1w":    "a time like 30d",
	} {
		if _, err := cat.ResolveOptions([]string{text}, patterns, []string{"ttl"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
	if _, err := cat.ResolveOptions([]string{"Views.idle=2d"}, patterns, nil); err == nil || !strings.Contains(err.Error(), "add --feature ttl") {
		t.Errorf("without its feature: %v", err)
	}
}

// What a manifest says of a template must be so.
func TestLoadChecksOptions(t *testing.T) {
	for shards, want := range map[string]string{
		"0":    `the value "0" of the template cannot be`,
		"":     `there is no variable "SHARDS.0"`,
		`true`: `there is no variable "SHARDS.0"`,
	} {
		if _, err := withOptions(t, shards); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", shards, err, want)
		}
	}
}
