package wrangler

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
)

const packageJSON = `{"private": true, "dependencies": {"wrangler": "4.156.2"}}`

// added are names that the function everything adds to env.
var added = []string{"CHAT_ROOM", "LEASES", "HISTORY_LIMIT", "ORIGINS", "AUTH_SECRET", "WEBHOOK_SECRET", "ASSETS", "LIMITER", "VERSION"}

// project returns a new directory with wrangler in its node_modules.
func project(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(workbench.Install(t, packageJSON), "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// reading is what wrangler reads in an environment of a file.
type reading struct {
	File, Env, Name, Date string
	Environments          []string
	Objects               []DurableObject
}

// TestWranglerReadsTheSame has wrangler read every edited file and compares
// what it finds with what Config says.
func TestWranglerReadsTheSame(t *testing.T) {
	t.Parallel()
	dir := project(t)
	script, err := os.ReadFile(filepath.Join("testdata", "read.mjs"))
	must(t, err)
	write(t, filepath.Join(dir, "read.mjs"), script)
	args := []string{"read.mjs"}
	for name, src := range inputs(t) {
		c := parse(t, name, src)
		must(t, everything(c))
		write(t, filepath.Join(dir, name), c.Bytes())
		args = append(args, name)
	}
	cmd := workbench.Command(t, dir, "node", args...)
	var warnings bytes.Buffer
	cmd.Stderr = &warnings
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("wrangler refuses a file: %v\n%s", err, warnings.Bytes())
	}
	for _, missed := range append(slices.Clip(added), `" exists at the top level, but not on`) {
		if strings.Contains(warnings.String(), missed) {
			t.Errorf("wrangler misses %q in an environment:\n%s", missed, warnings.Bytes())
		}
	}
	var readings []reading
	must(t, json.Unmarshal(out, &readings))
	if len(readings) < len(args)-1 {
		t.Fatalf("%d readings of %d files", len(readings), len(args)-1)
	}
	for _, r := range readings {
		src, err := os.ReadFile(filepath.Join(dir, r.File))
		must(t, err)
		compare(t, parse(t, r.File, src), r)
	}
}

func compare(t *testing.T, c *Config, r reading) {
	t.Helper()
	name := c.Name()
	if r.Env != "" && name != "" {
		name += "-" + r.Env
	}
	if name != r.Name || c.CompatibilityDate() != r.Date {
		t.Errorf("%s %q: name %q, date %q; wrangler has %q, %q", r.File, r.Env, name, c.CompatibilityDate(), r.Name, r.Date)
	}
	if !slices.Equal(c.Environments(), r.Environments) {
		t.Errorf("%s: environments %q; wrangler has %q", r.File, c.Environments(), r.Environments)
	}
	if objects := c.DurableObjects(r.Env); !slices.Equal(objects, r.Objects) {
		t.Errorf("%s %q: objects %v; wrangler has %v", r.File, r.Env, objects, r.Objects)
	}
}

// TestDryRun deploys edited files dry, with a Worker that exports the classes.
func TestDryRun(t *testing.T) {
	t.Parallel()
	dir := project(t)
	must(t, os.Mkdir(filepath.Join(dir, "public"), 0o755))
	all := inputs(t)
	tests := []struct{ file, env string }{
		{"c3-durable-object.jsonc", ""},
		{"several-environments.jsonc", "staging"},
	}
	for _, test := range tests {
		c := parse(t, test.file, all[test.file])
		must(t, everything(c))
		write(t, filepath.Join(dir, test.file), c.Bytes())
		write(t, filepath.Join(dir, "src", "index.ts"), workerWith(c.Classes()))
		out := workbench.Run(t, dir, "wrangler", "deploy", "--dry-run", "--config", test.file, "--env="+test.env)
		for _, line := range []string{"env.CHAT_ROOM (ChatRoom)", "env.LEASES (Coordinator)", "env.LIMITER (100 requests/60s)", "env.ASSETS"} {
			if !strings.Contains(out, line) {
				t.Errorf("%s: wrangler does not list %q:\n%s", test.file, line, out)
			}
		}
	}
}

// TestBindingsAreNeverOptional checks the reason why bindings are written to
// every environment: the types have no question mark.
func TestBindingsAreNeverOptional(t *testing.T) {
	t.Parallel()
	dir := project(t)
	const file = "several-environments.jsonc"
	c := parse(t, file, inputs(t)[file])
	must(t, everything(c))
	write(t, filepath.Join(dir, file), c.Bytes())
	write(t, filepath.Join(dir, "src", "index.ts"), workerWith(c.Classes()))
	workbench.Run(t, dir, "wrangler", "types", "--include-runtime=false", "--config", file)
	types, err := os.ReadFile(filepath.Join(dir, "worker-configuration.d.ts"))
	must(t, err)
	for _, name := range added {
		if text := string(types); !strings.Contains(text, name+": ") || strings.Contains(text, name+"?: ") {
			t.Errorf("%s is missing or optional:\n%s", name, text)
		}
	}
}

// workerWith returns an entry file that exports the classes.
func workerWith(classes []Class) []byte {
	text := "import { DurableObject } from \"cloudflare:workers\";\n"
	for _, class := range classes {
		text += fmt.Sprintf("export class %s extends DurableObject {}\n", class.Name)
	}
	return []byte(text + "export default { fetch: () => new Response() };\n")
}
