// Package tui asks what a new project shall be: a form on the whole terminal,
// or plain questions one after the other. Both fill the same Answers and write
// nothing; what they show of the project comes from a function of the caller.
//
// The form is a model with one screen at a time. A screen changes the draft and
// says where to go; the model moves between screens, keeps the preview up to
// date by commands, and is the only one that knows how large the terminal is.
package tui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/iostreams"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/quietstart"
)

// What docreate starts shall find the environment as it was.
var errRestore = quietstart.Restore()

// Answers are what the form fills, in the words of the command line.
type Answers struct {
	Dir, Name      string
	Patterns       []string // ID or ID:ClassName
	Features       []string // ids
	Options        []string // Class.option=value
	PackageManager string
	Install, Git   bool
}

// Questions are what is still to be asked.
type Questions struct {
	Name, Dir, Patterns, Features, Options, PackageManager, Install, Git bool
}

// Request is what the form needs to know.
type Request struct {
	Catalog *catalog.Catalog
	Presets []catalog.Preset // to start from; may be none
	// Answers are those already given, and the defaults of those to ask for.
	Answers Answers
	Ask     Questions
	// CheckDir says what is wrong with a directory. It must not touch the disk.
	CheckDir func(dir string) error
	// Preview says what the answers come to. It may read the disk and is called
	// by commands only.
	Preview func(Answers) (Preview, error)
	// Verb is what happens at the end, like "Write".
	Verb string
	// Plain asks line by line and draws nothing.
	Plain bool
}

// Preview is what answers come to.
type Preview struct {
	Root   string // the directory
	Plan   plan.Plan
	Repeat string // the command that gives the same without questions
}

// ErrCancelled is returned where somebody left before the end.
var ErrCancelled = fmt.Errorf("cancelled before anything was written: %w", context.Canceled)

// Ask asks until everything is answered and accepted. Nothing is left on the
// terminal but, for plain questions, the conversation.
func Ask(ctx context.Context, streams *iostreams.IOStreams, request Request) (Answers, error) {
	if errRestore != nil {
		return Answers{}, fmt.Errorf("restore the environment: %w", errRestore)
	}
	if request.Plain {
		return askPlain(ctx, streams, request)
	}
	m := newModel(request)
	m.resize(streams.Size())
	// The form has 16 colours, so that there is nothing to find out, which takes
	// another program in tmux.
	colours := colorprofile.ANSI
	if !streams.Colour() {
		colours = colorprofile.ASCII
	}
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(streams.In), tea.WithOutput(streams.Err),
		tea.WithWindowSize(m.width, m.height), tea.WithColorProfile(colours), tea.WithFPS(120),
		// The caller's context ends on a signal, also while no program runs.
		tea.WithoutSignalHandler(),
	}
	_, err := tea.NewProgram(m, options...).Run()
	switch {
	case ctx.Err() != nil, err == nil && m.outcome != accepted:
		return Answers{}, ErrCancelled
	case errors.Is(err, tea.ErrProgramPanic):
		return Answers{}, fmt.Errorf("the form broke down, and nothing was written; give the answers as flags: %w", err)
	case err != nil:
		return Answers{}, fmt.Errorf("show the form: %w", err)
	}
	return m.draft.answers(), nil
}
