package tui

import (
	"maps"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/docreate/docreate/internal/catalog"
)

// featuresScreen asks for production features.
type featuresScreen struct {
	plainScreen
	style *styles
	draft *draft
	list  *list
	said  string
}

func newFeaturesScreen(style *styles, d *draft) *featuresScreen {
	s := &featuresScreen{style: style, draft: d}
	s.list = newList(style, s.rows)
	return s
}

func (s *featuresScreen) name() string   { return "Features" }
func (s *featuresScreen) title() string  { return "What does it need in production?" }
func (s *featuresScreen) notice() string { return s.said }
func (s *featuresScreen) typing() bool   { return s.list.filtering }

func (s *featuresScreen) hint() string {
	return choose(s.draft.start == "", "What is recommended is chosen already.", "What the preset says is chosen already.")
}

func (s *featuresScreen) keys() []key.Binding {
	if s.list.filtering {
		return filterKeys()
	}
	return []key.Binding{keys.Toggle, keys.Next, keys.Filter, keys.Up, keys.Down}
}

func (s *featuresScreen) rows() []row {
	var rows []row
	for i := range s.draft.catalog.Features {
		f := &s.draft.catalog.Features[i]
		state := s.draft.state(f)
		mark := "[ ]"
		switch {
		case state.on && state.locked:
			mark = "[=]"
		case state.on:
			mark = "[x]"
		case state.locked:
			mark = " - "
		}
		side, _, _ := strings.Cut(state.note, ":")
		rows = append(rows, row{
			id: f.ID, mark: mark, title: f.Title, side: side, faint: state.locked,
			search: f.Summary + " " + strings.Join(f.Aliases, " "),
		})
	}
	return rows
}

func (s *featuresScreen) current() *catalog.Feature {
	r, ok := s.list.current()
	if !ok {
		return nil
	}
	f, err := s.draft.catalog.Feature(r.id)
	if err != nil {
		return nil
	}
	return f
}

func (s *featuresScreen) update(msg tea.Msg) (move, tea.Cmd) {
	s.said = ""
	if used, cmd := s.list.update(msg); used {
		return stay, cmd
	}
	press, ok := msg.(tea.KeyPressMsg)
	f := s.current()
	switch {
	case !ok:
	case key.Matches(press, keys.Back):
		return back, nil
	case key.Matches(press, keys.Next):
		return forward, nil
	case f != nil && key.Matches(press, keys.Toggle):
		state := s.draft.state(f)
		if state.locked {
			s.said = f.Title + " cannot be changed here: " + state.note
			return stay, nil
		}
		s.draft.wanted[f.ID] = !state.on
	}
	return stay, nil
}

func (s *featuresScreen) view(width, height int) []string {
	if len(s.draft.catalog.Features) == 0 {
		return []string{s.style.faint.Render("There is nothing to choose.")}
	}
	detail := s.detail(width)
	lines := s.list.view(width, max(3, height-len(detail)-1), "")
	return append(append(lines, ""), detail...)
}

func (s *featuresScreen) detail(width int) []string {
	f := s.current()
	if f == nil {
		return nil
	}
	lines := wrap(f.Summary+".", width)
	if state := s.draft.state(f); state.note != "" {
		style := s.style.good
		if state.locked && !state.on {
			style = s.style.warn
		}
		lines = append(lines, styled(style, wrap(sentence(state.note), width))...)
	}
	for _, id := range slices.Sorted(maps.Keys(f.Needs)) {
		lines = append(lines, wrap("Brings along "+id+": "+f.Needs[id]+".", width)...)
	}
	for _, id := range slices.Sorted(maps.Keys(f.Always)) {
		if slices.Contains(s.draft.patternIDs(), id) && s.draft.builtIn(f) == "" {
			lines = append(lines, styled(s.style.faint, wrap("Built into "+id+": "+f.Always[id]+".", width))...)
		}
	}
	return lines
}

func (s *featuresScreen) focus() focus {
	f := s.current()
	if f == nil {
		return focus{}
	}
	state := s.draft.state(f)
	now := s.draft.answers()
	out := focus{label: f.Title, chosen: state.on, with: now, without: now}
	if state.locked {
		return out
	}
	other := s.draft.clone()
	other.wanted[f.ID] = !state.on
	if state.on {
		out.without = other.answers()
	} else {
		out.with = other.answers()
	}
	return out
}

// about returns a text behind a label, wrapped beside it.
func about(style lipgloss.Style, label, text string, width int) []string {
	lines := wrap(text, width-len(label))
	for i, line := range lines {
		if i == 0 {
			lines[i] = style.Render(label) + line
		} else {
			lines[i] = strings.Repeat(" ", len(label)) + line
		}
	}
	return lines
}

// sentence gives a text a capital letter and a full stop.
func sentence(text string) string {
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}

func (s *featuresScreen) enter() {}
