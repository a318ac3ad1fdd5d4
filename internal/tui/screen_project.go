package tui

import (
	"cmp"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/docreate/docreate/internal/spec"
)

// projectScreen asks for the name and the directory.
type projectScreen struct {
	plainScreen
	style *styles
	draft *draft
	fields
	dir *field
}

func newProjectScreen(style *styles, d *draft, checkDir func(string) error) *projectScreen {
	s := &projectScreen{style: style, draft: d}
	if d.ask.Name {
		name := newField(style, "Name", "of the Worker and the package", &d.name, spec.ValidateProjectName)
		name.setUsual("my-app")
		s.all = append(s.all, name)
	}
	if d.ask.Dir {
		s.dir = newField(style, "Directory", "to write to; empty for one with the project's name", &d.dir,
			func(dir string) error {
				if dir = cmp.Or(dir, d.name); dir == "" {
					return nil // the name says what is wrong
				}
				return checkDir(dir)
			})
		s.all = append(s.all, s.dir)
	}
	return s
}

func (s *projectScreen) name() string  { return "Project" }
func (s *projectScreen) title() string { return "What is the project called?" }
func (s *projectScreen) typing() bool  { return true }

func (s *projectScreen) hint() string {
	return "a-z, 0-9 and dashes: it becomes part of an address."
}

func (s *projectScreen) keys() []key.Binding {
	if len(s.all) > 1 {
		return []key.Binding{keys.Next, keys.NextField, keys.PrevField}
	}
	return []key.Binding{keys.Next}
}

func (s *projectScreen) update(msg tea.Msg) (move, tea.Cmd) { return s.fields.update(msg) }

func (s *projectScreen) view(width, _ int) []string {
	if s.dir != nil {
		s.dir.setUsual(cmp.Or(s.draft.name, "my-app"))
	}
	return s.fields.view(width)
}

func (s *projectScreen) enter() { s.fields.enter() }
