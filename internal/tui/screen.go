package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// screen asks for a part of the draft.
type screen interface {
	name() string  // where the steps are listed
	title() string // the question
	hint() string  // one line below it
	// enter is called each time that the screen comes up.
	enter()
	// update changes the draft and says where to go.
	update(tea.Msg) (move, tea.Cmd)
	// view returns at most height lines.
	view(width, height int) []string
	// keys are the keys of the screen, the most important first.
	keys() []key.Binding
	// typing reports whether letters are text and not commands.
	typing() bool
	// focus is the answer that is being considered, for the pane beside.
	focus() focus
	// empty reports whether there is nothing to ask, as the other answers are.
	empty() bool
	// notice is something to say about the key that was pressed last.
	notice() string
}

// move is where to go after a key.
type move int

const (
	stay move = iota
	forward
	back
	cancel
	accept
)

// focus is an answer and the project with and without it.
type focus struct {
	label         string // "" where no single answer is considered
	path          string // a file to look at first
	text          string // where in it to look, if nothing in it changes
	chosen        bool
	with, without Answers
}

// plainScreen is a screen that has nothing special; others embed it.
type plainScreen struct{}

func (plainScreen) typing() bool   { return false }
func (plainScreen) focus() focus   { return focus{} }
func (plainScreen) empty() bool    { return false }
func (plainScreen) notice() string { return "" }
