package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/x/ansi"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

var update = flag.Bool("update", false, "rewrite the wanted screens in testdata/golden/tui")

var sizes = []struct{ width, height int }{{80, 24}, {120, 40}}

// Keys up to each screen, and what is special about it.
const (
	toPatterns = "'chat' enter enter "
	toFeatures = toPatterns + "space enter "
	toSetup    = toFeatures + "enter "
	toReview   = toSetup + "enter enter enter "
	toOptions  = toPatterns + "space down space enter enter " // of a room and a counter
)

// screens are what keys lead to.
var screens = map[string]string{
	"start":              "'chat' enter enter",
	"start-preset":       "'chat' enter enter down space",
	"start-filter":       "'chat' enter enter / 'lead'",
	"start-patterns":     "'chat' enter enter down enter",
	"start-features":     "'chat' enter enter down enter enter",
	"start-review":       "'chat' enter enter down enter enter enter enter enter enter",
	"project":            "",
	"project-typed":      "'chat'",
	"project-wrong":      "'My",
	"project-empty":      "enter",
	"project-directory":  "'chat' enter 'apps/chat'",
	"patterns":           toPatterns,
	"patterns-chosen":    toPatterns + "space down down space",
	"patterns-none":      toPatterns + "enter",
	"patterns-again":     toPatterns + "space a 'SupportRoom'",
	"patterns-two-names": toPatterns + "space a 'SupportRoom' enter",
	"patterns-wrong":     toPatterns + "space r 's'",
	"patterns-taken":     toPatterns + "space a 'ChatRoom' enter",
	"patterns-filter":    toPatterns + "/ 'lock'",
	"patterns-filtered":  toPatterns + "/ 'lock' enter space",
	"patterns-no-match":  toPatterns + "/ 'zzz'",
	"features":           toFeatures,
	"features-built-in":  toFeatures + "down space",
	"features-needs":     toFeatures + "end space",
	"features-needed":    toFeatures + "end space up up space",
	"features-excluded":  toFeatures + "end up space up",
	"features-filter":    toFeatures + "/ 'fts'",
	"options":            toOptions,
	"options-chosen":     toOptions + "'12h' down 'off'",
	"options-wrong":      toOptions + "down down '300' enter",
	"options-shards":     toOptions + "down down ctrl+o '900' enter enter enter enter",
	"options-many":       toPatterns + "space a 'B' enter a 'C' enter a 'D' enter a 'SupportRoomForCustomers' enter enter enter shift+tab " + strings.Repeat("tab ", 9) + "'1d'",
	"options-review":     toOptions + "'12h' down 'off' tab '16' enter enter enter enter",
	"options-long":       toOptions + "'12h' enter enter enter enter",
	"options-preset":     "'chat' enter enter down enter enter enter",
	"options-presets":    "'chat' enter enter down",
	"setup":              toSetup,
	"setup-manager":      toSetup + "down down tab y tab",
	"review":             toReview,
	"review-conflict":    toReview + "enter",
	"review-conflicts":   toReview,
	"review-back":        toReview + "right",
	"review-cancel":      toReview + "right right",
	"cost":               "ctrl+o",
	"cost-numbers":       "ctrl+o '50' enter '2000' enter enter '200k'",
	"cost-wrong":         "ctrl+o 'many'",
	"cost-shards":        "ctrl+o '900' enter enter enter ctrl+o",
	"files":              toReview + "ctrl+t",
	"files-moved":        toReview + "ctrl+t end pgdown pgdown",
	"help":               toPatterns + "?",
	"help-typing":        "f1",
	"back":               toReview + "esc esc esc",
}

// requestOf is the request that leads to a screen: presets are asked for only
// where they are looked at.
func requestOf(t testing.TB, name string) Request {
	request := testRequest(t)
	if strings.HasPrefix(name, "options") {
		request.Catalog = catalogWithOptions(t)
		request.Preview = testPreview(request.Catalog, nil)
	}
	if name == "options-long" {
		preview := request.Preview
		request.Preview = func(a Answers) (Preview, error) {
			p, err := preview(a)
			p.Repeat += strings.Repeat(" --option ChatRoom.messages=12h", 20)
			return p, err
		}
	}
	if strings.Contains(name, "options-preset") {
		request.Presets = []catalog.Preset{{ID: "views", Title: "View counter", Summary: "Counts what is looked at", Answers: spec.Answers{
			Patterns: []string{"sharded:ViewCounter", "room"}, Features: []string{"environments"}, Options: []string{"ViewCounter.shards=32", "ChatRoom.idle=off"}}}}
	}
	if strings.HasPrefix(name, "start") {
		request.Presets = []catalog.Preset{
			{ID: "desk", Title: "Support desk", Summary: "Rooms for customers, with search",
				Answers: spec.Answers{Patterns: []string{"room:Desk", "singleton"}, Features: []string{"fts"}}},
			{ID: "leader", Title: "Leader election", Summary: "One of several does it", Answers: spec.Answers{Patterns: []string{"singleton:Leader"}, PackageManager: spec.PNPM}},
		}
	}
	if strings.Contains(name, "conflict") {
		existing := fstest.MapFS{"README.md": {Data: []byte("mine")}}
		if name == "review-conflicts" {
			existing["src/chatroom.ts"], existing["src/index.ts"] = existing["README.md"], existing["README.md"]
		}
		request.Preview = testPreview(request.Catalog, existing)
	}
	return request
}

func TestScreens(t *testing.T) {
	for _, size := range sizes {
		for name, keys := range screens {
			t.Run(fmt.Sprintf("%dx%d/%s", size.width, size.height, name), func(t *testing.T) {
				d := newDriver(t, requestOf(t, name), size.width, size.height)
				d.press(keys)
				checkFits(t, d.model)
				golden(t, size.width, size.height, name, d.screenText())
			})
		}
	}
}

// A screen that is in the files but that no test draws any more is noticed.
func TestNoGoldenIsLeftOver(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "golden", "tui", "*", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no screens: %v", err)
	}
	for _, file := range files {
		if _, ok := screens[strings.TrimSuffix(filepath.Base(file), ".txt")]; !ok {
			t.Errorf("%s belongs to no test", file)
		}
	}
}

// checkFits asserts that the form fills the terminal and does not overflow it.
func checkFits(t testing.TB, m *model) {
	t.Helper()
	lines := m.lines()
	if len(lines) != m.height {
		t.Errorf("%d lines on a terminal with %d", len(lines), m.height)
	}
	for i, line := range lines {
		if width := ansi.StringWidth(line); width > m.width {
			t.Errorf("line %d is %d wide on a terminal with %d: %q", i+1, width, m.width, ansi.Strip(line))
		}
	}
}

func goldenPath(width, height int, name string) string {
	return filepath.Join("..", "..", "testdata", "golden", "tui", fmt.Sprintf("%dx%d", width, height), name+".txt")
}

// golden compares a screen with the one in a file, in which the escapes that
// style it can be read.
func golden(t *testing.T, width, height int, name, screen string) {
	t.Helper()
	path := goldenPath(width, height, name)
	got := strings.ReplaceAll(screen, "\x1b", `\e`) + "\n"
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run go test ./internal/tui -update", err)
	}
	if got != string(want) {
		t.Errorf("another screen than in %s; look at it, and run go test ./internal/tui -update\n%s", path, ansi.Strip(screen))
	}
}
