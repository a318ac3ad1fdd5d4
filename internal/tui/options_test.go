package tui

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

func checkOptions(t *testing.T, d *driver, want ...string) {
	t.Helper()
	if got := d.model.draft.answers().Options; !slices.Equal(got, want) {
		t.Errorf("options %q, want %q", got, want)
	}
}

func checkScreen(t *testing.T, d *driver, name string) {
	t.Helper()
	if got := d.model.current().name(); got != name {
		t.Fatalf("on %q, want %q\n%s", got, name, ansi.Strip(d.screenText()))
	}
}

// Options are kept on the way back and forth, and follow their class and their
// feature.
func TestOptionsFollowOtherAnswers(t *testing.T) {
	d := newDriver(t, requestOf(t, "options"), 120, 40)
	d.press(toOptions + "'12h' tab tab '16' enter")
	checkScreen(t, d, "Setup")
	checkOptions(t, d, "ChatRoom.messages=12h", "CounterShard.shards=16")
	d.press("esc esc esc r backspace backspace 'x' enter") // the class under the cursor is the counter's
	checkScreen(t, d, "Patterns")
	checkOptions(t, d, "ChatRoom.messages=12h", "CounterShax.shards=16")
	d.press("enter space")
	checkOptions(t, d, "CounterShax.shards=16")
	d.press("space")
	checkOptions(t, d, "ChatRoom.messages=12h", "CounterShax.shards=16")
	d.press("esc space")
	checkOptions(t, d, "ChatRoom.messages=12h")
}

// What is usual is no option, whether it is typed or what was there is deleted.
func TestUsualOptionsAreNone(t *testing.T) {
	d := newDriver(t, requestOf(t, "options"), 80, 24)
	d.press(toOptions + "'30d' down 'off' ctrl+u down '16' backspace backspace '8")
	checkOptions(t, d)
	if got := d.model.draft.answers().Options; got != nil {
		t.Errorf("%q instead of nothing", got)
	}
}

// What is pasted with spaces around it is what was meant.
func TestPastedOption(t *testing.T) {
	d := newDriver(t, requestOf(t, "options"), 80, 24)
	d.press(toOptions)
	d.send(tea.PasteMsg{Content: " 12h \n"})
	d.press("enter")
	checkScreen(t, d, "Setup")
	checkOptions(t, d, "ChatRoom.messages=12h")
}

// With a value that cannot be nobody gets on, and nothing is made of it.
func TestWrongOptionIsNoAnswer(t *testing.T) {
	d := newDriver(t, requestOf(t, "options"), 80, 24)
	d.press(toOptions + "'off' up down enter")
	checkScreen(t, d, "Options")
	checkOptions(t, d)
	if text := ansi.Strip(d.screenText()); !strings.Contains(text, `option "ChatRoom.messages=off" has a value that cannot be`) {
		t.Errorf("the fault is not named:\n%s", text)
	}
	d.press("esc enter enter")
	checkScreen(t, d, "Options")
	d.press("ctrl+u '1h' enter")
	checkScreen(t, d, "Setup")
	checkOptions(t, d, "ChatRoom.messages=1h")
}

// Where nothing has options there is no such screen, on the way back neither.
func TestOptionsAreLeftOut(t *testing.T) {
	d := newDriver(t, requestOf(t, "options"), 80, 24)
	d.press(toPatterns + "space enter space enter") // a room without the feature
	checkScreen(t, d, "Setup")
	if text := ansi.Strip(d.screenText()); strings.Contains(text, "Options") {
		t.Errorf("the steps have options:\n%s", text)
	}
	d.press("esc")
	checkScreen(t, d, "Features")
	d.press("space enter")
	checkScreen(t, d, "Options")
}

// A preset's options can be changed, and a preset that names a class that it
// has not is refused.
func TestOptionsOfPreset(t *testing.T) {
	request := requestOf(t, "options-preset")
	request.Presets = append(request.Presets,
		catalog.Preset{ID: "wrong", Answers: spec.Answers{Patterns: []string{"room"}, Options: []string{"Chat.idle=off"}}},
		catalog.Preset{ID: "waiting", Answers: spec.Answers{Patterns: []string{"room"}, Options: []string{"ChatRoom.idle=off"}}})
	d := newDriver(t, request, 80, 24)
	d.press("'chat' enter enter down enter enter enter")
	checkOptions(t, d, "ViewCounter.shards=32", "ChatRoom.idle=off")
	d.press("ctrl+u '64' enter esc esc esc esc enter enter enter")
	checkScreen(t, d, "Options")
	checkOptions(t, d, "ViewCounter.shards=64", "ChatRoom.idle=off")
	d.press("esc esc esc down enter")
	checkScreen(t, d, "Start")
	if text := ansi.Strip(d.screenText()); !strings.Contains(text, `"Chat"`) {
		t.Errorf("the fault is not named:\n%s", text)
	}
	d.press("down enter enter")
	checkScreen(t, d, "Features")
	checkOptions(t, d)
	d.press("space") // the feature that the option is of
	checkOptions(t, d, "ChatRoom.idle=off")
	d.press("esc esc home enter")
	checkOptions(t, d)
}

// Options that were said are not asked for. Those of patterns that were said
// are, where features are.
func TestOptionsOfWhatWasSaid(t *testing.T) {
	request := requestOf(t, "options")
	request.Ask = Questions{Features: true, Options: true}
	request.Answers = Answers{Dir: "chat", Patterns: []string{"sharded", "room:Desk"}, PackageManager: "bun"}
	d := newDriver(t, request, 80, 24)
	d.press("enter tab '1h'")
	checkOptions(t, d, "Desk.messages=1h")
	if got := d.model.draft.answers().Patterns; !slices.Equal(got, request.Answers.Patterns) {
		t.Errorf("patterns %q", got)
	}

	request.Ask = Questions{Patterns: true, Options: true}
	request.Answers = Answers{Dir: "chat", Features: []string{"environments"}}
	d = newDriver(t, request, 80, 24)
	d.press("space enter '1h'")
	checkOptions(t, d, "ChatRoom.messages=1h")

	request.Ask = Questions{Patterns: true}
	request.Answers.Options = []string{"ChatRoom.idle=off"}
	d = newDriver(t, request, 80, 24)
	d.press("space enter")
	checkScreen(t, d, "Review")
	if got := d.model.draft.answers().Options; !reflect.DeepEqual(got, request.Answers.Options) {
		t.Errorf("options %q", got)
	}
}
