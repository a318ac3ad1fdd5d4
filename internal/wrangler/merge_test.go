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
