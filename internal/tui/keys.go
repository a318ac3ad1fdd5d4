package tui

import (
	"cmp"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// keyMap is every key of the form.
type keyMap struct {
	Next, Back, Cancel, Help, Files, Cost   key.Binding
	Up, Down, PageUp, PageDown, Home, End   key.Binding
	Toggle, Filter, Again, Rename           key.Binding
	NextField, PrevField, Left, Right       key.Binding
	Yes, No, ContentUp, ContentDown, Submit key.Binding
}

func bind(help, description string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, description))
}

// keys are the keys. Letters are text while text is typed; the others work then,
// too.
var keys = keyMap{
	Next:        bind("enter", "next", "enter"),
	Submit:      bind("enter", "do it", "enter"),
	Back:        bind("esc", "back", "esc"),
	Cancel:      bind("ctrl+c", "cancel", "ctrl+c"),
	Help:        bind("f1", "help", "f1", "ctrl+g", "?"),
	Files:       bind("ctrl+t", "files", "ctrl+t", "f2"),
	Cost:        bind("ctrl+o", "cost", "ctrl+o", "f3"),
	Up:          bind("↑", "up", "up", "ctrl+p", "k"),
	Down:        bind("↓", "down", "down", "ctrl+n", "j"),
	PageUp:      bind("pgup", "page up", "pgup"),
	PageDown:    bind("pgdn", "page down", "pgdown"),
	Home:        bind("home", "first", "home"),
	End:         bind("end", "last", "end"),
	Toggle:      bind("space", "choose", "space", "x"),
	Filter:      bind("/", "filter", "/"),
	Again:       bind("a", "one more", "a", "+"),
	Rename:      bind("r", "rename", "r"),
	NextField:   bind("tab", "next field", "tab"),
	PrevField:   bind("shift+tab", "field before", "shift+tab"),
	Left:        bind("←", "left", "left"),
	Right:       bind("→", "right", "right"),
	Yes:         bind("y", "yes", "y"),
	No:          bind("n", "no", "n"),
	ContentUp:   bind("pgup", "scroll up", "pgup", "ctrl+u", "b"),
	ContentDown: bind("pgdn", "scroll down", "pgdown", "ctrl+d", "space"),
}

// pressed reports whether a key is one of those of a binding.
func pressed(press tea.KeyPressMsg, typing bool, bindings ...key.Binding) bool {
	return (!typing || press.Text == "") && key.Matches(press, bindings...)
}

// spelled is how the keys of a binding are called, all of them.
func spelled(binding key.Binding) string {
	short := map[string]string{"up": "↑", "down": "↓", "left": "←", "right": "→", "pgdown": "pgdn"}
	var all []string
	for _, name := range binding.Keys() {
		all = append(all, cmp.Or(short[name], name))
	}
	return strings.Join(all, " ")
}

// listKeys are the keys of every list.
func listKeys() []key.Binding {
	return []key.Binding{keys.Up, keys.Down, keys.PageUp, keys.PageDown, keys.Home, keys.End, keys.Filter}
}

// filterKeys are the keys while a filter is typed.
func filterKeys() []key.Binding {
	return []key.Binding{bind("enter", "keep the filter", "enter"), bind("esc", "clear it", "esc"), keys.Up, keys.Down}
}

// paneKeys are the keys of the pane beside the questions.
func paneKeys() []key.Binding {
	return []key.Binding{keys.Up, keys.Down, keys.ContentDown, keys.ContentUp, keys.Files, keys.Home, keys.End}
}
