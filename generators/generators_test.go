package generators

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

// small is a catalog with two patterns on one kit module.
func small(t *testing.T) *catalog.Catalog {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"base/package.json":            `{ "name": "docreate-app", "dependencies": { "hono": "1.0.0" } }` + "\n",
		"base/wrangler.jsonc":          "{\n  // kept\n  \"name\": \"docreate-app\"\n}\n",
		"base/README.md":               "# docreate-app\n\nRun `npm test`.\n",
		"base/.dev.vars.example":       "AUTH=\"a\"\n",
		"base/src/index.ts":            "import { Hono } from \"hono\";\n\nconst app = new Hono();\n\napp.get(\"/health\", ok);\n\nexport default app;\n",
		"managers/npm/manifest.jsonc":  `{ "words": [] }`,
		"managers/pnpm/manifest.jsonc": `{ "words": [["npm test", "pnpm test"]] }`,
		"kit/clock/manifest.jsonc":     `{ "summary": "time", "needs": [] }`,
		"kit/clock/src/kit/clock.ts":   "export const Clock = 1;\n",

		"patterns/one/manifest.jsonc":    `{ "class": "FirstOne", "binding": "FIRST_ONE", "slug": "first-one", "kit": ["clock"] }`,
		"patterns/one/src/first-one.ts":  "// #if ttl\nttl();\n// #end\nexport class FirstOne {}\n",
		"patterns/one/src/shared.ts":     "export const shared = 1;\n",
		"patterns/one/README.md":         "## FirstOne\n\nRun `npm test`.\n",
		"patterns/one/.dev.vars.example": "FIRST_ONE_KEY=\"k\"\n",
		"patterns/one/package.json":      `{ "dependencies": { "hono": "1.0.0", "ms": "2.0.0" } }`,
		"patterns/one/wrangler.jsonc":    `{ "vars": { "FIRST_ONE_SIZE": 3 } }`,
		"patterns/two/manifest.jsonc":    `{ "class": "SecondOne", "binding": "SECOND_ONE", "slug": "second-one", "kit": ["clock"] }`,
		"patterns/two/src/second-one.ts": "export class SecondOne {}\n",
		"features/ttl/manifest.jsonc":    `{ "title": "TTL", "summary": "expiry" }`,
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	cat, err := catalog.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

func smallSpec(classes ...string) spec.Spec {
	s := spec.Spec{Name: "demo", PackageManager: spec.PNPM}
	for _, class := range classes {
		id, class, _ := strings.Cut(class, ":")
		s.Patterns = append(s.Patterns, spec.Pattern{ID: id, Names: spec.NamesOf(class)})
	}
	return s
}

func TestNewComposesLayers(t *testing.T) {
	got := generate(t, small(t), smallSpec("one:FirstOne", "one:Desk"))
	for path, want := range map[string]string{
		"package.json":      `{ "name": "demo", "dependencies": { "hono": "1.0.0", "ms": "2.0.0" } }` + "\n",
		"README.md":         "# demo\n\nRun `pnpm test`.\n\n## FirstOne\n\nRun `pnpm test`.\n\n## Desk\n\nRun `pnpm test`.\n",
		".dev.vars.example": "AUTH=\"a\"\n\nFIRST_ONE_KEY=\"k\"\n\nDESK_KEY=\"k\"\n",
		"src/first-one.ts":  "export class FirstOne {}\n",
		"src/desk.ts":       "export class Desk {}\n",
		"src/shared.ts":     "export const shared = 1;\n",
		"src/index.ts": `import { Hono } from "hono";
import { routes as firstOneRoutes } from "./first-one.routes";
import { routes as deskRoutes } from "./desk.routes";

export { FirstOne } from "./first-one";
export { Desk } from "./desk";

const app = new Hono();

app.get("/health", ok);
app.route("/first-one", firstOneRoutes);
app.route("/desk", deskRoutes);

export default app;
`,
		"wrangler.jsonc": `{
  // kept
  "name": "demo",
  "vars": {
    "FIRST_ONE_SIZE": 3,
    "DESK_SIZE": 3
  },
  "durable_objects": {
    "bindings": [
      {
        "name": "FIRST_ONE",
        "class_name": "FirstOne"
      },
      {
        "name": "DESK",
        "class_name": "Desk"
      }
    ]
  },
  "exports": {
    "FirstOne": {
      "type": "durable-object",
      "storage": "sqlite"
    },
    "Desk": {
      "type": "durable-object",
      "storage": "sqlite"
    }
  }
}
`,
	} {
		if got[path] != want {
			t.Errorf("%s:\n%s\nwant:\n%s", path, got[path], want)
		}
	}
}

func TestFeaturesOpenTheirRegions(t *testing.T) {
	s := smallSpec("one:FirstOne")
	s.Features = []string{"ttl"}
	if got := generate(t, small(t), s)["src/first-one.ts"]; got != "ttl();\nexport class FirstOne {}\n" {
		t.Errorf("got %q", got)
	}
}

func TestAddKeepsWhatSomebodyChanged(t *testing.T) {
	cat := small(t)
	files := generate(t, cat, smallSpec("one:FirstOne"))
	files["src/index.ts"] = strings.Replace(files["src/index.ts"], "app.get", "// mine\napp.get", 1)
	files["README.md"] += "\nMy own words.\n"
	before := open(t, files).Record.Files["src/index.ts"]

	added, err := Add(cat, open(t, files), smallSpec("two:SecondOne"), "test")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range added {
		files[file.Path] = string(file.Content)
		if file.Path == "src/index.ts" && file.Base == nil {
			t.Error("the edit of src/index.ts does not say what it was computed from")
		}
	}
	for path, want := range map[string]string{
		"src/index.ts":      "// mine\napp.get(\"/health\", ok);\napp.route(\"/first-one\", firstOneRoutes);\napp.route(\"/second-one\", secondOneRoutes);\n",
		"README.md":         "My own words.",
		"src/second-one.ts": "export class SecondOne",
	} {
		if !strings.Contains(files[path], want) {
			t.Errorf("%s has no %q:\n%s", path, want, files[path])
		}
	}
	if after := open(t, files).Record.Files["src/index.ts"]; after != before {
		t.Error("the record takes a file that somebody changed for a generated one")
	}
}

func TestAddNeedsItsAnchors(t *testing.T) {
	cat := small(t)
	for name, index := range map[string]string{
		"no statement": "import { Hono } from \"hono\";\nexport default new Hono();\n",
		"name taken":   "let secondOneRoutes;\napp.get();\n",
		"not code":     "import {\n",
	} {
		files := generate(t, cat, smallSpec("one:FirstOne"))
		files["src/index.ts"] = index
		if _, err := Add(cat, open(t, files), smallSpec("two:SecondOne"), "test"); err == nil || !strings.Contains(err.Error(), "src/index.ts") {
			t.Errorf("%s: got %v, want an error that names the file", name, err)
		}
	}
	files := generate(t, cat, smallSpec("one:FirstOne"))
	delete(files, "wrangler.jsonc")
	if _, err := Add(cat, open(t, files), smallSpec("two:SecondOne"), "test"); err == nil || !strings.Contains(err.Error(), `"wrangler.jsonc" is missing`) {
		t.Errorf("without a configuration: %v", err)
	}
}

func TestNewRefusesNamesThatClash(t *testing.T) {
	tests := map[string]string{
		"one:Hono":   "src/index.ts",     // an identifier of the base
		"one:Clock":  "src/kit/clock.ts", // an identifier of a module
		"one:Shared": "src/shared.ts",    // the file of a pattern
		"one:Index":  "src/index.ts",     // the file of the base
		"one:Health": "/health",          // a route of the base
	}
	for class, where := range tests {
		_, err := New(small(t), smallSpec(class), "test")
		var invalid *spec.Error
		if !errors.As(err, &invalid) || !strings.Contains(err.Error(), where) {
			t.Errorf("%s: got %v, want a *spec.Error that names %s", class, err, where)
		}
	}
}

func TestNewRefusesWhatTheCatalogLacks(t *testing.T) {
	_, err := New(small(t), smallSpec("three:Third"), "test")
	var unknown *catalog.UnknownError
	if !errors.As(err, &unknown) {
		t.Errorf("got %v", err)
	}
	s := smallSpec("one:FirstOne")
	s.PackageManager = spec.Bun
	if _, err := New(small(t), s, "test"); !errors.As(err, &unknown) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkNew(b *testing.B) {
	cat, s := benchmarkInput(b)
	for b.Loop() {
		if _, err := New(cat, s, "test"); err != nil {
			b.Fatal(err)
		}
	}
}

// A feature that the patterns have built in adds nothing by itself, and comes
// with the first pattern that has it not.
func TestFeatureThatIsBuiltIn(t *testing.T) {
	cat := small(t)
	cat.Features[0].Always = map[string]string{"two": "it always expires"}
	cat.Features[0].Files = append(cat.Features[0].Files, catalog.File{Path: "src/kit/ttl.ts", Content: []byte("export {};\n")})
	s := smallSpec("two:SecondOne")
	s.Features = []string{"ttl"}
	files := generate(t, cat, s)
	if _, ok := files["src/kit/ttl.ts"]; ok {
		t.Error("the module is there, but nothing uses it")
	}
	added, err := Add(cat, open(t, files), smallSpec("one:FirstOne"), "test")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := contents(added)["src/kit/ttl.ts"]; !ok {
		t.Error("the module did not come with the pattern that needs it")
	}
}

// A feature that does nothing for any class of a project is refused, rather
// than leaving modules there that nobody uses.
func TestFeaturesThatDoNothingAreRefused(t *testing.T) {
	cat := realCatalog(t)
	notebook := catalog.Pattern{Layer: catalog.Layer{ID: "notebook"}, Names: spec.NamesOf("Notebook")}
	cat.Patterns = append(cat.Patterns, notebook)
	s := specOf(defaults(notebook))
	s.Features = []string{"ttl"}
	_, err := New(cat, s, "test")
	var refused *spec.Error
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), `feature "ttl" does nothing for the patterns of the project; leave it out, or add one of per-user`) {
		t.Errorf("got %v", err)
	}
	s.Features = []string{"ci"}
	if _, err := New(cat, s, "test"); err != nil {
		t.Errorf("a feature of the project: %v", err)
	}
}
