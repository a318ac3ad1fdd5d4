package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

const (
	wide      = 100 // from this width on the pane is beside the questions
	margin    = 2
	minWidth  = 40
	minHeight = 12
	above     = 5 // lines above a screen: steps, title, hint and two empty ones
	below     = 2 // lines below: a notice and the keys
)

// View draws the form on the whole terminal.
func (m *model) View() tea.View {
	view := tea.NewView(strings.Join(m.lines(), "\n"))
	view.AltScreen = true
	return view
}

// lines are exactly as many as the terminal has, and none is wider.
func (m *model) lines() []string {
	if m.width < minWidth || m.height < minHeight {
		return m.clip(fill(styled(m.style.warn, wrap("Make the window larger, please: at least 40 by 12.", m.width)), m.height))
	}
	height := m.height - 1 // the keys
	lines := fill([]string{m.steps()}, 2)
	switch {
	case m.width >= wide && m.over != m.help:
		left := min(64, m.width*9/20)
		lines = append(lines, m.beside(left, m.width-left-2*margin-3, height-len(lines))...)
	case m.inPane:
		lines = append(lines, m.indent(m.pane.view(m.width-2*margin, height-len(lines), true, m.cost.summary()))...)
	default:
		lines = append(lines, m.indent(m.question(m.width-2*margin, height-len(lines)))...)
	}
	return m.clip(append(fill(lines, height), m.footer()))
}

// clip makes sure that no line is wider than the terminal.
func (m *model) clip(lines []string) []string {
	for i, line := range lines {
		lines[i] = strings.TrimRight(cut(line, m.width), " ")
	}
	return lines
}

func (m *model) indent(lines []string) []string {
	for i, line := range lines {
		lines[i] = strings.Repeat(" ", margin) + line
	}
	return lines
}

// beside puts the pane to the right of the question.
func (m *model) beside(left, right, height int) []string {
	question := fill(m.question(left, height), height)
	files := m.pane.view(right, height, m.inPane, m.cost.summary())
	lines := make([]string, height)
	for i := range lines {
		lines[i] = strings.Repeat(" ", margin) + pad(question[i], left) + m.style.faint.Render(" │ ") + files[i]
	}
	return lines
}

// question is the screen in view, with its title above and a notice below.
func (m *model) question(width, height int) []string {
	s := m.current()
	lines := []string{m.style.title.Render(cut(s.title(), width)), m.style.faint.Render(cut(s.hint(), width)), ""}
	notice := []string{""}
	if text := s.notice(); text != "" {
		notice = styled(m.style.bad, wrap("! "+text, width))
	}
	room := max(0, height-len(lines)-len(notice))
	lines = append(lines, fill(s.view(width, room), room)...)
	return append(lines, notice...)
}

// steps is where in the form this is.
func (m *model) steps() string {
	var names []string
	for i, s := range m.screens {
		switch {
		case s.empty():
		case i == m.at:
			names = append(names, m.style.selected.Render(s.name()))
		case i < m.at:
			names = append(names, s.name())
		default:
			names = append(names, m.style.faint.Render(s.name()))
		}
	}
	return "  " + m.style.bold.Render("docreate") + m.style.faint.Render("   ") + strings.Join(names, m.style.faint.Render(" › "))
}

// footer lists keys, as many as there is room for.
func (m *model) footer() string {
	screenKeys := m.current().keys()
	if m.inPane {
		screenKeys = paneKeys()
	}
	bindings := append(screenKeys, keys.Back, keys.Help, keys.Files, keys.Cost, keys.Cancel)
	// Help and the way back are always in sight.
	away := keys.Back
	if m.next(m.at, -1) < 0 && m.over == nil && !m.inPane {
		away = bind("esc", "cancel", "esc")
	}
	tail := m.hint(away) + "   " + m.hint(keys.Help)
	room := m.width - 2*margin - ansi.StringWidth(tail) - 3
	line, seen := "", map[string]bool{keys.Back.Help().Key: true, keys.Help.Help().Key: true}
	for _, binding := range bindings {
		if seen[binding.Help().Key] {
			continue
		}
		seen[binding.Help().Key] = true
		next := m.hint(binding)
		if ansi.StringWidth(line)+ansi.StringWidth(next) > room {
			break
		}
		line += next + "   "
	}
	return strings.Repeat(" ", margin) + line + tail
}

func (m *model) hint(binding key.Binding) string {
	help := binding.Help()
	return m.style.accent.Render(help.Key) + " " + m.style.faint.Render(help.Desc)
}
