package wrangler

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write what the changes make of testdata/input to testdata/want")

// room is the class that tests add.
var room = DurableObject{Binding: "CHAT_ROOM", Class: "ChatRoom"}

// leases is another one.
var leases = DurableObject{Binding: "LEASES", Class: "Coordinator"}

// change is something to do to a file.
type change struct {
	name string
	make func(c *Config) error
}

// changes are what testdata/want/<name> shows for every file of testdata/input.
var changes = []change{
	{"object", func(c *Config) error { return c.AddDurableObject(room) }},
	{"all", everything},
}

// steps are single changes of every sort.
var steps = []change{
	{"object", func(c *Config) error { return c.AddDurableObject(room) }},
	{"second object", func(c *Config) error { return c.AddDurableObject(leases) }},
	{"vars", func(c *Config) error {
		return c.AddVars(Member{"HISTORY_LIMIT", Number(100)}, Member{"ORIGINS", Array(String("https://example.com"))})
	}},
	{"secrets", func(c *Config) error { return c.AddRequiredSecrets("AUTH_SECRET", "WEBHOOK_SECRET") }},
	{"assets", func(c *Config) error {
		return c.SetAssets(Assets{Directory: "./public", Binding: "ASSETS", RunWorkerFirst: []string{"/api/*"}})
	}},
	{"rate limit", func(c *Config) error { return c.AddRateLimit(RateLimit{Name: "LIMITER", Limit: 100, Period: 60}) }},
	{"version metadata", func(c *Config) error { return c.SetVersionMetadata("VERSION") }},
	{"append", func(c *Config) error { return c.Append(String("nodejs_als"), "", "compatibility_flags") }},
	{"ensure", func(c *Config) error { return c.Ensure(Bool(true), "observability", "enabled") }},
}

// everything makes all steps.
func everything(c *Config) error {
	for _, step := range steps {
		if err := step.make(c); err != nil {
			return err
		}
	}
	return nil
}

// inputs returns the files of testdata/input by name.
func inputs(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "input", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no inputs: %v", err)
	}
	all := make(map[string][]byte, len(files))
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = src
	}
	return all
}

// parse parses a text that a test knows to be good.
func parse(t testing.TB, name string, src []byte) *Config {
	t.Helper()
	c, err := Parse(name, src)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestGolden(t *testing.T) {
	for name, src := range inputs(t) {
		for _, change := range changes {
			t.Run(change.name+"/"+name, func(t *testing.T) {
				c := parse(t, name, src)
				if err := change.make(c); err != nil {
					t.Fatal(err)
				}
				golden := filepath.Join("testdata", "want", change.name, name)
				if *update {
					write(t, golden, c.Bytes())
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(c.Bytes(), want) {
					t.Errorf("got\n%s\nwant\n%s", c.Bytes(), want)
				}
			})
		}
	}
}

func write(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
