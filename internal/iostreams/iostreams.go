// Package iostreams is where a command reads and writes: the three streams,
// whether they are terminals, and whether colour is wanted. Commands get it
// instead of os.Stdin and its like, so that tests see what a user sees.
package iostreams

import (
	"bytes"
	"io"
	"os"

	"golang.org/x/term"
)

// IOStreams are the streams of one run.
type IOStreams struct {
	In  io.Reader
	Out io.Writer // data: what a script reads
	Err io.Writer // everything said to a person

	inTerminal, outTerminal, errTerminal bool
	colour                               bool
}

// System returns the streams of this process. Colour follows NO_COLOR and TERM.
func System() *IOStreams {
	s := &IOStreams{
		In:          os.Stdin,
		Out:         os.Stdout,
		Err:         os.Stderr,
		inTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		outTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		errTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
	s.colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return s
}

// Test returns streams over buffers that are no terminals.
func Test() (streams *IOStreams, in, out, err *bytes.Buffer) {
	in, out, err = &bytes.Buffer{}, &bytes.Buffer{}, &bytes.Buffer{}
	return &IOStreams{In: in, Out: out, Err: err}, in, out, err
}

// SetTerminal says whether all streams are terminals.
func (s *IOStreams) SetTerminal(yes bool) {
	s.inTerminal, s.outTerminal, s.errTerminal = yes, yes, yes
	s.colour = yes
}

// DisableColour turns colour off.
func (s *IOStreams) DisableColour() { s.colour = false }

// CanPrompt reports whether there is somebody to ask: questions are read from
// In and shown on Err.
func (s *IOStreams) CanPrompt() bool { return s.inTerminal && s.errTerminal }

// ErrTerminal reports whether Err is a terminal, on which lines can be drawn
// again.
func (s *IOStreams) ErrTerminal() bool { return s.errTerminal }

// Colour reports whether colour is wanted on Err.
func (s *IOStreams) Colour() bool { return s.colour && s.errTerminal }

// Size is the size of the terminal that Err is, in characters. A stream that
// is none, or does not say, is as large as a terminal always was.
func (s *IOStreams) Size() (width, height int) {
	if file, ok := s.Err.(*os.File); ok {
		if width, height, err := term.GetSize(int(file.Fd())); err == nil && width > 0 && height > 0 {
			return width, height
		}
	}
	return 80, 24
}

// Styled returns text in a style for Err, or as it is where colour is off.
func (s *IOStreams) Styled(style Style, text string) string {
	if !s.Colour() || text == "" {
		return text
	}
	return "\x1b[" + string(style) + "m" + text + "\x1b[0m"
}

// Style is a way to show text: the parameters of the terminal's SGR sequence.
// They are of the 16 basic ones, which follow the user's own palette.
type Style string

// The styles.
const (
	Bold   Style = "1"
	Faint  Style = "2"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
)
