package wrangler

import (
	"strings"
	"testing"
)

func TestMerge(t *testing.T) {
	const src = `{
  "vars": { "SHARDS": 4 },
  "secrets": {
    "required": ["AUTH_SECRET"]
  },
  "env": {
    "staging": {}
  }
}
`
	const fragment = `{
  // What a pattern brings.
  "vars": { "SHARDS": 16, "MODE": "on" },
  "secrets": { "required": ["AUTH_SECRET", "HOOK_SECRET"] },
  "assets": { "directory": "./public" },
}`
	const want = `{
  "vars": { "SHARDS": 4, "MODE": "on" },
  "secrets": {
    "required": ["AUTH_SECRET", "HOOK_SECRET"]
  },
  "env": {
    "staging": {
      "vars": { "SHARDS": 16, "MODE": "on" },
      "secrets": {
        "required": ["AUTH_SECRET", "HOOK_SECRET"]
      }
    }
  },
  "assets": { "directory": "./public" }
}
`
	config, err := Parse("wrangler.jsonc", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	value, err := ParseValue([]byte(fragment))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := config.Merge(value); err != nil {
			t.Fatal(err)
		}
		if got := string(config.Bytes()); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestMergeRefusesContradictions(t *testing.T) {
	config, err := Parse("wrangler.jsonc", []byte(`{ "assets": { "directory": "./dist" }, "vars": [] }`))
	if err != nil {
		t.Fatal(err)
	}
	before := string(config.Bytes())
	for fragment, want := range map[string]string{
		`{ "assets": { "directory": "./public" } }`:                 `"assets.directory" is already "./dist"`,
		`{ "assets": { "binding": "ASSETS" }, "vars": { "A": 1 } }`: `"vars" is an array`,
		`[]`: "not an object",
	} {
		value, err := ParseValue([]byte(fragment))
		if err != nil {
			t.Fatal(err)
		}
		if err := config.Merge(value); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", fragment, err, want)
		}
		if string(config.Bytes()) != before {
			t.Errorf("%s: the file was changed", fragment)
		}
	}
}

func TestMergeKeepsWhatTheUserChanged(t *testing.T) {
	const fragment = `{
  "vars": { "PARTITIONS": [4] },
  "ratelimits": [{ "name": "LIMITER", "simple": { "limit": 100, "period": 60 } }]
}`
	value, err := ParseValue([]byte(fragment))
	must(t, err)
	config := parse(t, "wrangler.jsonc", []byte(`{ "env": { "live": {} } }`))
	must(t, config.Merge(value))
	const merged = `{ "env": { "live": { "vars": { "PARTITIONS": [4] }, ` +
		`"ratelimits": [{ "name": "LIMITER", "namespace_id": "1346314221", "simple": { "limit": 100, "period": 60 } }] } }, ` +
		`"vars": { "PARTITIONS": [4] }, ` +
		`"ratelimits": [{ "name": "LIMITER", "namespace_id": "1360184299", "simple": { "limit": 100, "period": 60 } }] }`
	if got := string(config.Bytes()); got != merged {
		t.Fatalf("got\n%s\nwant\n%s", got, merged)
	}
	changed := strings.NewReplacer("[4]", "[8, 16]", `"limit": 100`, `"limit": 5`).Replace(merged)
	config = parse(t, "wrangler.jsonc", []byte(changed))
	must(t, config.Merge(value))
	if got := string(config.Bytes()); got != changed {
		t.Errorf("got\n%s\nwant\n%s", got, changed)
	}
}

func TestMergeRefusesNamesInUse(t *testing.T) {
	value, err := ParseValue([]byte(`{ "vars": { "KEY": "x" } }`))
	must(t, err)
	err = parse(t, "wrangler.jsonc", []byte(`{ "secrets": { "required": ["KEY"] } }`)).Merge(value)
	if err == nil || !strings.Contains(err.Error(), `"KEY" is already the name of a secret`) {
		t.Errorf("got %v, want that the name is in use", err)
	}
}

func TestMergeBringsComments(t *testing.T) {
	const src = "{\r\n\t\"name\": \"x\",\r\n\t\"env\": { \"live\": {} },\r\n\t\"limits\": { \"cpu_ms\": 10 }\r\n}"
	const fragment = `{
  // The page to try it.
  // Paths without a file go to the Worker.
  "assets": { "directory": "./public" }, // not this one
  "vars": {
    /* How many,
     * at most. */
    "A": [1]
  },
  "limits": {
    // Left out: the limits stand on one line.
    "subrequests": 50
  }
}`
	const want = `{
	"name": "x",
	"env": { "live": { "vars": { "A": [1] } } },
	"limits": { "cpu_ms": 10, "subrequests": 50 },
	// The page to try it.
	// Paths without a file go to the Worker.
	"assets": { "directory": "./public" },
	"vars": {
		/* How many,
		 * at most. */
		"A": [1]
	}
}`
	value, err := ParseValue([]byte(fragment))
	must(t, err)
	config := parse(t, "wrangler.jsonc", []byte(src))
	for range 2 {
		must(t, config.Merge(value))
		if got := strings.ReplaceAll(string(config.Bytes()), "\r\n", "\n"); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
	strict := parse(t, "package.json", []byte("{\n  \"name\": \"x\"\n}\n"))
	must(t, strict.Merge(value))
	if got := comments(strict.Bytes()); len(got) > 0 {
		t.Errorf("comments in strict JSON: %q", got)
	}
}
