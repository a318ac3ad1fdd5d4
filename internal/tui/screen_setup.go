package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"github.com/docreate/docreate/internal/spec"
)

// setupScreen asks for the package manager, and what to do after the files are
// written.
type setupScreen struct {
	plainScreen
	draft *draft
	all   []huh.Field
	at    int
}

func newSetupScreen(style *styles, d *draft) *setupScreen {
	s := &setupScreen{draft: d}
	if d.ask.PackageManager {
		managers := make([]string, len(spec.PackageManagers))
		for i, manager := range spec.PackageManagers {
			managers[i] = string(manager)
		}
		choice := huh.NewSelect[string]()
		choice.WithTheme(style.theme()) // first, or else setting the options builds one
		s.all = append(s.all, choice.Title("Package manager").Options(huh.NewOptions(managers...)...).Value(&d.manager))
	}
	if d.ask.Install {
		s.all = append(s.all, yesOrNo("Install the dependencies now?", &d.install))
	}
	if d.ask.Git {
		s.all = append(s.all, yesOrNo("Make a git repository with one commit?", &d.git))
	}
	keymap := huh.NewDefaultKeyMap()
	keymap.Select.Filter.SetEnabled(false)
	for _, f := range s.all {
		f.WithTheme(style.theme()).WithKeyMap(keymap)
	}
	return s
}

func yesOrNo(question string, value *bool) huh.Field {
	return huh.NewConfirm().Title(question).Affirmative("Yes").Negative("No").Value(value).WithButtonAlignment(0)
}

func (s *setupScreen) name() string  { return "Setup" }
func (s *setupScreen) title() string { return "How is it set up?" }
func (s *setupScreen) hint() string  { return "All of this can be done later, too." }

func (s *setupScreen) keys() []key.Binding {
	if _, ok := s.all[s.at].(*huh.Confirm); ok {
		return []key.Binding{keys.Next, keys.Left, keys.Right, keys.Yes, keys.No, keys.NextField, keys.PrevField}
	}
	return []key.Binding{keys.Next, keys.Up, keys.Down, keys.NextField, keys.PrevField}
}

func (s *setupScreen) enter() {
	for i, f := range s.all {
		if i == s.at {
			f.Focus()
		} else {
			f.Blur()
		}
	}
}

func (s *setupScreen) to(at int) {
	s.at = max(0, min(at, len(s.all)-1))
	s.enter()
}

func (s *setupScreen) update(msg tea.Msg) (move, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return stay, nil
	}
	_, isConfirm := s.all[s.at].(*huh.Confirm)
	switch {
	case key.Matches(press, keys.Back):
		return back, nil
	case key.Matches(press, keys.Next):
		if s.at == len(s.all)-1 {
			s.to(0)
			return forward, nil
		}
		s.to(s.at + 1)
	case key.Matches(press, keys.NextField), isConfirm && key.Matches(press, keys.Down):
		s.to(s.at + 1)
	case key.Matches(press, keys.PrevField), isConfirm && key.Matches(press, keys.Up):
		s.to(s.at - 1)
	default:
		// What a field returns would move on within a form of its own.
		s.all[s.at].Update(press)
	}
	return stay, nil
}

func (s *setupScreen) view(width, _ int) []string {
	var lines []string
	for _, f := range s.all {
		lines = append(lines, split(f.WithWidth(width).View())...)
		lines = append(lines, "")
	}
	return lines
}
