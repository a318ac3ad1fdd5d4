package tui

import (
	"cmp"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

// patternsScreen asks for patterns and for the names of their classes. A
// pattern that was chosen has a row for each of its classes.
type patternsScreen struct {
	plainScreen
	style *styles
	draft *draft
	list  *list
	// While a class is named, rename is where it is and name what is typed.
	naming *field
	rename int
	text   string
	fresh  bool // it is there only to be named
	said   string
}

func newPatternsScreen(style *styles, d *draft) *patternsScreen {
	s := &patternsScreen{style: style, draft: d}
	s.list = newList(style, s.rows)
	return s
}

func (s *patternsScreen) name() string   { return "Patterns" }
func (s *patternsScreen) title() string  { return "Which Durable Objects does it need?" }
func (s *patternsScreen) notice() string { return s.said }
func (s *patternsScreen) typing() bool   { return s.naming != nil || s.list.filtering }

func (s *patternsScreen) hint() string {
	return "Each becomes a class with routes and tests."
}

func (s *patternsScreen) keys() []key.Binding {
	switch {
	case s.naming != nil:
		return []key.Binding{bind("enter", "take the name", "enter"), bind("esc", "leave it", "esc")}
	case s.list.filtering:
		return filterKeys()
	}
	return []key.Binding{keys.Toggle, keys.Next, keys.Rename, keys.Again, keys.Filter, keys.Up, keys.Down}
}

// rowID names the row of a pattern's class; n counts its classes from zero.
func rowID(pattern string, n int) string { return fmt.Sprintf("%s:%d", pattern, n) }

func (s *patternsScreen) rows() []row {
	var rows []row
	for _, p := range s.draft.catalog.Patterns {
		search := strings.Join([]string{p.Summary, p.Use}, " ")
		n := 0
		for _, c := range s.draft.classes {
			if c.pattern != p.ID {
				continue
			}
			title, mark := p.Title, "[x]"
			if n > 0 {
				title, mark = "again", " └ "
			}
			rows = append(rows, row{id: rowID(p.ID, n), mark: mark, title: title, side: c.name, search: search + p.Title})
			n++
		}
		if n == 0 {
			rows = append(rows, row{id: rowID(p.ID, 0), mark: "[ ]", title: p.Title, side: p.Class, search: search})
		}
	}
	return rows
}

// current is the pattern under the cursor, and the place of its class in the
// draft, -1 where it is not chosen.
func (s *patternsScreen) current() (*catalog.Pattern, int) {
	r, ok := s.list.current()
	if !ok {
		return nil, -1
	}
	id, _, _ := strings.Cut(r.id, ":")
	p, err := s.draft.catalog.Pattern(id)
	if err != nil {
		return nil, -1
	}
	n := 0
	for i, c := range s.draft.classes {
		if c.pattern == id {
			if rowID(id, n) == r.id {
				return p, i
			}
			n++
		}
	}
	return p, -1
}

func (s *patternsScreen) update(msg tea.Msg) (move, tea.Cmd) {
	s.said = ""
	if s.naming != nil {
		return stay, s.updateName(msg)
	}
	if used, cmd := s.list.update(msg); used {
		return stay, cmd
	}
	press, ok := msg.(tea.KeyPressMsg)
	p, at := s.current()
	switch {
	case !ok:
	case key.Matches(press, keys.Back):
		return back, nil
	case key.Matches(press, keys.Next):
		if len(s.draft.classes) == 0 {
			s.said = "choose at least one pattern with the space bar"
			return stay, nil
		}
		return forward, nil
	case p == nil:
	case key.Matches(press, keys.Toggle):
		s.toggle(p, at)
	case key.Matches(press, keys.Rename):
		if at < 0 {
			at = s.draft.add(p)
		}
		s.startName(at, false)
	case key.Matches(press, keys.Again):
		s.again(p)
	}
	return stay, nil
}

// toggle chooses a pattern, or takes back the class under the cursor.
func (s *patternsScreen) toggle(p *catalog.Pattern, at int) {
	if at < 0 {
		s.draft.add(p)
		return
	}
	if r, ok := s.list.current(); ok && r.id == rowID(p.ID, 0) {
		s.draft.remove(p.ID)
		return
	}
	s.drop(at)
}

// drop takes back one class and leaves the cursor with its pattern.
func (s *patternsScreen) drop(at int) {
	s.list.at = rowID(s.draft.classes[at].pattern, 0)
	s.draft.classes = append(s.draft.classes[:at:at], s.draft.classes[at+1:]...)
}

// again adds a class of a pattern that has one and asks for its name.
func (s *patternsScreen) again(p *catalog.Pattern) {
	if !s.draft.has(p.ID) {
		s.draft.add(p)
		return
	}
	at := s.draft.add(p)
	n := -1
	for _, c := range s.draft.classes[:at+1] {
		if c.pattern == p.ID {
			n++
		}
	}
	s.list.at = rowID(p.ID, n)
	s.startName(at, true)
}

func (s *patternsScreen) startName(at int, fresh bool) {
	s.rename, s.fresh, s.text = at, fresh, s.draft.classes[at].name
	usual := s.text
	if fresh {
		s.text = "" // what is typed replaces the name that was made up
	}
	s.naming = newField(s.style, "", "", &s.text, func(name string) error {
		return s.draft.checkClass(s.rename, cmp.Or(name, usual))
	})
	s.naming.setUsual(usual)
	s.naming.focus()
}

func (s *patternsScreen) updateName(msg tea.Msg) tea.Cmd {
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case ok && key.Matches(press, keys.Back):
		if s.fresh {
			s.drop(s.rename)
		}
		s.naming = nil
	case ok && key.Matches(press, keys.Next):
		if err := s.naming.problem(); err != nil {
			s.said = err.Error()
			return nil
		}
		c := &s.draft.classes[s.rename]
		c.name = cmp.Or(s.text, c.name)
		s.naming = nil
	default:
		cmd := s.naming.update(msg)
		if err := s.naming.problem(); err != nil {
			s.said = err.Error()
		}
		return cmd
	}
	return nil
}

func (s *patternsScreen) view(width, height int) []string {
	detail := s.detail(width)
	room := max(3, height-len(detail)-1)
	inline := ""
	if s.naming != nil {
		inline = s.naming.lines(width / 2)[0]
	}
	lines := s.list.view(width, room, inline)
	return append(append(lines, ""), detail...)
}

// detail is about the pattern under the cursor: what it is, when it is right
// and when it is wrong.
func (s *patternsScreen) detail(width int) []string {
	p, at := s.current()
	if p == nil {
		return nil
	}
	names := p.Names
	if at >= 0 {
		names = spec.NamesOf(s.draft.classes[at].name)
	}
	lines := wrap(p.Summary+".", width)
	lines = append(lines, about(s.style.good, "Use     ", p.Use, width)...)
	lines = append(lines, about(s.style.warn, "Not for ", strings.TrimPrefix(p.Avoid, "Not for "), width)...)
	return append(lines, s.style.faint.Render(cut(fmt.Sprintf("src/%s.ts, binding %s", names.Slug, names.Binding), width)))
}

func (s *patternsScreen) focus() focus {
	p, at := s.current()
	if p == nil {
		return focus{}
	}
	now := s.draft.answers()
	other := s.draft.clone()
	f := focus{label: p.Title, chosen: at >= 0, path: "src/" + p.Slug + ".ts", with: now, without: now}
	if at < 0 {
		other.add(p)
		f.with = other.answers()
		return f
	}
	f.path = "src/" + spec.NamesOf(s.draft.classes[at].name).Slug + ".ts"
	other.classes = append(other.classes[:at:at], other.classes[at+1:]...)
	f.without = other.answers()
	return f
}

func (s *patternsScreen) enter() {}
