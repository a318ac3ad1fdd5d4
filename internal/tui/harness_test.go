package tui

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	tea "charm.land/bubbletea/v2"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
)

// driver gives messages to a model and runs its commands at once, in order.
type driver struct {
	t     testing.TB
	model *model
	quit  bool
}

func newDriver(t testing.TB, request Request, width, height int) *driver {
	t.Helper()
	d := &driver{t: t, model: newModel(request)}
	d.model.resize(width, height)
	d.run(d.model.refresh())
	return d
}

// send gives one message to the model.
func (d *driver) send(msg tea.Msg) {
	if d.quit {
		return
	}
	_, cmd := d.model.Update(msg)
	d.run(cmd)
}

func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		d.quit = true
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
	default:
		d.send(msg)
	}
}

// press types keys: names like "enter" and "ctrl+t", separated by spaces, and
// 'text' in quotes, letter by letter.
func (d *driver) press(keys string) {
	d.t.Helper()
	for _, word := range strings.Fields(keys) {
		if text, ok := strings.CutPrefix(word, "'"); ok {
			for _, r := range strings.TrimSuffix(text, "'") {
				d.send(letter(r))
			}
			continue
		}
		d.send(keyNamed(d.t, word))
	}
}

func letter(r rune) tea.KeyPressMsg {
	if r == ' ' {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	return tea.KeyPressMsg{Code: r, Text: string(r)}
}

var namedKeys = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "space": {Code: tea.KeySpace, Text: " "},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
	"backspace": {Code: tea.KeyBackspace}, "delete": {Code: tea.KeyDelete}, "f1": {Code: tea.KeyF1},
	"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+t": {Code: 't', Mod: tea.ModCtrl}, "ctrl+o": {Code: 'o', Mod: tea.ModCtrl},
	"ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+w": {Code: 'w', Mod: tea.ModCtrl}, "ctrl+g": {Code: 'g', Mod: tea.ModCtrl},
}

func keyNamed(t testing.TB, name string) tea.KeyPressMsg {
	t.Helper()
	if press, ok := namedKeys[name]; ok {
		return press
	}
	if runes := []rune(name); len(runes) == 1 {
		return letter(runes[0])
	}
	t.Fatalf("no key is called %q", name)
	return tea.KeyPressMsg{}
}

// screenText is what is on the screen, as one text.
func (d *driver) screenText() string { return strings.Join(d.model.lines(), "\n") }

// testCatalog is small and does not change when templates do. Its features
// stand in every relation to one another and to the patterns.
func testCatalog(t testing.TB) *catalog.Catalog {
	t.Helper()
	return loadCatalog(t, testTemplates())
}

func loadCatalog(t testing.TB, templates fstest.MapFS) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(templates)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func testTemplates() fstest.MapFS {
	return fstest.MapFS{
		"base/README.md": {Data: []byte("# docreate-app\n")},
		"patterns/room/manifest.jsonc": manifest(`"title": "Room", "summary": "Chat rooms on hibernating WebSockets: history, resume, presence, limits",
			"use": "For a place where people exchange messages live: chat, comments on a document, a support desk. One object per room.",
			"avoid": "Not for one room with more than about 1,000 sockets or some 200 messages a second.",
			"class": "ChatRoom", "binding": "CHAT_ROOM", "slug": "chat-room"`),
		"patterns/sharded/manifest.jsonc": manifest(`"title": "Sharded counter", "summary": "Counts more than one object can: spread over N objects",
			"use": "One number that is written more often than a single object can write.",
			"avoid": "Fewer writes than that, which one object takes alone.",
			"class": "CounterShard", "binding": "COUNTER_SHARD", "slug": "counter-shard"`),
		"patterns/singleton/manifest.jsonc": manifest(`"title": "Singleton", "summary": "Leases with fencing tokens, for leader election and distributed locks",
			"use": "One of several processes must do a thing: run the nightly job, lead a cluster.",
			"avoid": "A check on the hot path of all traffic.",
			"class": "Coordinator", "binding": "COORDINATOR", "slug": "coordinator"`),
		"features/environments/manifest.jsonc": manifest(`"title": "Environments", "summary": "Staging and production, each with data of its own",
			"recommended": "a change is tried on data that nobody needs"`),
		"features/hibernation/manifest.jsonc": manifest(`"title": "Hibernation", "summary": "Idle sockets cost nothing",
			"always": {"room": "its sockets hibernate"}`),
		"features/indexes/manifest.jsonc": manifest(`"title": "Indexes", "summary": "An index for every filter"`),
		"features/memory/manifest.jsonc": manifest(`"title": "Memory only", "summary": "Nothing is stored",
			"excludes": {"indexes": "there is nothing to index"}`),
		"features/search/manifest.jsonc": manifest(`"title": "Search", "summary": "Full-text search", "aliases": ["fts"], "needs": {"indexes": "a search without an index reads every row"}`),
	}
}

// catalogWithOptions is the same with options, of a pattern and of a feature.
func catalogWithOptions(t testing.TB) *catalog.Catalog {
	t.Helper()
	templates := testTemplates()
	add := func(path, options string) {
		templates[path] = manifest(strings.Trim(string(templates[path].Data), "{}") + `, "options": ` + options)
	}
	add("patterns/sharded/manifest.jsonc", `[{"id": "shards", "summary": "objects that each counter is spread over",
		"variable": "COUNTER_SHARD_SHARDS", "type": "integer", "minimum": "1", "maximum": "256"}]`)
	templates["patterns/sharded/wrangler.jsonc"] = manifest(`"vars": {"COUNTER_SHARD_SHARDS": 8}`)
	add("features/environments/manifest.jsonc", `{"room": [
		{"id": "messages", "summary": "how long messages are kept", "variable": "CHAT_ROOM_TTL.messages",
			"type": "duration", "minimum": "1m", "maximum": "30d"},
		{"id": "idle", "summary": "how long an empty room may go unused", "variable": "CHAT_ROOM_TTL.idle",
			"type": "duration", "minimum": "1d", "maximum": "3650d", "off": true}]}`)
	templates["features/environments/patterns/room/wrangler.jsonc"] = manifest(`"vars": {"CHAT_ROOM_TTL": {"messages": "30d", "idle": "90d"}}`)
	for _, other := range []string{"sharded", "singleton"} {
		templates["features/environments/patterns/"+other+"/README.md"] = &fstest.MapFile{Data: []byte("It is for these, too.\n")}
	}
	return loadCatalog(t, templates)
}

func manifest(keys string) *fstest.MapFile { return &fstest.MapFile{Data: []byte("{" + keys + "}")} }

// testPreview makes up a project: files by pattern and feature, in a directory
// that may exist.
func testPreview(c *catalog.Catalog, existing fs.FS) func(Answers) (Preview, error) {
	return func(a Answers) (Preview, error) {
		files := []plan.File{
			{Path: "README.md", Content: []byte("# " + a.Name + "\n\nA project.\n")},
			{Path: "src/index.ts", Content: []byte("// The Worker.\n" + strings.Repeat("export const\tx = 1;\n", len(a.Patterns)*20))},
		}
		for _, text := range a.Patterns {
			id, class, _ := strings.Cut(text, ":")
			p, err := c.Pattern(id)
			if err != nil {
				return Preview{}, err
			}
			if class == "" {
				class = p.Class
			}
			files = append(files, plan.File{Path: "src/" + strings.ToLower(class) + ".ts", Content: []byte("export class " + class + " {}\n")})
		}
		if config := testConfig(c, a); config != "" {
			files = append(files, plan.File{Path: "wrangler.jsonc", Content: []byte(config)})
		}
		for _, id := range a.Features {
			files = append(files, plan.File{Path: "src/kit/" + id + ".ts", Content: []byte("// " + id + "\n")})
		}
		p, err := plan.Compute(existing, files, false)
		return Preview{Root: "/home/me/" + a.Dir, Plan: p, Repeat: fmt.Sprintf("docreate new %s --pattern %s", a.Dir, strings.Join(a.Patterns, " "))}, err
	}
}

// testConfig has a line for each option, with its value; nothing without options.
func testConfig(c *catalog.Catalog, a Answers) string {
	var config strings.Builder
	for _, text := range a.Patterns {
		id, class, _ := strings.Cut(text, ":")
		for _, o := range c.Options(id) {
			if o.Feature != "" && !slices.Contains(a.Features, o.Feature) {
				continue
			}
			value := o.Default
			for _, chosen := range a.Options {
				if v, ok := strings.CutPrefix(chosen, class+"."+o.ID+"="); ok {
					value = v
				}
			}
			name, _, _ := strings.Cut(strings.Replace(o.Variable, "CHAT_ROOM", spec.NamesOf(class).Binding, 1), ".")
			config.WriteString(fmt.Sprintf("    %q: {\"%s\": \"%s\"},\n", name, o.ID, value))
		}
	}
	if config.Len() == 0 {
		return ""
	}
	return "{\n" + strings.Repeat("  // what stands before\n", 20) + "  \"vars\": {\n" + config.String() + "  }\n" + strings.Repeat("  // and behind\n", 30) + "}\n"
}

func testRequest(t testing.TB) Request {
	c := testCatalog(t)
	return Request{
		Catalog: c, Preview: testPreview(c, nil), Verb: "Write",
		Answers:  Answers{PackageManager: "npm", Git: true},
		Ask:      Questions{Name: true, Dir: true, Patterns: true, Features: true, Options: true, PackageManager: true, Install: true, Git: true},
		CheckDir: func(string) error { return nil },
	}
}
