package tui

import (
	"cmp"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

// startScreen offers presets to start from. What one says is an answer like
// any other, which the screens after this one show and change.
type startScreen struct {
	plainScreen
	draft *draft
	list  *list
	said  string
}

func newStartScreen(style *styles, d *draft) *startScreen {
	s := &startScreen{draft: d}
	s.list = newList(style, s.rows)
	return s
}

func (s *startScreen) name() string   { return "Start" }
func (s *startScreen) title() string  { return "What does it start from?" }
func (s *startScreen) hint() string   { return "A preset only fills in the answers." }
func (s *startScreen) notice() string { return s.said }
func (s *startScreen) typing() bool   { return s.list.filtering }
func (s *startScreen) enter()         { s.list.at = s.draft.start }

func (s *startScreen) keys() []key.Binding {
	if s.list.filtering {
		return filterKeys()
	}
	return []key.Binding{keys.Next, keys.Filter, keys.Up, keys.Down}
}

func (s *startScreen) rows() []row {
	rows := []row{{id: "", mark: mark(s.draft.start == ""), title: "From scratch", search: "nothing empty"}}
	for _, p := range s.draft.presets {
		rows = append(rows, row{id: p.ID, mark: mark(s.draft.start == p.ID), title: p.Title, search: p.Summary})
	}
	return rows
}

func mark(on bool) string { return choose(on, "(x)", "( )") }

func (s *startScreen) update(msg tea.Msg) (move, tea.Cmd) {
	s.said = ""
	if used, cmd := s.list.update(msg); used {
		return stay, cmd
	}
	press, ok := msg.(tea.KeyPressMsg)
	r, found := s.list.current()
	switch {
	case !ok:
	case key.Matches(press, keys.Back):
		return back, nil
	case !found:
	case key.Matches(press, keys.Next, keys.Toggle):
		if err := s.draft.begin(r.id); err != nil {
			s.said = err.Error()
			return stay, nil
		}
		if key.Matches(press, keys.Next) {
			return forward, nil
		}
	}
	return stay, nil
}

func (s *startScreen) view(width, height int) []string {
	detail := s.detail(width)
	lines := s.list.view(width, max(3, height-len(detail)-1), "")
	return append(append(lines, ""), detail...)
}

// detail is what the preset under the cursor consists of.
func (s *startScreen) detail(width int) []string {
	r, ok := s.list.current()
	preset, err := catalog.FindPreset(s.draft.presets, r.id)
	if !ok || r.id == "" || err != nil {
		return nil
	}
	lines := wrap(strings.TrimSuffix(preset.Summary, ".")+".", width)
	lines = append(lines, about(s.list.style.faint, "Patterns ", strings.Join(preset.Patterns, ", "), width)...)
	lines = append(lines, about(s.list.style.faint, "Features ", cmp.Or(strings.Join(preset.Features, ", "), "none"), width)...)
	if len(preset.Options) > 0 {
		lines = append(lines, about(s.list.style.faint, "Options  ", strings.Join(preset.Options, ", "), width)...)
	}
	return lines
}

func (s *startScreen) focus() focus {
	r, ok := s.list.current()
	if !ok || r.id == "" {
		return focus{}
	}
	now, other := s.draft.answers(), s.draft.clone()
	if err := other.begin(r.id); err != nil {
		return focus{}
	}
	f := focus{label: r.title, chosen: s.draft.start == r.id, with: other.answers(), without: now}
	if len(other.classes) > 0 {
		f.path = "src/" + spec.NamesOf(other.classes[0].name).Slug + ".ts"
	}
	if f.chosen {
		other = s.draft.clone()
		_ = other.begin("") // from scratch, which nothing can be wrong with
		f.with, f.without = now, other.answers()
	}
	return f
}

// begin takes over what a preset says, in place of what was answered so far.
// No id stands for no preset.
func (d *draft) begin(id string) error {
	if id == d.start {
		return nil
	}
	if id == "" {
		d.start, d.classes = "", nil
		d.recommend()
		return nil
	}
	preset, err := catalog.FindPreset(d.presets, id)
	if err != nil {
		return err
	}
	classes, err := parseClasses(d.catalog, preset.Patterns)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, name := range preset.Features {
		f, err := d.catalog.Feature(name)
		if err != nil {
			return err
		}
		wanted[f.ID] = true
	}
	if err := takeOptions(d.catalog, preset.Options, classes); err != nil {
		return err
	}
	d.start, d.classes, d.wanted = id, classes, wanted
	d.manager = cmp.Or(string(preset.PackageManager), d.manager)
	return nil
}
