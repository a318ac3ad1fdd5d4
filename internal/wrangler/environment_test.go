package wrangler

import (
	"strings"
	"testing"
)

func TestAddEnvironment(t *testing.T) {
	const src = `{
  "name": "app",
  "compatibility_date": "2026-11-02", // inherited
  "vars": { "SHARDS": 4 },
  "secrets": { "required": ["AUTH_SECRET"] },
  "durable_objects": {
    "bindings": [{ "name": "ROOM", "class_name": "Room" }]
  },
  "exports": { "Room": { "type": "durable-object", "storage": "sqlite" } },
  "ratelimits": [{ "name": "LIMIT", "namespace_id": "1001", "simple": { "limit": 10, "period": 60 } }]
}
`
	config, err := Parse("wrangler.jsonc", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, name := range []string{"staging", "production"} {
			if err := config.AddEnvironment(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	text := string(config.Bytes())
	for part, count := range map[string]int{
		`"SHARDS": 4`: 3, `"AUTH_SECRET"`: 3, `"class_name": "Room"`: 3, `"storage": "sqlite"`: 1,
		`"namespace_id": "1001"`: 1, `"namespace_id": `: 3, "// inherited": 1,
	} {
		if got := strings.Count(text, part); got != count {
			t.Errorf("%s is there %d times, want %d:\n%s", part, got, count, text)
		}
	}
	again, err := Parse("wrangler.jsonc", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(again.Environments()); got != 2 {
		t.Errorf("there are %d environments, want 2", got)
	}
}

func TestAddEnvironmentKeepsWhatIsThere(t *testing.T) {
	config, err := Parse("wrangler.jsonc", []byte(`{ "vars": { "A": 1, "B": 2 }, "env": { "staging": { "vars": { "A": 9 } } } }`))
	if err != nil {
		t.Fatal(err)
	}
	if err := config.AddEnvironment("staging"); err != nil {
		t.Fatal(err)
	}
	if got := string(config.Bytes()); !strings.Contains(got, `"A": 9, "B": 2`) {
		t.Errorf("got %s", got)
	}
	if err := config.AddEnvironment("Not A Name"); err == nil {
		t.Error("a name that no Worker can have is taken")
	}
}
