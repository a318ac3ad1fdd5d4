package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/docreate/docreate/internal/plan"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 8, []string{"one two", "three"}},
		{"one  two\nthree", 80, []string{"one two three"}},
		{"--flag value", 7, []string{"--flag", "value"}},
		{"abcdefgh ij", 3, []string{"abc", "def", "gh", "ij"}},
		{"日本語", 4, []string{"日本", "語"}},
		{"日本", 1, []string{"日本"}}, // nothing fits, and nothing is lost
		{"a b", 0, []string{"a", "b"}},
	}
	for _, test := range tests {
		if got := wrap(test.text, test.width); !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

// What is looked at is always in view, with company where there is room.
func TestWindow(t *testing.T) {
	for total := 1; total < 12; total++ {
		for count := 1; count < 14; count++ {
			for at := range total {
				for top := range total {
					got := window(top, at, count, total)
					if got < 0 || at < got || at >= got+count || got > max(0, total-count) {
						t.Fatalf("window(%d, %d, %d, %d) = %d", top, at, count, total, got)
					}
				}
			}
		}
	}
}

func TestPrintable(t *testing.T) {
	if got := printable("a\tb\x1b[31mc\x00\u009b31m\u202ed\u200b"); got != "a  b[31mc31md" {
		t.Errorf("%q", got)
	}
}

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]float64{"": 0, " 12 ": 12, "1.5k": 1500, "2M": 2e6, "3 GB": 3e9, "200kb": 200e3, "7b": 7} {
		if got, err := parseAmount(text); err != nil || got != want {
			t.Errorf("%q: %g, %v; want %g", text, got, err, want)
		}
	}
	for _, text := range []string{"many", "-1", "1,5", "NaN", "Inf", "1e300", "k", "1kk"} {
		if got, err := parseAmount(text); err == nil {
			t.Errorf("%q: %g, want an error", text, got)
		}
	}
}

// A project that cannot be written cannot be accepted, and the review says why.
func TestReviewRefusesWhatIsInTheWay(t *testing.T) {
	request := testRequest(t)
	preview := request.Preview
	request.Preview = func(a Answers) (Preview, error) {
		p, err := preview(a)
		p.Plan.Ops[0].Kind, p.Plan.Ops[0].Reason = plan.Conflict, "exists with other content"
		return p, err
	}
	d := newDriver(t, request, 80, 24)
	d.press(toReview + "enter")
	screen := ansi.Strip(d.screenText())
	if d.model.outcome != open || !strings.Contains(screen, "! README.md exists with other content") || !strings.Contains(screen, "--force") {
		t.Errorf("outcome %d\n%s", d.model.outcome, screen)
	}
	d.press("right enter")
	if d.model.current().name() != "Setup" {
		t.Errorf("the way back leads to %q", d.model.current().name())
	}
}

// A wrapped command is the same command: a line ends between words only, and
// what a list is given in adds up to it.
func TestWrapCommand(t *testing.T) {
	const dir = `'Ann'\''s own  shop'`
	const command = `docreate new ` + dir + ` --name shop --pattern room:SupportDesk --feature ci,environments,hibernation,identity,indexes,ttl --git --yes`
	for width := 30; width < 200; width++ {
		lines := wrapCommand(command, width)
		for _, line := range lines {
			if len(line) > width {
				t.Errorf("width %d: %q", width, line)
			}
		}
		joined := strings.Join(lines, " ")
		if first, rest, ok := strings.Cut(joined, "--feature "); ok {
			joined = first + "--feature " + strings.ReplaceAll(rest, " --feature ", ",")
		}
		if joined != command || !strings.Contains(strings.Join(lines, "\n"), dir) {
			t.Errorf("width %d: %q", width, lines)
		}
	}
}
