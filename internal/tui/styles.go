package tui

import (
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
)

// styles is how the form looks. All colours are of the 16 basic ones, which
// follow the user's own palette, and no meaning is carried by colour alone.
type styles struct {
	title, accent, faint, bold, good, warn, bad, selected, button, idle lipgloss.Style
	fields                                                              *huh.Styles
}

// newStyles returns the styles for a background.
func newStyles(dark bool) styles {
	accent := lipgloss.Blue
	if dark {
		accent = lipgloss.Cyan
	}
	plain := lipgloss.NewStyle()
	s := styles{
		title:    plain.Bold(true),
		accent:   plain.Foreground(accent),
		faint:    plain.Faint(true),
		bold:     plain.Bold(true),
		good:     plain.Foreground(lipgloss.Green),
		warn:     plain.Foreground(lipgloss.Yellow),
		bad:      plain.Foreground(lipgloss.Red),
		selected: plain.Bold(true).Foreground(accent),
		button:   plain.Reverse(true).Bold(true),
		idle:     plain,
	}
	if !dark {
		s.warn = plain.Foreground(lipgloss.Magenta) // yellow cannot be read on white
	}
	s.fields = s.fieldStyles()
	return s
}

// fieldStyles are the same for huh's fields.
func (s styles) fieldStyles() *huh.Styles {
	plain := lipgloss.NewStyle()
	focused := huh.FieldStyles{
		Base:             plain,
		Title:            s.selected,
		Description:      s.faint,
		SelectSelector:   s.accent.SetString("> "),
		Option:           plain,
		SelectedOption:   s.bold,
		UnselectedOption: plain,
		FocusedButton:    s.selected.Transform(func(label string) string { return "(x) " + label }).MarginRight(3),
		BlurredButton:    plain.Transform(func(label string) string { return "( ) " + label }).MarginRight(3),
		TextInput: huh.TextInputStyles{
			Cursor:      plain,
			Placeholder: s.faint,
			Prompt:      s.accent,
			Text:        plain,
		},
	}
	blurred := focused
	blurred.Title = s.bold
	blurred.SelectSelector = plain.SetString("> ")
	blurred.TextInput.Prompt = s.faint
	blurred.FocusedButton = s.bold.Transform(func(label string) string { return "(x) " + label }).MarginRight(3)
	return &huh.Styles{Focused: focused, Blurred: blurred}
}

// theme makes huh's fields follow the styles when these change.
func (s *styles) theme() huh.Theme {
	return huh.ThemeFunc(func(bool) *huh.Styles { return s.fields })
}
