package wrangler

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// unreadable are files that Parse refuses, with the error.
var unreadable = []struct{ name, file, src, want string }{
	{"empty", "wrangler.jsonc", "", `wrangler.jsonc:1:1: the file ends in the middle of a value; correct the JSON`},
	{"only a comment", "wrangler.jsonc", "// x", `wrangler.jsonc:1:5: the file ends in the middle of a value; correct the JSON`},
	{"cut off", "wrangler.jsonc", "{\n  \"a\": ", `wrangler.jsonc:2:8: the file ends in the middle of a value; correct the JSON`},
	{"array", "wrangler.json", " []", `wrangler.json:1:2: the configuration is not an object; put it in braces`},
	{"missing comma", "sub/wrangler.jsonc", "{\n\t\"ä\": 1\n\t\"b\": 2\n}",
		`sub/wrangler.jsonc:3:2: invalid character '"' after object value (expecting ',' or '}'); correct the JSON`},
	{"single quotes", "wrangler.jsonc", "{ 'a': 1 }", `wrangler.jsonc:1:3: invalid character '\'' at start of value; correct the JSON`},
	{"behind a byte order mark", "wrangler.jsonc", "\ufeff{ a }", `wrangler.jsonc:1:3: invalid literal: a; correct the JSON`},
	{"more text", "wrangler.jsonc", "{}\n{}", `wrangler.jsonc:2:1: invalid character '{' after top-level value; correct the JSON`},
	{"duplicate", "wrangler.jsonc", "{\n \"a\": {\"ü\": 1, \"\\u00fc\": 2}\n}",
		`wrangler.jsonc:2:16: duplicate key "ü"; wrangler reads only the last one: keep one`},
	{"not UTF-8", "wrangler.jsonc", "{\"a\": \"\xff\"}", `wrangler.jsonc:1:8: not UTF-8; save the file as UTF-8`},
	{"deep", "wrangler.jsonc", strings.Repeat("[", 2000), `wrangler.jsonc:1:201: more than 200 levels; is it the right file?`},
	{"large", "wrangler.jsonc", strings.Repeat(" ", 2<<20), `wrangler.jsonc: 2097152 bytes are too many for a configuration; is it the right file?`},
	{"TOML", "wrangler.toml", "name = \"x\"", `wrangler.toml: a TOML configuration is not edited; ` +
		`add the tables [[durable_objects.bindings]] and [exports.<class>] by hand, or convert the file to wrangler.jsonc`},
}

func TestUnreadable(t *testing.T) {
	for _, test := range unreadable {
		_, err := Parse(test.file, []byte(test.src))
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v\nwant %s", test.name, err, test.want)
		}
	}
}

// conflicts are changes that a file contradicts, with the error.
var conflicts = []struct {
	name, src string
	change    func(c *Config) error
	kind      Kind
	want      string
}{
	{"binding of another class", `{
  "durable_objects": { "bindings": [
    { "name": "CHAT_ROOM", "class_name": "Lobby" }
  ] }
}`, addRoom, Conflict, `3:5: binding "CHAT_ROOM" is already bound to class "Lobby"; choose another binding name`},
	{"binding of another Worker", `{"name": "me", "durable_objects": {"bindings": [{"name": "CHAT_ROOM", "class_name": "ChatRoom", "script_name": "them"}]}}`,
		addRoom, Conflict, `1:49: binding "CHAT_ROOM" is already bound to class "ChatRoom" of Worker "them"; choose another binding name`},
	{"binding in an environment", `{"env": {"live": {"durable_objects": {"bindings": [{"name": "CHAT_ROOM", "class_name": "Old"}]}}}}`,
		addRoom, Conflict, `1:52: binding "CHAT_ROOM" is already bound to class "Old"; choose another binding name`},
	{"name of a KV namespace", `{"kv_namespaces": [{"binding": "CHAT_ROOM", "id": "1"}]}`,
		addRoom, Conflict, `1:32: "CHAT_ROOM" is already the name of a KV namespace; choose another name`},
	{"name of a queue", `{"queues": {"producers": [{"binding": "CHAT_ROOM", "queue": "q"}]}}`,
		addRoom, Conflict, `1:39: "CHAT_ROOM" is already the name of a queue; choose another name`},
	{"name of a workflow", `{"workflows": [{"name": "flow", "binding": "CHAT_ROOM", "class_name": "W"}]}`,
		addRoom, Conflict, `1:44: "CHAT_ROOM" is already the name of a workflow; choose another name`},
	{"name of the assets, inherited", `{"env": {"live": {"assets": {"binding": "CHAT_ROOM"}}}, "assets": {"directory": "p"}}`,
		addRoom, Conflict, `1:41: "CHAT_ROOM" is already the name of the assets; choose another name`},
	{"legacy-kv in exports", `{"exports": {"ChatRoom": {"type": "durable-object", "storage": "legacy-kv"}}}`,
		addRoom, Conflict, `1:14: class "ChatRoom" has legacy-kv storage, which never becomes SQLite; choose another class name`},
	{"legacy-kv in migrations", `{"migrations": [{"tag": "v1", "new_classes": ["ChatRoom"]}]}`,
		addRoom, Conflict, `1:47: class "ChatRoom" has legacy-kv storage, which never becomes SQLite; choose another class name`},
	{"renamed legacy-kv", `{"migrations": [{"tag": "v1", "new_classes": ["A"]}, {"tag": "v2", "renamed_classes": [{"from": "A", "to": "ChatRoom"}]}]}`,
		addRoom, Conflict, `1:88: class "ChatRoom" has legacy-kv storage, which never becomes SQLite; choose another class name`},
	{"deleted in exports", `{"exports": {"ChatRoom": {"type": "durable-object", "state": "deleted"}}}`,
		addRoom, Conflict, `1:14: class "ChatRoom" is declared deleted; choose another class name`},
	{"renamed in exports", `{"exports": {"ChatRoom": {"type": "durable-object", "state": "renamed", "renamed_to": "Lobby"}}}`,
		addRoom, Conflict, `1:14: class "ChatRoom" is declared renamed to "Lobby"; choose another class name`},
	{"transferred", `{"exports": {"ChatRoom": {"type": "durable-object", "state": "transferred", "transferred_to": "them"}}}`,
		addRoom, Conflict, `1:14: class "ChatRoom" is declared transferred to Worker "them"; choose another class name`},
	{"deleted in migrations", `{"migrations": [{"tag": "v1", "new_sqlite_classes": ["ChatRoom"]}, {"tag": "v2", "deleted_classes": ["ChatRoom"]}]}`,
		addRoom, Conflict, `1:102: class "ChatRoom" is declared deleted; choose another class name`},
	{"renamed in migrations", `{"migrations": [{"tag": "v1", "renamed_classes": [{"from": "ChatRoom", "to": "Lobby"}]}]}`,
		addRoom, Conflict, `1:51: class "ChatRoom" is declared renamed to "Lobby"; choose another class name`},
	{"export of another type", `{"exports": {"ChatRoom": {"type": "worker"}}}`,
		addRoom, Conflict, `1:14: "ChatRoom" is declared as an export of type "worker"; choose another class name`},
	{"both lifecycles", `{"exports": {"A": {"type": "durable-object", "storage": "sqlite"}}, "migrations": [{"tag": "v1"}]}`, addRoom, Conflict,
		`1:84: both "exports" and "migrations" declare classes, which wrangler refuses; keep "exports" and list every live class there, or keep "migrations"`},
	{"lifecycles of environments", `{"exports": {"A": {"type": "durable-object", "storage": "sqlite"}}, "env": {"x": {"migrations": [{"tag": "v1"}]}}}`, addRoom, Conflict,
		`1:98: both "exports" and "migrations" declare classes, which wrangler refuses; keep "exports" and list every live class there, or keep "migrations"`},
	{"objects of a wrong type", `{"durable_objects": []}`, addRoom, Shape, `1:21: "durable_objects" is an array, not an object; make it an object`},
	{"bindings of a wrong type", `{"durable_objects": {"bindings": {}}}`, addRoom, Shape,
		`1:34: "durable_objects.bindings" is an object, not an array; make it an array`},
	{"exports of a wrong type", `{"exports": "x"}`, addRoom, Shape, `1:13: "exports" is a string, not an object; make it an object`},
	{"environment of a wrong type", `{"env": {"x": 1}}`, addRoom, Shape, `1:15: "env.x" is a number, not an object; make it an object`},
	{"Pages", `{"pages_build_output_dir": "dist"}`, addRoom, Conflict,
		`1:28: a Pages project cannot declare class "ChatRoom"; declare it in a Worker, and bind it here under that Worker's name`},
	{"bad binding name", `{}`, func(c *Config) error { return c.AddDurableObject(DurableObject{Binding: "A-B", Class: "A"}) }, Invalid,
		`binding name "A-B" has other characters than letters, digits and underscores; leave them out`},
	{"bad class name", `{}`, func(c *Config) error { return c.AddDurableObject(DurableObject{Binding: "A", Class: "2A"}) }, Invalid,
		`class name "2A" begins with a digit; begin with a letter`},
	{"variable that is a secret", `{"secrets": {"required": ["KEY"]}}`, func(c *Config) error { return c.AddVars(Member{"KEY", Number(1)}) }, Conflict,
		`1:27: "KEY" is already the name of a secret; choose another name`},
	{"secret that is a variable", `{"vars": {"KEY": "x"}}`, func(c *Config) error { return c.AddRequiredSecrets("KEY") }, Conflict,
		`1:11: "KEY" is already the name of a variable; choose another name`},
	{"variables of a wrong type", `{"vars": [1]}`, func(c *Config) error { return c.AddVars(Member{"KEY", Number(1)}) }, Shape,
		`1:10: "vars" is an array, not an object; make it an object`},
	{"other assets", `{"assets": {"directory": "./dist"}}`, func(c *Config) error { return c.SetAssets(Assets{Directory: "./public"}) }, Conflict,
		`1:26: "assets.directory" is already "./dist"; change it to "./public", or leave this out`},
	{"assets never reach the Worker", `{"assets": {"run_worker_first": false}}`,
		func(c *Config) error { return c.SetAssets(Assets{RunWorkerFirst: []string{"/a"}}) }, Conflict,
		`1:33: "assets.run_worker_first" is already false; change it to ["/a"], or leave this out`},
	{"assets binding taken", `{"r2_buckets": [{"binding": "ASSETS", "bucket_name": "b"}]}`,
		func(c *Config) error { return c.SetAssets(Assets{Directory: "./public", Binding: "ASSETS"}) }, Conflict,
		`1:29: "ASSETS" is already the name of an R2 bucket; choose another name`},
	{"rate limit over 30 seconds", `{}`, func(c *Config) error { return c.AddRateLimit(RateLimit{Name: "L", Limit: 1, Period: 30}) }, Invalid,
		`rate limit "L" has a period of 30 seconds; use 10 or 60`},
	{"rate limit of nothing", `{}`, func(c *Config) error { return c.AddRateLimit(RateLimit{Name: "L", Period: 10}) }, Invalid,
		`rate limit "L" allows 0 calls; allow one or more`},
	{"rate limit in no namespace", `{}`,
		func(c *Config) error {
			return c.AddRateLimit(RateLimit{Name: "L", NamespaceID: "-1", Limit: 1, Period: 10})
		}, Invalid,
		`rate limit "L" has namespace id "-1"; use a positive number`},
	{"another version binding", `{"version_metadata": {"binding": "V"}}`, func(c *Config) error { return c.SetVersionMetadata("W") }, Conflict,
		`1:34: "version_metadata.binding" is already "V"; change it to "W", or leave this out`},
	{"version binding taken", `{"vars": {"V": 1}}`, func(c *Config) error { return c.SetVersionMetadata("V") }, Conflict,
		`1:11: "V" is already the name of a variable; choose another name`},
	{"ensure", `{"limits": {"cpu_ms": 10}}`, func(c *Config) error { return c.Ensure(Number(20), "limits", "cpu_ms") }, Conflict,
		`1:23: "limits.cpu_ms" is already 10; change it to 20, or leave this out`},
	{"append", `{"services": [{"binding": "S", "service": "a"}]}`, func(c *Config) error {
		return c.Append(Object(Member{"binding", String("S")}, Member{"service", String("b")}), "binding", "services")
	}, Conflict, `1:15: binding "S" of "services" is already there with other settings; change one of them`},
	{"place after an edit", "{\n  \"name\": \"x\",\n  \"vars\": []\n}", func(c *Config) error {
		if err := c.AddDurableObject(room); err != nil {
			return err
		}
		return c.AddVars(Member{"A", Number(1)})
	}, Shape, `3:11: "vars" is an array, not an object; make it an object`},
}

func addRoom(c *Config) error { return c.AddDurableObject(room) }

func TestConflicts(t *testing.T) {
	for _, test := range conflicts {
		t.Run(test.name, func(t *testing.T) {
			err := test.change(parse(t, "wrangler.jsonc", []byte(test.src)))
			var typed *Error
			if !errors.As(err, &typed) {
				t.Fatalf("got %v, want an *Error", err)
			}
			prefix := "wrangler.jsonc:"
			if typed.Line == 0 {
				prefix += " "
			}
			if err.Error() != prefix+test.want || typed.Kind != test.kind {
				t.Errorf("got  %v (kind %d)\nwant %s (kind %d)", err, typed.Kind, prefix+test.want, test.kind)
			}
		})
	}
}

func TestReads(t *testing.T) {
	c := parse(t, "migrations-chain.jsonc", inputs(t)["migrations-chain.jsonc"])
	if c.Name() != "old-project" || c.Main() != "src/worker.ts" || c.CompatibilityDate() != "2024-04-03" {
		t.Errorf("got name %q, main %q, date %q", c.Name(), c.Main(), c.CompatibilityDate())
	}
	if c.Filename() != "migrations-chain.jsonc" {
		t.Errorf("got file name %q", c.Filename())
	}
	want := []Class{
		{"Legacy", StorageLegacyKV, 14, 48}, {"User", StorageSQLite, 15, 47},
		{"Room", StorageLegacyKV, 16, 44}, {"Moved", StorageUnknown, 17, 49},
	}
	if got := c.Classes(); !slices.Equal(got, want) {
		t.Errorf("got classes %v\nwant %v", got, want)
	}
	objects := c.DurableObjects("")
	if len(objects) != 4 || objects[3] != (DurableObject{Binding: "OTHER", Class: "Other", Script: "other-worker"}) {
		t.Errorf("got objects %v", objects)
	}
}

func TestLiveClassesOfExports(t *testing.T) {
	c := parse(t, "x.jsonc", inputs(t)["lifecycle-states.jsonc"])
	want := []Class{{"New", StorageSQLite, 10, 5}, {"Coming", StorageSQLite, 14, 5}, {"Kv", StorageLegacyKV, 15, 5}}
	if got := c.Classes(); !slices.Equal(got, want) {
		t.Errorf("got classes %v\nwant %v", got, want)
	}
}

func TestObjectsOfAnotherWorker(t *testing.T) {
	c := parse(t, "x.jsonc", []byte(`{"env": {"live": {}}}`))
	must(t, c.AddDurableObject(DurableObject{Binding: "ROOM", Class: "Room", Script: "them", Environment: "live"}))
	const entry = `{"bindings": [{"name": "ROOM", "class_name": "Room", "script_name": "them", "environment": "live"}]}`
	const want = `{"env": {"live": {"durable_objects": ` + entry + `}}, "durable_objects": ` + entry + `}`
	if got := string(c.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestEnvironmentMayShareObjects checks that an environment which binds the
// class of another Worker keeps doing so.
func TestEnvironmentMayShareObjects(t *testing.T) {
	const shared = `"env": {"live": {"durable_objects": {"bindings": [{"name": "CHAT_ROOM", "class_name": "ChatRoom", "script_name": "me"}]}}}`
	c := parse(t, "x.jsonc", []byte(`{"name": "me", `+shared+`}`))
	must(t, c.AddDurableObject(room))
	if got := string(c.Bytes()); !strings.Contains(got, shared+`, "durable_objects": {"bindings": [{`) {
		t.Errorf("got\n%s", got)
	}
}

func TestLifecycle(t *testing.T) {
	tests := []struct {
		src  string
		want Lifecycle
	}{
		{`{}`, LifecycleNone},
		{`{"exports": {}, "migrations": []}`, LifecycleNone},
		{`{"exports": {"Api": {"type": "worker"}}, "migrations": [{"tag": "v1"}]}`, LifecycleMigrations},
		{`{"exports": {"A": {"type": "durable-object", "storage": "sqlite"}}, "migrations": null}`, LifecycleExports},
		{`{"env": {"x": {"migrations": [{"tag": "v1"}]}}}`, LifecycleMigrations},
	}
	for _, test := range tests {
		if got, err := parse(t, "x.jsonc", []byte(test.src)).Lifecycle(); got != test.want || err != nil {
			t.Errorf("%s: got %v, %v; want %v", test.src, got, err, test.want)
		}
	}
}

func TestFreshTag(t *testing.T) {
	tests := []struct {
		want string
		tags []string
	}{
		{"v1", nil},
		{"v3", []string{"v1", "v2"}},
		{"v12", []string{"v2", "v11", "v3"}},
		{"v010", []string{"v009"}},
		{"release-5", []string{"v7", "release-4"}},
		{"v3", []string{"init", "add-room"}},
		{"v8", []string{"v7", "init"}},
		{"2026-11-22", []string{"2026-11-21"}},
		{"v3", []string{"a", "12345678901234567890"}},
		{"2", []string{"1"}},
	}
	for _, test := range tests {
		if got := freshTag(test.tags); got != test.want || slices.Contains(test.tags, got) {
			t.Errorf("after %q: got %q, want %q", test.tags, got, test.want)
		}
	}
}

func TestTOMLLines(t *testing.T) {
	_, err := Parse("wrangler.toml", nil)
	var toml *TOMLError
	if !errors.As(err, &toml) {
		t.Fatalf("got %v, want a *TOMLError", err)
	}
	own := "[[durable_objects.bindings]]\nname = \"CHAT_ROOM\"\nclass_name = \"ChatRoom\"\n\n" +
		"[exports.ChatRoom]\ntype = \"durable-object\"\nstorage = \"sqlite\"\n"
	if got := toml.Lines(room); got != own {
		t.Errorf("got\n%s\nwant\n%s", got, own)
	}
	other := "[[durable_objects.bindings]]\nname = \"A\"\nclass_name = \"B\"\nscript_name = \"c\"\n"
	if got := toml.Lines(DurableObject{Binding: "A", Class: "B", Script: "c"}); got != other {
		t.Errorf("got\n%s\nwant\n%s", got, other)
	}
}

func TestNames(t *testing.T) {
	tests := []struct {
		validate  func(string) error
		good, bad []string
	}{
		{ValidateWorkerName, []string{"a", "my-worker-2", strings.Repeat("a", 63)},
			[]string{"", "-a", "a-", "A", "a_b", "a b", "a.b", "ä", "a/b", "a\n", strings.Repeat("a", 64)}},
		{ValidateBindingName, []string{"A", "CHAT_ROOM", "_x", "kv2"}, []string{"", "2A", "A-B", "A B", "Ä", "$x", "A\n"}},
		{ValidateClassName, []string{"A", "ChatRoom", "_x", "$x", "V2"}, []string{"", "2A", "A-B", "Ä", "A.B"}},
	}
	for _, test := range tests {
		for _, name := range test.good {
			if err := test.validate(name); err != nil {
				t.Error(err)
			}
		}
		for _, name := range test.bad {
			if err := test.validate(name); err == nil || !strings.Contains(err.Error(), "; ") {
				t.Errorf("%q: got %v, want an error with a remedy", name, err)
			}
		}
	}
}
