package tui

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/docreate/docreate/internal/iostreams"
)

// Display is how progress is shown.
type Display int

// The displays.
const (
	Drawn  Display = iota // on one line that is drawn again and again
	Plain                 // in lines that come one after the other, the tool's among them
	Silent                // not at all
)

// Progress shows what is waited for.
//
// It is no bubbletea program, since it takes no keys: the terminal stays in the
// mode in which it is, Ctrl-C is a signal, and what is typed is for the shell.
type Progress struct {
	streams *iostreams.IOStreams
	display Display
	now     func() time.Time
	ticks   func() (ticks <-chan time.Time, stop func())
}

// Step is one thing to wait for.
type Step struct {
	Doing string // like "installing with npm"
	// Done is what to say at the end, by the last lines of what the tool said.
	Done func(lines []string) string
}

// frameEvery is how long one character of the spinner is seen.
const frameEvery = 100 * time.Millisecond

// NewProgress returns what shows progress on the streams.
func NewProgress(streams *iostreams.IOStreams, display Display) *Progress {
	return &Progress{streams: streams, display: display, now: time.Now, ticks: func() (<-chan time.Time, func()) {
		ticker := time.NewTicker(frameEvery)
		return ticker.C, ticker.Stop
	}}
}

// Run shows a step while work runs, which writes to output what its tool says.
// It returns the error of work, and the last lines of that output.
func (p *Progress) Run(ctx context.Context, step Step, work func(output io.Writer) error) ([]string, error) {
	switch p.display {
	case Silent:
		said := &transcript{}
		err := work(said)
		return said.lines(), err
	case Plain:
		return p.runPlain(step, work)
	}
	said, began := &transcript{}, p.now()
	erase := p.draw(ctx, step.Doing, said, began)
	defer erase()
	err := work(said)
	lines := said.lines()
	erase()
	p.conclude(step, lines, p.now().Sub(began), err)
	if err != nil && ctx.Err() == nil {
		for _, line := range lines {
			fmt.Fprintln(p.streams.Err, "  "+p.streams.Styled(iostreams.Faint, line))
		}
	}
	return lines, err
}

// runPlain passes on what the tool says.
func (p *Progress) runPlain(step Step, work func(io.Writer) error) ([]string, error) {
	fmt.Fprintln(p.streams.Err, step.Doing)
	said, began := &transcript{each: func(line string) { fmt.Fprintln(p.streams.Err, line) }}, p.now()
	err := work(said)
	lines := said.lines()
	if err == nil {
		fmt.Fprintln(p.streams.Err, step.Done(lines)+took(p.now().Sub(began)))
	}
	return lines, err
}

// conclude leaves one line of a step.
func (p *Progress) conclude(step Step, lines []string, elapsed time.Duration, err error) {
	mark, text := p.streams.Styled(iostreams.Red, "✗"), step.Doing
	if err == nil {
		mark, text = p.streams.Styled(iostreams.Green, "✓"), step.Done(lines)
	}
	fmt.Fprintf(p.streams.Err, "%s %s%s\n", mark, text, p.streams.Styled(iostreams.Faint, took(elapsed)))
}

// draw draws the line until erase is called, which may be called again.
func (p *Progress) draw(ctx context.Context, doing string, said *transcript, began time.Time) (erase func()) {
	showCursor := p.streams.HideCursor()
	ticks, stopTicks := p.ticks()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := 0; ; n++ {
			latest := said.latest()
			if ctx.Err() != nil {
				latest = "stopping; press Ctrl-C again to end it at once"
			}
			width, _ := p.streams.Size()
			_, _ = io.WriteString(p.streams.Err, p.frame(n, width, doing, p.now().Sub(began), latest))
			select {
			case <-ticks:
			case <-stop:
				return
			}
		}
	}()
	return sync.OnceFunc(func() {
		stopTicks()
		close(stop)
		<-stopped
		_, _ = io.WriteString(p.streams.Err, "\r\x1b[J")
		showCursor()
	})
}

var spinner = []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

// frame is what draws the line once. It is shorter than the terminal is wide,
// so that it never wraps, and the cursor is left at its start: a terminal that
// breaks it in two when it gets narrower moves the cursor along, and the next
// frame erases both halves.
func (p *Progress) frame(n, width int, doing string, elapsed time.Duration, latest string) string {
	width = max(0, width-1)
	head := cut(spinner[n%len(spinner)]+" "+doing+p.streams.Styled(iostreams.Faint, took(elapsed)), width)
	line := head
	if room := width - ansi.StringWidth(head) - 2; latest != "" && room > 0 {
		line += "  " + p.streams.Styled(iostreams.Faint, cut(latest, room))
	}
	return "\r" + line + "\x1b[J\r"
}

// took says how long something takes, which is not worth a word under a second.
func took(d time.Duration) string {
	if d < time.Second {
		return ""
	}
	return fmt.Sprintf(" (%v)", d.Truncate(time.Second))
}
