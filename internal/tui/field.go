package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

// field is a line of text, checked while it is typed.
type field struct {
	input   *huh.Input
	style   *styles
	prompt  string
	usual   string // shown while nothing is typed
	value   *string
	check   func(string) error
	focused bool
	dirty   bool // something was typed, so that an empty field is a fault
}

func newField(style *styles, label, hint string, value *string, check func(string) error) *field {
	input := huh.NewInput().Title(label).Description(hint).Value(value)
	input.WithTheme(style.theme())
	f := &field{input: input, style: style, value: value, check: check}
	f.setPrompt("> ")
	return f
}

func (f *field) setPrompt(prompt string) {
	f.prompt = prompt
	f.input.Prompt(prompt)
}

func (f *field) setUsual(text string) {
	f.usual = text
	f.input.Placeholder(text)
}

// update gives a key to the field. Of the commands that the field returns, only
// the one that reads the clipboard is wanted: its cursor shall not blink.
func (f *field) update(msg tea.Msg) tea.Cmd {
	_, cmd := f.input.Update(msg)
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		f.dirty = true
		if msg.String() == "ctrl+v" {
			return cmd
		}
	case tea.PasteMsg:
		f.dirty = true
	}
	return nil
}

func (f *field) focus() {
	f.focused = true
	f.input.Focus()
}

func (f *field) blur() {
	f.focused = false
	f.input.Blur()
}

// problem says what is wrong with the text.
func (f *field) problem() error { return f.check(*f.value) }

// view shows the field and below it what is wrong.
func (f *field) view(width int) []string {
	lines := f.lines(width)
	if err := f.problem(); err != nil && f.dirty {
		lines = append(lines, styled(f.style.bad, wrap(err.Error(), width))...)
	}
	return lines
}

// lines are the label, the hint and what is typed. Without the focus huh would
// show that in white, which cannot be read on a light background.
func (f *field) lines(width int) []string {
	f.input.WithWidth(width)
	lines := split(f.input.View())
	if f.focused {
		return lines
	}
	text := printable(*f.value)
	if text == "" {
		text = f.style.faint.Render(f.usual)
	}
	lines[len(lines)-1] = cut(f.style.faint.Render(f.prompt)+text, width)
	return lines
}

// fields are several fields, one below the other.
type fields struct {
	all []*field
	at  int
}

func (f *fields) enter() {
	for i, field := range f.all {
		if i == f.at {
			field.focus()
		} else {
			field.blur()
		}
	}
}

// move changes the field that is typed into and reports whether there is one
// in that direction.
func (f *fields) move(by int) bool {
	if to := f.at + by; to < 0 || to >= len(f.all) {
		return false
	}
	f.at += by
	f.enter()
	return true
}

// update gives a key to the field that is typed into, or goes to another one. It
// returns forward once the last field is confirmed and nothing is wrong.
func (f *fields) update(msg tea.Msg) (move, tea.Cmd) {
	press, isKey := msg.(tea.KeyPressMsg)
	switch {
	case isKey && key.Matches(press, keys.Next):
		return f.confirm(), nil
	case isKey && key.Matches(press, keys.Back):
		return back, nil
	case isKey && pressed(press, true, keys.NextField, keys.Down):
		f.move(1)
	case isKey && pressed(press, true, keys.PrevField, keys.Up):
		f.move(-1)
	default:
		return stay, f.all[f.at].update(msg)
	}
	return stay, nil
}

func (f *fields) confirm() move {
	if field := f.all[f.at]; field.problem() != nil {
		field.dirty = true
		return stay
	}
	if f.move(1) {
		return stay
	}
	for i, field := range f.all {
		if field.problem() != nil {
			field.dirty = true
			f.at = i
			f.enter()
			return stay
		}
	}
	f.at = 0
	return forward
}

func (f *fields) view(width int) []string {
	var lines []string
	for _, field := range f.all {
		lines = append(lines, append(field.view(width), "")...)
	}
	return lines
}
