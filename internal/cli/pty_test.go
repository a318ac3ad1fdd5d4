//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/docreate/docreate/internal/pricing"
)

const firstQuestion = "What is the project called?"

func TestFormOnATerminal(t *testing.T) {
	s := start(t, nil, "new", "--no-install", "--no-git")
	s.until(firstQuestion)
	// Later screens are drawn as differences to the one before, which only a
	// terminal can read. So the rest is typed ahead.
	s.press("shop\r\r" + "\r" + " \r" + "\r" + "\r" + "\r" + "\r")
	s.until("Again, without questions:")
	s.end(exitDone)
	if _, err := os.Stat(filepath.Join(s.cmd.Dir, "shop", "package.json")); err != nil {
		t.Error(err)
	}
}

func TestLeavingTheFormRestoresTheTerminal(t *testing.T) {
	leave := map[string]func(*session){
		"ctrl+c": func(s *session) { s.press("\x03") },
		"esc":    func(s *session) { s.press("\x1b") },
		"a signal": func(s *session) {
			if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				s.t.Fatal(err)
			}
		},
	}
	for name, leave := range leave {
		t.Run(name, func(t *testing.T) {
			s := start(t, nil, "new")
			s.until(firstQuestion)
			leave(s)
			s.until("cancelled; nothing was written")
			s.end(exitInterrupted)
			if !strings.Contains(s.seen, "\x1b[?1049h") {
				t.Error("the form was not shown")
			}
			checkRestored(t, s.seen)
			if files := s.files(); len(files) > 0 {
				t.Errorf("left behind: %v", files)
			}
		})
	}
}

// Plain questions draw nothing: what is said can be read from top to bottom.
func TestAccessibleOnATerminal(t *testing.T) {
	for name, test := range map[string]struct {
		variables, args []string
	}{
		"flag":          {args: []string{"new", "--accessible", "--no-color"}},
		"variable":      {args: []string{"new", "--no-color"}, variables: []string{"ACCESSIBLE=1"}},
		"dumb terminal": {args: []string{"new"}, variables: []string{"TERM=dumb"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.variables, test.args...)
			s.until("Project name [my-app]:")
			s.press("shop\n\nnone\nroom\n")
			s.until("Class name for room [ChatRoom]:")
			s.press("<\n")
			s.until("Numbers of the patterns")
			s.press("\x03")
			s.until("cancelled; nothing was written")
			s.end(exitInterrupted)
			if strings.Contains(s.seen, "\x1b") {
				t.Errorf("escapes in %q", s.seen)
			}
			if files := s.files(); len(files) > 0 {
				t.Errorf("left behind: %v", files)
			}
		})
	}
}

// An estimate is plain lines with the date of the prices, and whoever wants none
// says so with one key.
func TestAccessibleEstimateOnATerminal(t *testing.T) {
	s := start(t, []string{"ACCESSIBLE=1"}, "new", "shop", "--no-color", "--no-install", "--no-git", "--feature", "ttl", "--package-manager", "npm")
	s.until("Numbers of the patterns")
	s.press("room\n\n\n")
	s.until("Estimate the cost of a month from numbers of yours? Answer yes or no [no]:")
	s.press("yes\n")
	s.until("Requests per second, on average, all day [skip]:")
	s.press("900\n\n\n\n")
	s.until("5 shards for the writes.")
	s.until("Durable Objects prices of " + pricing.Date)
	s.press("<\nno\n")
	s.until("Write these files?")
	s.press("yes\n")
	s.until("Again, without questions:")
	s.end(exitDone)
	if strings.Contains(s.seen, "\x1b") {
		t.Errorf("escapes in %q", s.seen)
	}
}

// Options are asked for line by line, after whether to ask at all.
func TestAccessibleOptionsOnATerminal(t *testing.T) {
	s := start(t, []string{"ACCESSIBLE=1"}, "new", "shop", "--no-color", "--no-install", "--no-git", "--feature", "ttl", "--package-manager", "npm")
	s.until("Numbers of the patterns")
	s.press("sharded\nViewCounter\n")
	s.until("Set options? There are 2. Answer yes or no [no]:")
	s.press("yes\n")
	s.until("ViewCounter.shards, objects that each counter is spread over: a whole number from 1 to 256 [")
	s.press("1000\n")
	s.until("Not possible: option \"ViewCounter.shards=1000\" has a value that cannot be; use a whole number from 1 to 256")
	s.press("64\n")
	s.until("ViewCounter.operations, how long an idempotency key counts once:")
	s.press("\n")
	s.until("Estimate the cost")
	s.press("\n")
	s.until("--option ViewCounter.shards=64 ")
	s.press("yes\n")
	s.until("Again, without questions:")
	s.end(exitDone)
	config, err := os.ReadFile(filepath.Join(s.cmd.Dir, "shop", "wrangler.jsonc"))
	if err != nil || !regexp.MustCompile(`"VIEW_COUNTER_SHARDS": 64\b`).Match(config) {
		t.Errorf("%v, configuration:\n%s", err, config)
	}
	if strings.Contains(s.seen, "\x1b") {
		t.Errorf("escapes in %q", s.seen)
	}
}

var colour = regexp.MustCompile(`\x1b\[([0-9]+;)*[349][0-7](;[0-9]+)*m`)

func TestColourCanBeSwitchedOff(t *testing.T) {
	for name, test := range map[string]struct {
		variables, args []string
		colour          bool
	}{
		"as it is":   {args: []string{"new"}, colour: true},
		"NO_COLOR":   {args: []string{"new"}, variables: []string{"NO_COLOR=1"}},
		"--no-color": {args: []string{"new", "--no-color"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.variables, test.args...)
			s.until(firstQuestion)
			s.press("\x03")
			s.end(exitInterrupted)
			if colour.MatchString(s.seen) != test.colour {
				t.Errorf("colour %t, want %t: %q", !test.colour, test.colour, s.seen)
			}
		})
	}
}

// In tmux no command starts tmux, and what docreate starts finds TMUX.
func TestNoOtherProgramIsStarted(t *testing.T) {
	dir := t.TempDir()
	mark := filepath.Join(dir, "started")
	write := func(name, script string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write("tmux", "touch '"+mark+"'")
	write("npm", "echo npm finds $TMUX")
	variables := []string{"TMUX=/tmp/socket,1,0", "PATH=" + dir + ":" + os.Getenv("PATH")}
	s := start(t, variables, "--help")
	s.until("Usage:")
	s.end(exitDone)
	s = start(t, variables, "new")
	s.until(firstQuestion)
	s.press("\x03")
	s.end(exitInterrupted)
	s = start(t, append(variables, "ACCESSIBLE=1"), "new", "shop", "--pattern", "room", "--package-manager", "npm", "--install", "--no-git")
	s.until("npm finds /tmp/socket,1,0")
	s.end(exitDone)
	if _, err := os.Stat(mark); err == nil {
		t.Error("tmux was started")
	}
}

// BenchmarkFirstFrame is the time from the start of the process to the first
// question on the terminal.
func BenchmarkFirstFrame(b *testing.B) {
	for b.Loop() {
		s := start(b, nil, "new")
		s.until(firstQuestion)
		b.StopTimer()
		s.press("\x03")
		s.end(exitInterrupted)
		b.StartTimer()
	}
}
