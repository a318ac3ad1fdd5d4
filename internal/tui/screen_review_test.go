package tui

import (
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// Who types faster than a preview comes is not held up by what earlier answers
// came to; the project is computed again before it is written.
func TestReviewIsAboutTheseAnswers(t *testing.T) {
	enter := tea.KeyPressMsg{Code: tea.KeyEnter}
	style := newStyles(true)
	for _, test := range []struct {
		name          string
		wanted, shown string
		want          move
	}{
		{"these answers cannot be", "now", "now", stay},
		{"earlier answers could not be", "now", "before", accept},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &reviewScreen{style: &style, pane: &pane{wanted: test.wanted, shown: test.shown, err: errors.New("a class name is taken")}}
			if got, _ := s.update(enter); got != test.want {
				t.Errorf("enter says %v, want %v; notice %q", got, test.want, s.notice())
			}
		})
	}
}
