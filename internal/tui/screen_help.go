package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// helpScreen lists every key. It lies over another screen.
type helpScreen struct {
	plainScreen
	style *styles
	of    screen
}

func (s *helpScreen) name() string                   { return "Help" }
func (s *helpScreen) title() string                  { return "Keys" }
func (s *helpScreen) hint() string                   { return "What the keys do, here and elsewhere." }
func (s *helpScreen) keys() []key.Binding            { return nil }
func (s *helpScreen) update(tea.Msg) (move, tea.Cmd) { return stay, nil }
func (s *helpScreen) view(width, height int) []string {
	var lines []string
	for _, group := range []struct {
		name string
		keys []key.Binding
	}{
		{s.of.name(), s.of.keys()},
		{"Everywhere", []key.Binding{keys.Next, keys.Back, keys.Files, keys.Cost, keys.Help, keys.Cancel}},
		{"In the files", []key.Binding{keys.Up, keys.Down, keys.ContentUp, keys.ContentDown, keys.Back}},
	} {
		lines = append(lines, s.style.bold.Render(group.name))
		for i := 0; i < len(group.keys); i += 2 {
			line := ""
			for _, binding := range group.keys[i:min(i+2, len(group.keys))] {
				help := binding.Help()
				line += s.style.accent.Render(pad("  "+help.Key, 13)) + pad(help.Desc, min(18, width/2-13))
			}
			lines = append(lines, cut(line, width))
		}
	}
	return fill(lines, min(len(lines), height))
}

func (s *helpScreen) enter() {}
