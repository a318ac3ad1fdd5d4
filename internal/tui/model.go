package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// outcome is how the form ended.
type outcome int

const (
	open outcome = iota
	accepted
	cancelled
)

// model is the form: the screens, which of them is up, and the pane.
type model struct {
	style   styles
	draft   *draft
	screens []screen
	at      int
	over    screen // help or the cost, on top of a screen
	help    *helpScreen
	cost    *costScreen
	pane    *pane
	inPane  bool // the pane has the keyboard
	outcome outcome

	width, height int
}

func newModel(request Request) *model {
	m := &model{style: newStyles(true), draft: newDraft(request)}
	m.pane = &pane{style: &m.style, preview: request.Preview}
	m.help = &helpScreen{style: &m.style}
	m.cost = newCostScreen(&m.style)
	ask := request.Ask
	if ask.Name || ask.Dir {
		m.screens = append(m.screens, newProjectScreen(&m.style, m.draft, request.CheckDir))
	}
	if len(request.Presets) > 0 && ask.Patterns && ask.Features {
		m.screens = append(m.screens, newStartScreen(&m.style, m.draft))
	}
	if ask.Patterns {
		m.screens = append(m.screens, newPatternsScreen(&m.style, m.draft))
	}
	if ask.Features && len(request.Catalog.Features) > 0 {
		m.screens = append(m.screens, newFeaturesScreen(&m.style, m.draft))
	}
	if ask.Options {
		m.screens = append(m.screens, newOptionsScreen(&m.style, m.draft, &m.cost.numbers))
	}
	if ask.PackageManager || ask.Install || ask.Git {
		m.screens = append(m.screens, newSetupScreen(&m.style, m.draft))
	}
	m.screens = append(m.screens, &reviewScreen{style: &m.style, draft: m.draft, verb: request.Verb, pane: m.pane})
	m.at = m.next(-1, 1)
	m.screens[m.at].enter()
	return m
}

// Init asks the terminal for its background and for the first preview.
func (m *model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.refresh())
}

// Update handles one message. It reads and writes nothing: previews are worked
// out by commands.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if m.outcome != open {
		return m, tea.Quit
	}
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		m.style = newStyles(msg.IsDark())
	case previewMsg:
		m.pane.update(msg)
	case tea.KeyPressMsg:
		cmd = m.press(msg)
	case tea.PasteMsg:
		cmd = m.pass(msg)
	case nil:
		return m, nil
	default:
		_, cmd = m.current().update(msg) // a field's own, like the clipboard's content
	}
	if m.outcome != open {
		return m, tea.Quit
	}
	return m, tea.Batch(cmd, m.refresh())
}

func (m *model) resize(width, height int) { m.width, m.height = width, height }

// current is the screen that is in view.
func (m *model) current() screen {
	if m.over != nil {
		return m.over
	}
	return m.screens[m.at]
}

// refresh asks for a preview of the answers as they are now.
func (m *model) refresh() tea.Cmd {
	considered := m.screens[m.at].focus()
	if considered.label == "" && len(m.draft.patterns()) == 0 {
		// Before anything is chosen, the first pattern shows what comes.
		for _, s := range m.screens {
			if f := s.focus(); f.label != "" {
				considered = f
				break
			}
		}
	}
	return m.pane.want(m.draft.answers(), considered)
}

// press handles the keys that work everywhere and gives the others to the pane
// or the screen.
func (m *model) press(press tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(press, keys.Cancel):
		m.outcome = cancelled
	case pressed(press, m.current().typing() && !m.inPane, keys.Help):
		m.help.of = m.screens[m.at]
		m.toggle(m.help)
	case key.Matches(press, keys.Cost):
		m.toggle(m.cost)
	case key.Matches(press, keys.Files):
		m.over, m.inPane = nil, !m.inPane
	case m.inPane && key.Matches(press, keys.Back, keys.Next):
		m.inPane, m.pane.chosen = false, false
	case m.inPane:
		m.pane.press(press, max(1, m.height/3))
	case m.over != nil && key.Matches(press, keys.Back):
		m.over = nil
	default:
		return m.pass(press)
	}
	return nil
}

// toggle puts a screen on top, or takes it away.
func (m *model) toggle(s screen) {
	m.inPane = false
	if m.over == s {
		m.over = nil
		return
	}
	m.over = s
	s.enter()
}

// pass gives a message to the screen in view and goes where that says.
func (m *model) pass(msg tea.Msg) tea.Cmd {
	if m.inPane {
		return nil
	}
	to, cmd := m.current().update(msg)
	if m.over != nil && to == forward {
		m.over = nil
		return cmd
	}
	m.move(to)
	return cmd
}

// next is the nearest screen in a direction on which there is something to ask.
func (m *model) next(at, by int) int {
	at += by
	for at >= 0 && at < len(m.screens) && m.screens[at].empty() {
		at += by
	}
	return at
}

// move goes to another screen or ends the form.
func (m *model) move(to move) {
	switch to {
	case forward:
		m.at = min(m.next(m.at, 1), len(m.screens)-1)
	case back:
		at := m.next(m.at, -1)
		if at < 0 {
			m.outcome = cancelled
			return
		}
		m.at = at
	case accept:
		m.outcome = accepted
		return
	case cancel:
		m.outcome = cancelled
		return
	case stay:
		return
	}
	m.screens[m.at].enter()
}
