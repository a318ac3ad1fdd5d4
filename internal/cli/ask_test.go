package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/iostreams"
	"github.com/docreate/docreate/presets"
	"github.com/docreate/docreate/templates"
)

// terminal is an environment with somebody who types.
func terminal(t *testing.T, typed io.Reader, variables map[string]string) (env *Environment, out, errOut *bytes.Buffer) {
	t.Helper()
	streams, _, out, errOut := iostreams.Test()
	streams.In = typed
	streams.SetTerminal(true)
	return &Environment{
		IOStreams: streams,
		Templates: templates.FS,
		Presets:   presets.FS,
		ConfigDir: func() (string, error) { return t.TempDir(), nil },
		Version:   "dev",
		WorkDir:   t.TempDir(),
		Getenv:    func(name string) string { return variables[name] },
		LookPath:  func(name string) (string, error) { return "", fmt.Errorf("%s is not there", name) },
	}, out, errOut
}

var repeated = regexp.MustCompile(`(?m)^  docreate (new .* --yes)$`)

// digest is what the repeated command would write.
func digest(t *testing.T, args []string) string {
	t.Helper()
	env, out, errOut := terminal(t, strings.NewReader(""), nil)
	if code := Run(context.Background(), env, append(args, "--json", "--dry-run")); code != exitDone {
		t.Fatalf("docreate %v: exit code %d\n%s%s", args, code, out, errOut)
	}
	var result newResult
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		t.Fatal(err)
	}
	return result.Digest
}

// recommended are the ids of the features that are chosen unless somebody takes
// them back.
func recommended(t *testing.T) []string {
	t.Helper()
	cat, err := catalog.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range cat.Features {
		if f.Recommended != "" {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// The form, the plain questions and the command that they print give the same
// bytes.
func TestQuestionsAndFlagsGiveTheSameBytes(t *testing.T) {
	const (
		enter = "\r"
		down  = "\x1b[B"
	)
	tests := map[string]struct {
		typed     string
		variables map[string]string
	}{
		"form": {typed: "shop" + enter + enter + enter + // name, directory, from scratch
			down + " aSupportRoom" + enter + down + down + " " + enter + // two rooms, a singleton
			enter + "12h" + down + down + down + "off" + down + "30s" + enter + // features, options: two of rooms, one of the singleton
			down + enter + "n" + enter + // pnpm, no install; without git, no repository
			enter},
		"plain": {typed: "shop\n\n\nroom,room,singleton\n\nSupportRoom\n\n\nyes\n12h\n\n\noff\n30s\npnpm\nno\n\n\n",
			variables: map[string]string{"ACCESSIBLE": "1"}},
	}
	want := digest(t, strings.Fields("new shop --pattern room:ChatRoom --pattern room:SupportRoom --pattern singleton "+
		"--feature "+strings.Join(recommended(t), ",")+" --option ChatRoom.messages=12h --option SupportRoom.idle=off --option Coordinator.leases=30s --package-manager pnpm --no-git"))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			env, _, errOut := terminal(t, strings.NewReader(test.typed), test.variables)
			if code := Run(context.Background(), env, []string{"new"}); code != exitDone {
				t.Fatalf("exit code %d\n%s", code, errOut)
			}
			command := repeated.FindStringSubmatch(errOut.String())
			if command == nil {
				t.Fatalf("no command to repeat\n%s", errOut)
			}
			if got := digest(t, strings.Fields(command[1])); got != want {
				t.Errorf("%s: digest %s, want %s", command[1], got, want)
			}
			for _, file := range []string{"src/chat-room.ts", "src/support-room.ts", "src/coordinator.ts"} {
				if _, err := os.Stat(filepath.Join(env.WorkDir, "shop", file)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// Somebody who leaves, by a key or at the end of the input, leaves nothing
// behind: no file, and a terminal that is as before.
func TestCancelLeavesNothing(t *testing.T) {
	plain := map[string]string{"ACCESSIBLE": "1"}
	for _, test := range []struct {
		name, typed string
		variables   map[string]string
	}{
		{name: "ctrl+c at once", typed: "\x03"},
		{name: "ctrl+c at the review", typed: "shop\r\r\r \r\r\r\r\r\x03"},
		{name: "plain, nothing typed", typed: "", variables: plain},
		{name: "plain, at the review", typed: "shop\n\n\nroom\n\n\n\n\n\n\n", variables: plain},
		{name: "plain, not agreed", typed: "shop\n\n\nroom\n\n\n\n\n\n\nno\n", variables: plain},
	} {
		t.Run(test.name, func(t *testing.T) {
			env, out, errOut := terminal(t, strings.NewReader(test.typed), test.variables)
			if code := Run(context.Background(), env, []string{"new"}); code != exitInterrupted {
				t.Errorf("exit code %d\n%s", code, errOut)
			}
			if !strings.Contains(errOut.String(), "cancelled; nothing was written") || out.Len() > 0 {
				t.Errorf("said %q and %q", errOut, out)
			}
			checkNothing(t, env)
			checkRestored(t, errOut.String())
		})
	}
}

// Whatever is typed, nothing is written unless the review was accepted, and the
// terminal is left as it was.
func TestRandomKeystrokes(t *testing.T) {
	pieces := []string{"\r", "\r", " ", "\t", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[Z", "a", "r", "/", "?", "shop", "Room", "\x7f",
		"\x14", "\x0f", "\x07", "\x1b[200~pa\nsted\x1b[201~", "\x1bOP", "ü", "\x1b[6~"}
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 2))
			var typed strings.Builder
			for range 120 {
				typed.WriteString(pieces[random.IntN(len(pieces))])
			}
			env, _, errOut := terminal(t, strings.NewReader(typed.String()+"\x03"), nil)
			switch code := Run(context.Background(), env, []string{"new"}); code {
			case exitDone:
				if !repeated.MatchString(errOut.String()) {
					t.Errorf("done, without a command to repeat\n%s", errOut)
				}
			case exitInterrupted:
				checkNothing(t, env)
			default:
				t.Errorf("exit code %d\n%s", code, errOut)
			}
			checkRestored(t, errOut.String())
		})
	}
}

func checkNothing(t *testing.T, env *Environment) {
	t.Helper()
	if entries, err := os.ReadDir(env.WorkDir); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

// checkRestored asserts that whatever was switched on is off again at the end:
// the other screen, the hidden cursor, and pasting in brackets.
func checkRestored(t *testing.T, output string) {
	t.Helper()
	for _, mode := range []struct{ on, off string }{
		{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?25l", "\x1b[?25h"}, {"\x1b[?2004h", "\x1b[?2004l"},
	} {
		if on := strings.LastIndex(output, mode.on); on >= 0 && strings.LastIndex(output, mode.off) < on {
			t.Errorf("%q is not undone", mode.on)
		}
	}
}

// Nobody is asked who cannot or does not want to answer.
func TestNobodyIsAsked(t *testing.T) {
	tests := map[string]struct {
		args      []string
		variables map[string]string
	}{
		"--yes":      {args: []string{"new", "--yes"}},
		"--no-input": {args: []string{"new", "shop", "--no-input"}},
		"--json":     {args: []string{"new", "shop", "--json"}},
		"CI":         {args: []string{"new"}, variables: map[string]string{"CI": "true"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			env, out, errOut := terminal(t, strings.NewReader(""), test.variables)
			if code := Run(context.Background(), env, test.args); code != exitUsage {
				t.Errorf("exit code %d", code)
			}
			if said := out.String() + errOut.String(); !strings.Contains(said, "some answers are missing") || strings.Contains(said, "\x1b[?") {
				t.Errorf("said %q", said)
			}
		})
	}
}
