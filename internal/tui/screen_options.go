package tui

import (
	"cmp"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// optionsScreen asks for the settings of classes, a line for each. Nobody has
// to answer: what is empty is as usual.
type optionsScreen struct {
	plainScreen
	style    *styles
	draft    *draft
	expected *numbers // of the cost
	at, top  int      // the line that is typed into, and the first in view
	text     string
	input    *field
}

func newOptionsScreen(style *styles, d *draft, expected *numbers) *optionsScreen {
	return &optionsScreen{style: style, draft: d, expected: expected}
}

func (s *optionsScreen) name() string  { return "Options" }
func (s *optionsScreen) title() string { return "Which settings shall be other than usual?" }
func (s *optionsScreen) hint() string  { return "What is left empty is as usual; enter takes them all." }
func (s *optionsScreen) typing() bool  { return true }
func (s *optionsScreen) empty() bool   { return len(s.draft.settings()) == 0 }

func (s *optionsScreen) keys() []key.Binding {
	return []key.Binding{keys.Next, keys.NextField, keys.PrevField}
}

func (s *optionsScreen) enter() { s.to(s.at) }

// to types into another line.
func (s *optionsScreen) to(at int) {
	all := s.draft.settings()
	s.at = max(0, min(at, len(all)-1))
	if len(all) == 0 {
		return
	}
	current := all[s.at]
	s.text = s.draft.value(current)
	s.input = newField(s.style, "", "", &s.text, current.check)
	s.input.setPrompt("")
	s.input.setUsual(current.Default)
	s.input.focus()
}

func (s *optionsScreen) update(msg tea.Msg) (move, tea.Cmd) {
	press, isKey := msg.(tea.KeyPressMsg)
	switch {
	case isKey && key.Matches(press, keys.Back):
		return back, nil
	case isKey && key.Matches(press, keys.Next):
		return s.confirm(), nil
	case isKey && pressed(press, true, keys.NextField, keys.Down):
		s.to(s.at + 1)
	case isKey && pressed(press, true, keys.PrevField, keys.Up):
		s.to(s.at - 1)
	default:
		cmd := s.input.update(msg)
		s.draft.choose(s.draft.settings()[s.at], strings.TrimSpace(s.text))
		return stay, cmd
	}
	return stay, nil
}

// confirm goes on, or to the first value that cannot be.
func (s *optionsScreen) confirm() move {
	for i, setting := range s.draft.settings() {
		if setting.check(s.draft.value(setting)) != nil {
			s.to(i)
			return stay
		}
	}
	return forward
}

// notice says at once what is wrong with what is typed.
func (s *optionsScreen) notice() string {
	if all := s.draft.settings(); s.at < len(all) {
		if err := all[s.at].check(s.draft.value(all[s.at])); err != nil {
			return err.Error()
		}
	}
	return ""
}

func (s *optionsScreen) view(width, height int) []string {
	all := s.draft.settings()
	if len(all) == 0 {
		return nil
	}
	detail := s.detail(all[s.at], width)
	count := max(3, height-len(detail)-1)
	s.top = window(s.top, s.at, count, len(all))
	column := 0
	for i := range all {
		column = max(column, len(all[i].label()))
	}
	column = min(column, width*2/3)
	var lines []string
	for i := s.top; i < min(s.top+count, len(all)); i++ {
		lines = append(lines, cut(s.line(all[i], i == s.at, column), width))
	}
	return append(append(lines, ""), detail...)
}

// line is a setting with its value, faint where that is the usual one.
func (s *optionsScreen) line(setting setting, current bool, column int) string {
	const valueWidth = 9
	cursor, label := "  ", pad(setting.label(), column)
	value := printable(s.draft.value(setting))
	switch {
	case current:
		cursor, label = s.style.accent.Render("> "), s.style.selected.Render(label)
		value = s.input.lines(valueWidth)[0]
	case value == "":
		value = s.style.faint.Render(setting.Default)
	case setting.check(value) != nil:
		value = s.style.bad.Render(value)
	}
	line := cursor + label + "  " + value
	if text := setting.suggestion(s.expected); text != "" {
		line = pad(line, column+valueWidth+4) + "  " + s.style.good.Render(text)
	}
	return line
}

// detail is what the setting is about and which values it can have.
func (s *optionsScreen) detail(setting setting, width int) []string {
	lines := wrap(sentence(setting.Summary), width)
	lines = append(lines, wrap(sentence(setting.Values()), width)...)
	from := "the pattern " + s.draft.classes[setting.at].pattern
	if setting.Feature != "" {
		from = "the feature " + setting.Feature
	}
	return append(lines, styled(s.style.faint, wrap("Usually "+setting.Default+". Comes with "+from+".", width))...)
}

func (s *optionsScreen) focus() focus {
	all := s.draft.settings()
	if s.at >= len(all) {
		return focus{}
	}
	setting := all[s.at]
	value := cmp.Or(s.draft.value(setting), setting.Default)
	if setting.check(value) != nil {
		value = setting.Default // which stands in the files, too
	}
	now, other := s.draft.answers(), s.draft.clone()
	other.choose(setting, "")
	return focus{label: setting.label() + "=" + value, path: "wrangler.jsonc", text: `"` + s.draft.variable(setting) + `"`,
		chosen: true, with: now, without: other.answers()}
}
