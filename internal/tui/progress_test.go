package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/docreate/docreate/internal/iostreams"
)

func TestFrameFits(t *testing.T) {
	streams, _, _, _ := iostreams.Test()
	p := NewProgress(streams, Drawn)
	for _, test := range []struct {
		width   int
		elapsed time.Duration
		latest  string
		want    string
	}{
		{80, 0, "", "⠋ installing with npm"},
		{80, 999 * time.Millisecond, "fetching", "⠋ installing with npm  fetching"},
		{80, 12*time.Second + 700*time.Millisecond, "fetching", "⠋ installing with npm (12s)  fetching"},
		{80, 65 * time.Second, "", "⠋ installing with npm (1m5s)"},
		{40, 12 * time.Second, "fetching left-pad", "⠋ installing with npm (12s)  fetching …"},
		{40, 12 * time.Second, "大大大大大大大大", "⠋ installing with npm (12s)  大大大大…"},
		{30, 12 * time.Second, "fetching", "⠋ installing with npm (12s)"},
		{10, 12 * time.Second, "fetching", "⠋ instal…"},
		{1, 12 * time.Second, "fetching", ""},
		{0, 12 * time.Second, "fetching", ""},
	} {
		for _, colour := range []bool{false, true} {
			streams.SetTerminal(colour)
			frame := p.frame(0, test.width, "installing with npm", test.elapsed, test.latest)
			text, ok := strings.CutPrefix(frame, "\r")
			text, end := strings.CutSuffix(text, "\x1b[J\r")
			if got := ansi.Strip(text); !ok || !end || got != test.want {
				t.Errorf("width %d: %q, want %q", test.width, frame, test.want)
			}
			if got := ansi.StringWidth(text); test.width > 0 && got >= test.width {
				t.Errorf("width %d: %d wide", test.width, got)
			}
		}
	}
}

// The line is drawn at once and with each tick, and the cursor is back whatever
// happens.
func TestDrawnProgress(t *testing.T) {
	streams, _, _, errOut := iostreams.Test()
	p := NewProgress(streams, Drawn)
	ticks := make(chan time.Time)
	p.ticks = func() (<-chan time.Time, func()) { return ticks, func() {} }
	step := Step{Doing: "installing", Done: func(lines []string) string { return "installed " + strings.Join(lines, ",") }}
	lines, err := p.Run(t.Context(), step, func(output io.Writer) error {
		ticks <- time.Time{}
		fmt.Fprint(output, "tool\n")
		ticks <- time.Time{} // taken when the frame before is drawn
		ticks <- time.Time{}
		return nil
	})
	if err != nil || len(lines) != 1 || lines[0] != "tool" {
		t.Errorf("lines %q, error %v", lines, err)
	}
	got := errOut.String()
	if !strings.HasPrefix(got, "\x1b[?25l\r⠋ installing\x1b[J\r\r⠙ installing") || !strings.Contains(got, "\r⠸ installing  tool\x1b[J\r") {
		t.Errorf("drawn %q", got)
	}
	if !strings.HasSuffix(got, "\r\x1b[J\x1b[?25h✓ installed tool\n") {
		t.Errorf("left %q", got)
	}
}

func TestFailedProgress(t *testing.T) {
	failure := errors.New("exit status 1")
	work := func(output io.Writer) error {
		fmt.Fprint(output, "one\n\x1b[31mtwo")
		return failure
	}
	step := Step{Doing: "installing", Done: func([]string) string { return "installed" }}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name    string
		ctx     context.Context
		display Display
		want    string // at the end
	}{
		{"drawn", t.Context(), Drawn, "\x1b[?25h✗ installing\n  one\n  two\n"},
		{"drawn, cancelled", cancelled, Drawn, "\x1b[?25h✗ installing\n"},
		{"plain", t.Context(), Plain, "installing\none\ntwo\n"},
		{"silent", t.Context(), Silent, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			streams, _, _, errOut := iostreams.Test()
			lines, err := NewProgress(streams, test.display).Run(test.ctx, step, work)
			if !errors.Is(err, failure) || strings.Join(lines, ",") != "one,two" {
				t.Errorf("lines %q, error %v", lines, err)
			}
			got := errOut.String()
			if !strings.HasSuffix(got, test.want) || test.display != Drawn && got != test.want {
				t.Errorf("shown %q, want %q", got, test.want)
			}
		})
	}
}

func TestCursorIsBackAfterAPanic(t *testing.T) {
	streams, _, _, errOut := iostreams.Test()
	defer func() {
		if recover() == nil || !strings.HasSuffix(errOut.String(), "\x1b[?25h") {
			t.Errorf("left %q", errOut)
		}
	}()
	_, _ = NewProgress(streams, Drawn).Run(t.Context(), Step{}, func(io.Writer) error { panic("broken") })
}
