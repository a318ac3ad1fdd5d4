package tui

import "charm.land/bubbles/v2/key"

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

// keys are the keys. Those with ctrl also work while text is typed.
var keys = keyMap{
	Next:        bind("enter", "next", "enter"),
	Submit:      bind("enter", "do it", "enter"),
	Back:        bind("esc", "back", "esc"),
	Cancel:      bind("ctrl+c", "cancel", "ctrl+c"),
	Help:        bind("f1", "help", "f1", "ctrl+g"),
	Files:       bind("ctrl+t", "files", "ctrl+t", "f2"),
	Cost:        bind("ctrl+o", "cost", "ctrl+o", "f3"),
	Up:          bind("↑", "up", "up", "ctrl+p"),
	Down:        bind("↓", "down", "down", "ctrl+n"),
	PageUp:      bind("pgup", "page up", "pgup"),
	PageDown:    bind("pgdn", "page down", "pgdown"),
	Home:        bind("home", "first", "home"),
	End:         bind("end", "last", "end"),
	Toggle:      bind("space", "choose", "space", "x"),
	Filter:      bind("/", "filter", "/"),
	Again:       bind("a", "again", "a", "+"),
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

// filterKeys are the keys while a filter is typed.
func filterKeys() []key.Binding {
	return []key.Binding{bind("enter", "keep the filter", "enter"), bind("esc", "clear it", "esc"), keys.Up, keys.Down}
}

// paneKeys are the keys of the pane beside the questions.
func paneKeys() []key.Binding {
	return []key.Binding{keys.Up, keys.Down, keys.ContentDown, keys.ContentUp, keys.Files}
}
