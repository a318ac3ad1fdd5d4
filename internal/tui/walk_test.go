package tui

import (
	"cmp"
	"fmt"
	"image/color"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

const wholeWalk = "'chat' enter 'apps/chat' enter " + // name, directory
	"space a 'SupportRoom' enter down space enter " + // two rooms and a counter
	"end space enter " + // search, with what it needs
	"down tab y tab n enter " // pnpm, install, no repository

func TestWalkFillsTheAnswers(t *testing.T) {
	d := newDriver(t, testRequest(t), 80, 24)
	d.press(wholeWalk)
	if d.model.outcome != open {
		t.Fatalf("ended at the review, with %d", d.model.outcome)
	}
	d.press("enter")
	want := Answers{
		Name: "chat", Dir: "apps/chat",
		Patterns:       []string{"room:ChatRoom", "room:SupportRoom", "sharded:CounterShard"},
		Features:       []string{"environments", "indexes", "search"},
		PackageManager: "pnpm", Install: true, Git: false,
	}
	if got := d.model.draft.answers(); d.model.outcome != accepted || !d.quit || !reflect.DeepEqual(got, want) {
		t.Errorf("outcome %d, answers\n%+v, want\n%+v", d.model.outcome, got, want)
	}
}

// Going back to the first screen and forward again changes nothing.
func TestBackAndForwardKeepAnswers(t *testing.T) {
	d := newDriver(t, testRequest(t), 120, 40)
	d.press(wholeWalk)
	before := d.model.draft.answers()
	d.press("esc esc esc esc")
	if _, ok := d.model.current().(*projectScreen); !ok {
		t.Fatalf("four times back from the review leads to %q", d.model.current().name())
	}
	d.press("enter enter enter enter enter enter enter")
	if _, ok := d.model.current().(*reviewScreen); !ok {
		t.Fatalf("forward leads to %q", d.model.current().name())
	}
	if after := d.model.draft.answers(); !reflect.DeepEqual(before, after) {
		t.Errorf("before\n%+v, after\n%+v", before, after)
	}
}

// Whatever is on the screen, Ctrl-C leaves and Esc does at the first screen.
func TestCancelAtEveryStep(t *testing.T) {
	for name, keys := range screens {
		d := newDriver(t, requestOf(t, name), 80, 24)
		d.press(keys)
		d.press("ctrl+c")
		if d.model.outcome != cancelled || !d.quit {
			t.Errorf("%s: outcome %d after ctrl+c", name, d.model.outcome)
		}
		d = newDriver(t, requestOf(t, name), 80, 24)
		d.press(keys)
		for range 12 {
			d.press("esc")
		}
		if d.model.outcome != cancelled || !d.quit {
			t.Errorf("%s: outcome %d after enough esc", name, d.model.outcome)
		}
	}
	d := newDriver(t, testRequest(t), 80, 24)
	if d.press(toReview + "right right enter"); d.model.outcome != cancelled {
		t.Errorf("outcome %d after the button", d.model.outcome)
	}
}

// Every screen fits into every size, also into one that is far too small, and
// is the same again after a detour.
func TestResize(t *testing.T) {
	for name, keys := range screens {
		d := newDriver(t, requestOf(t, name), 80, 24)
		d.press(keys)
		before := d.screenText()
		for _, size := range [][2]int{{200, 60}, {99, 24}, {100, 24}, {60, 15}, {40, 12}, {39, 11}, {1, 1}, {0, 0}, {80, 24}} {
			d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			checkFits(t, d.model)
		}
		if after := d.screenText(); before != after && name != "files-moved" {
			t.Errorf("%s: another screen after resizing\n%s", name, ansi.Strip(after))
		}
	}
}

func TestPaste(t *testing.T) {
	d := newDriver(t, testRequest(t), 80, 24)
	d.send(tea.PasteMsg{Content: "pasted-name"})
	d.press("enter enter space a")
	d.send(tea.PasteMsg{Content: "Pasted\nRoom"})
	d.press("backspace backspace backspace backspace backspace enter")
	got := d.model.draft.answers()
	if got.Name != "pasted-name" || !slices.Equal(got.Patterns, []string{"room:ChatRoom", "room:Pasted"}) {
		t.Errorf("%+v", got)
	}
}

// A preset fills in answers. They can be changed, which going back and forth
// keeps, until another preset is taken.
func TestPreset(t *testing.T) {
	d := newDriver(t, requestOf(t, "start"), 80, 24)
	d.press("'shop' enter enter down enter")
	got := d.model.draft.answers()
	if !slices.Equal(got.Patterns, []string{"room:Desk", "singleton:Coordinator"}) || !slices.Equal(got.Features, []string{"indexes", "search"}) {
		t.Errorf("taken over: %+v", got)
	}
	d.press("end space esc enter") // without the singleton, back to the presets and on
	if got = d.model.draft.answers(); !slices.Equal(got.Patterns, []string{"room:Desk"}) {
		t.Errorf("changed: %+v", got)
	}
	d.press("esc down enter")
	if got = d.model.draft.answers(); !slices.Equal(got.Patterns, []string{"singleton:Leader"}) || len(got.Features) > 0 || got.PackageManager != "pnpm" {
		t.Errorf("another one: %+v", got)
	}
	d.press("esc home enter")
	if got = d.model.draft.answers(); len(got.Patterns) > 0 || !slices.Equal(got.Features, []string{"environments"}) {
		t.Errorf("from scratch: %+v", got)
	}
}

// What was said is not asked for and not changed.
func TestAsksOnlyWhatIsNotSaid(t *testing.T) {
	r := testRequest(t)
	r.Ask = Questions{Features: true}
	r.Answers = Answers{Dir: "chat", Patterns: []string{"room"}, PackageManager: "bun", Git: true}
	d := newDriver(t, r, 80, 24)
	if n := len(d.model.screens); n != 2 {
		t.Fatalf("%d screens, want the features and the review", n)
	}
	d.press("space enter enter")
	want := r.Answers
	if got := d.model.draft.answers(); d.model.outcome != accepted || !reflect.DeepEqual(got, want) {
		t.Errorf("outcome %d, answers %+v, want %+v", d.model.outcome, got, want)
	}
}

// A light background gives other colours and the same text.
func TestBackground(t *testing.T) {
	d := newDriver(t, testRequest(t), 120, 40)
	d.press(toPatterns)
	dark := d.screenText()
	d.send(tea.BackgroundColorMsg{Color: ansi.BrightWhite})
	light := d.screenText()
	if dark == light || ansi.Strip(dark) != ansi.Strip(light) {
		t.Errorf("the screen on a light background:\n%s", light)
	}
}

// No screen uses a colour that a light or a dark background hides: no white, no
// black, no greys, and nothing beyond the 16 colours.
func TestColoursCanBeRead(t *testing.T) {
	escape := regexp.MustCompile(`\x1b\[([0-9;]*)m`)
	for background, allowed := range map[color.Color]string{
		ansi.Black:       "0 1 2 7 31 32 33 36",
		ansi.BrightWhite: "0 1 2 7 31 32 34 35",
	} {
		for name, keys := range screens {
			d := newDriver(t, requestOf(t, name), 120, 40)
			d.send(tea.BackgroundColorMsg{Color: background})
			d.press(keys)
			for _, match := range escape.FindAllStringSubmatch(d.screenText(), -1) {
				for _, code := range strings.Split(cmp.Or(match[1], "0"), ";") {
					if !slices.Contains(strings.Fields(allowed), code) {
						t.Errorf("%s on %v: %q", name, background, match[0])
					}
				}
			}
		}
	}
}

// The help names every key that the form has, and 24 lines are enough for it.
func TestHelpNamesEveryKey(t *testing.T) {
	var said string
	for _, keys := range []string{"", toPatterns, toPatterns + "r", toSetup, toSetup + "tab", toReview} {
		d := newDriver(t, testRequest(t), 80, 24)
		d.press(keys + " f1")
		text := ansi.Strip(d.screenText())
		if !strings.Contains(text, spelled(bind("", "", "ctrl+c"))) {
			t.Errorf("the help does not fit into 24 lines:\n%s", text)
		}
		said += text
	}
	all := reflect.ValueOf(keys)
	for i := range all.NumField() {
		binding := all.Field(i).Interface().(key.Binding)
		if names := spelled(binding); !strings.Contains(said, "  "+names+" ") {
			t.Errorf("%s: the help does not name %q", all.Type().Field(i).Name, names)
		}
	}
}

// Whatever is typed, the form neither breaks nor overflows, and it ends only by
// being cancelled or by being accepted at the review.
func TestRandomKeys(t *testing.T) {
	var names []string
	for name := range namedKeys {
		if name != "ctrl+c" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	letters := []rune("aZ9d-/ ?xjkrn+ü\x00")
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			d := newDriver(t, requestOf(t, "options-preset"), 40+random.IntN(120), 12+random.IntN(40))
			if seed%2 == 1 {
				d.press(screens["options-preset"]) // which keys alone hardly ever reach
			}
			for range 250 {
				if d.quit {
					break
				}
				reviewed := d.model.at == len(d.model.screens)-1
				switch n := random.IntN(20); {
				case n == 0:
					d.send(tea.WindowSizeMsg{Width: random.IntN(200), Height: random.IntN(60)})
				case n == 1:
					d.send(tea.PasteMsg{Content: "a\tb\nc" + string(letters[random.IntN(len(letters))])})
				case n < 8:
					d.send(letter(letters[random.IntN(len(letters))]))
				default:
					d.press(names[random.IntN(len(names))])
				}
				checkFits(t, d.model)
				if d.model.outcome == accepted && !reviewed {
					t.Fatal("accepted without a review")
				}
			}
			if d.quit != (d.model.outcome != open) {
				t.Errorf("quit %t, outcome %d", d.quit, d.model.outcome)
			}
		})
	}
}
