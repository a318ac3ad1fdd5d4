package tui

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
)

const (
	// transcriptLines are kept, from the end: enough for why a tool has failed.
	transcriptLines = 20
	// lineBytes are kept of a line.
	lineBytes = 4 << 10
)

// transcript takes what a tool says and keeps the end of it, in lines that are
// safe to show: the tool is not to steer the terminal.
type transcript struct {
	mutex    sync.Mutex
	each     func(line string) // gets every line as it is complete; may be nil
	kept     []string
	pending  []byte // a line that has not ended
	returned bool   // the carriage was returned, so that what comes replaces the line
}

// Write takes output as it comes, and never fails.
func (t *transcript) Write(output []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for rest := output; len(rest) > 0; {
		at := bytes.IndexAny(rest, "\r\n")
		if at < 0 {
			t.extend(rest)
			break
		}
		t.extend(rest[:at])
		if rest[at] == '\n' {
			t.end()
		} else {
			t.returned = true
		}
		rest = rest[at+1:]
	}
	return len(output), nil
}

func (t *transcript) extend(text []byte) {
	if len(text) == 0 {
		return
	}
	if t.returned {
		t.pending, t.returned = t.pending[:0], false
	}
	t.pending = append(t.pending, text[:min(len(text), lineBytes-len(t.pending))]...)
}

func (t *transcript) end() {
	line := harmless(string(t.pending))
	t.pending, t.returned = t.pending[:0], false
	t.kept = append(t.kept, line)
	if len(t.kept) > transcriptLines {
		t.kept = t.kept[1:]
	}
	if t.each != nil {
		t.each(line)
	}
}

// lines returns what is kept, without blank lines around it. A line without an
// end has ended by then.
func (t *transcript) lines() []string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if len(t.pending) > 0 {
		t.end()
	}
	lines := t.kept
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// latest is the last line that says something, ended or not.
func (t *transcript) latest() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if line := harmless(string(t.pending)); line != "" {
		return line
	}
	for i := len(t.kept) - 1; i >= 0; i-- {
		if t.kept[i] != "" {
			return t.kept[i]
		}
	}
	return ""
}

// harmless leaves the text of a line, without sequences for the terminal.
func harmless(line string) string {
	return strings.TrimRight(printable(ansi.Strip(line)), " ")
}

var _ io.Writer = (*transcript)(nil)
