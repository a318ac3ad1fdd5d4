package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestTranscriptIsHarmless(t *testing.T) {
	for name, test := range map[string]struct {
		output string
		want   []string
	}{
		"lines":                {"one\ntwo\n", []string{"one", "two"}},
		"no end":               {"one\ntwo", []string{"one", "two"}},
		"Windows":              {"one\r\ntwo\r\n", []string{"one", "two"}},
		"blank lines around":   {"\n\none\n\ntwo\n\n", []string{"one", "", "two"}},
		"progress":             {"10%\r50%\r100%\ndone\n", []string{"100%", "done"}},
		"colour":               {"\x1b[1;31mred\x1b[0m\n", []string{"red"}},
		"erase and move":       {"\x1b[2J\x1b[Hhere\x1b[10A\x1b7\n", []string{"here"}},
		"another screen":       {"\x1b[?1049h\x1b[?25lhere\n", []string{"here"}},
		"title":                {"\x1b]0;owned\x07here\n", []string{"here"}},
		"clipboard":            {"\x1b]52;c;cm0gLXJm\x1b\\here\n", []string{"here"}},
		"link":                 {"\x1b]8;;http://example.com\x1b\\here\x1b]8;;\x1b\\\n", []string{"here"}},
		"device control":       {"\x1bP+q544e\x1b\\here\n", []string{"here"}},
		"C1":                   {"\u009b31mhere\n", []string{"31mhere"}},
		"bell, backspace":      {"he\x07\x08re\x00\n", []string{"here"}},
		"tab":                  {"a\tb\n", []string{"a  b"}},
		"right to left":        {"a\u202eb\n", []string{"ab"}},
		"sequence without end": {"here\x1b[\nthere\x1b]0;\n", []string{"here", "there"}},
		"other characters":     {"größer 大\n", []string{"größer 大"}},
	} {
		t.Run(name, func(t *testing.T) {
			// As a whole and byte by byte: a tool's output comes in any pieces.
			whole, pieces := &transcript{}, &transcript{}
			fmt.Fprint(whole, test.output)
			for i := range len(test.output) {
				fmt.Fprint(pieces, test.output[i:i+1])
			}
			for _, transcript := range []*transcript{whole, pieces} {
				if got := transcript.lines(); !slices.Equal(got, test.want) {
					t.Errorf("lines %q, want %q", got, test.want)
				}
			}
		})
	}
}

func TestTranscriptKeepsTheEnd(t *testing.T) {
	all := &transcript{}
	for i := range 1000 {
		fmt.Fprintf(all, "line %d\n", i)
	}
	lines := all.lines()
	if len(lines) != transcriptLines || lines[0] != "line 980" || lines[transcriptLines-1] != "line 999" {
		t.Errorf("lines %q", lines)
	}
	endless := &transcript{}
	for range 100 {
		fmt.Fprint(endless, strings.Repeat("x", 1000))
	}
	if got := endless.lines(); len(got) != 1 || len(got[0]) != lineBytes {
		t.Errorf("%d lines, the first of %d bytes", len(got), len(got[0]))
	}
}

func TestTranscriptHasTheLatest(t *testing.T) {
	said := &transcript{}
	for _, step := range []struct{ output, want string }{
		{"", ""}, {"one\n", "one"}, {"\n", "one"}, {"tw", "tw"}, {"o\r", "two"}, {"3", "3"}, {"\x1b[K\n \n", "3"},
	} {
		fmt.Fprint(said, step.output)
		if got := said.latest(); got != step.want {
			t.Errorf("after %q: %q, want %q", step.output, got, step.want)
		}
	}
}

func FuzzTranscriptIsHarmless(f *testing.F) {
	f.Add([]byte("one\r\ntwo\r50%\x1b[31m\x1b]0;title\x07\xff\xc3"))
	f.Fuzz(func(t *testing.T, output []byte) {
		said := &transcript{}
		if n, err := said.Write(output); n != len(output) || err != nil {
			t.Fatalf("%d bytes taken: %v", n, err)
		}
		for _, line := range append(said.lines(), said.latest()) {
			if line != printable(line) {
				t.Errorf("%q can steer the terminal", line)
			}
		}
	})
}
