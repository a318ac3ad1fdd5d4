package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/docreate/docreate/internal/iostreams"
	"github.com/docreate/docreate/internal/pricing"
)

// ask runs a request with keys or lines typed ahead.
func ask(t *testing.T, ctx context.Context, request Request, typed io.Reader) (Answers, string, error) {
	t.Helper()
	streams, _, out, said := iostreams.Test()
	streams.In = typed
	streams.SetTerminal(true)
	got, err := Ask(ctx, streams, request)
	if out.Len() > 0 {
		t.Errorf("questions on the stream for data: %q", out)
	}
	return got, said.String(), err
}

func TestPlainQuestions(t *testing.T) {
	tests := map[string]struct {
		typed string
		want  Answers
		said  []string
	}{
		"everything as usual": {
			typed: "\n\n1\n\n\n\n\n\n\n\n",
			want: Answers{Name: "my-app", Dir: "my-app", Patterns: []string{"room:ChatRoom"}, Features: []string{"environments"},
				PackageManager: "npm", Git: true},
			said: []string{"Use: For a place where people exchange messages", "Not for: one room", "Recommended: a change is tried",
				"Built in: room: its sockets hibernate.", "Files: 4", "docreate new my-app --pattern room:ChatRoom"},
		},
		"everything said": {
			typed: "shop\napps/shop\nroom 2, 1\nChatRoom\nDesk\nVisits\nsearch\npnpm\nyes\nno\nno\nfiles\nwhat\nyes\n",
			said:  []string{"new src/kit/search.ts", "\"what\" is none of them"},
			want: Answers{Name: "shop", Dir: "apps/shop", Patterns: []string{"room:ChatRoom", "room:Desk", "sharded:Visits"},
				Features: []string{"indexes", "search"}, PackageManager: "pnpm", Install: true},
		},
		"mistakes are named and asked again": {
			typed: "My Shop\nshop\n\n9\nrum\n\n3\nclass\nLeader\nmemory,indexes\nnone\ncargo\nbun\nmaybe\n\n\n\n\n",
			want:  Answers{Name: "shop", Dir: "shop", Patterns: []string{"singleton:Leader"}, PackageManager: "bun", Git: true},
			said: []string{"Not possible: project name \"My Shop\"", "there is no number 9", "\"rum\" is not one of them", "needs at least one pattern",
				"\"class\"", "cannot be with", "\"cargo\" is not one of them", "\"maybe\" is neither yes nor no"},
		},
		"start from a preset": {
			typed: "\n\n7\ndesk\n\n\nHead\n\n\n\n\n\n\n",
			want: Answers{Name: "my-app", Dir: "my-app", Patterns: []string{"room:Desk", "singleton:Head"}, Features: []string{"indexes", "search"},
				PackageManager: "npm", Git: true},
			said: []string{"there is no number 7"},
		},
		"cost": {
			typed: "\n\n1\n\n\n\n\n\n" + "<\n\ny\n" + "many\n50\n<\n50\n2000\n\n200k\n" + "<\n\n\n\n\n<\n<\n<\n<\nno\n" + "\n",
			want: Answers{Name: "my-app", Dir: "my-app", Patterns: []string{"room:ChatRoom"}, Features: []string{"environments"},
				PackageManager: "npm", Git: true},
			said: []string{"Requests per second, on average, all day [skip]:", `write a number`, "Requests per second, on average, all day [50]:",
				"requests: 133.9 M used, 1 M included, $19.94 to pay.", "duration: 540 k GB-s used, 400 k GB-s included, $1.75 to pay.",
				"a month; one object takes all writes.", "Durable Objects prices of " + pricing.Date},
		},
		"cost without numbers": {
			typed: "\n\n1\n\n\n\n\n\n" + "yes\n\n\n\n\n" + "\n",
			want: Answers{Name: "my-app", Dir: "my-app", Patterns: []string{"room:ChatRoom"}, Features: []string{"environments"},
				PackageManager: "npm", Git: true},
			said: []string{"No numbers, no estimate."},
		},
		"options as usual": {
			typed: "\n\n1,2\n\n\n\n" + "\n" + "\n\n\n\n\n",
			want: Answers{Name: "my-app", Dir: "my-app", Patterns: []string{"room:ChatRoom", "sharded:CounterShard"}, Features: []string{"environments"},
				PackageManager: "npm", Git: true},
			said: []string{"Set options? There are 3. Answer yes or no [no]:"},
		},
		"options": {
			typed: "\n\n1,2\n\nVotes\n\n" + "y\n31d\n12h\n<\n\noff\n16\n" + "<\ny\n\n90d\n<\n\n\n" + "\n\n\n\n\n",
			want: Answers{Name: "my-app", Dir: "my-app", Patterns: []string{"room:ChatRoom", "sharded:Votes"}, Features: []string{"environments"},
				Options: []string{"ChatRoom.messages=12h", "Votes.shards=16"}, PackageManager: "npm", Git: true},
			said: []string{
				"ChatRoom.messages, how long messages are kept: a time like 30d, 12h, 5m or 10s, from 1m to 30d [30d]:",
				`Not possible: option "ChatRoom.messages=31d"`,
				"from 1m to 30d; usually 30d [12h]:",
				"Options that are not usual: ChatRoom.messages=12h, ChatRoom.idle=off, Votes.shards=16.",
				"from 1 to 256; usually 8 [16]:",
			},
		},
		"options that nothing has are passed both ways": {
			typed: "\n\n3\n\n\n" + "<\n\n" + "\n\n\n\n\n",
			want: Answers{Name: "my-app", Dir: "my-app", Patterns: []string{"singleton:Coordinator"}, Features: []string{"environments"},
				PackageManager: "npm", Git: true},
		},
		"options and numbers of the cost": {
			typed: "\n\n2\n\n\n\n\n\n\n" + "y\n900\n\n\n\n" + "<\nno\n<\n<\n<\n<\n<\n" + "y\n5\n" + "\n\n\n\n\n",
			want: Answers{Name: "my-app", Dir: "my-app", Patterns: []string{"sharded:CounterShard"}, Features: []string{"environments"},
				Options: []string{"CounterShard.shards=5"}, PackageManager: "npm", Git: true},
			said: []string{"a whole number from 1 to 256; 5 by your numbers [8]:"},
		},
		"options-preset": {
			typed: "\n\nviews\n\n\n\n\n\n" + "\n\n\n\n\n",
			want: Answers{Name: "my-app", Dir: "my-app", Patterns: []string{"sharded:ViewCounter", "room:ChatRoom"}, Features: []string{"environments"},
				Options: []string{"ViewCounter.shards=32", "ChatRoom.idle=off"}, PackageManager: "npm", Git: true},
			said: []string{"Options that are not usual: ViewCounter.shards=32, ChatRoom.idle=off."},
		},
		"back": {
			typed: "shop\n<\nstore\n\nroom,sharded\nA\n<\nB\n<\n<\n\n\n\n<\n\n\n\n\n\n\n\n\n\n",
			want: Answers{Name: "store", Dir: "store", Patterns: []string{"room:B", "sharded:CounterShard"}, Features: []string{"environments"},
				PackageManager: "npm", Git: true},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			request := requestOf(t, name)
			request.Plain = true
			got, said, err := ask(t, context.Background(), request, strings.NewReader(test.typed))
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("%v, answers\n%+v, want\n%+v\n%s", err, got, test.want, said)
			}
			for _, text := range test.said {
				if !strings.Contains(said, text) {
					t.Errorf("%q was not said:\n%s", text, said)
				}
			}
			if strings.Contains(said, "\x1b") {
				t.Error("escapes in what was said")
			}
		})
	}
}

// A cancelled context ends both ways of asking, also while they wait for a key.
func TestCancelledContext(t *testing.T) {
	for _, plain := range []bool{false, true} {
		in, typing := io.Pipe()
		ctx, cancel := context.WithCancel(context.Background())
		request := testRequest(t)
		request.Plain = plain
		preview := request.Preview
		request.Preview = func(a Answers) (Preview, error) { cancel(); return preview(a) }
		if plain {
			cancel()
		}
		_, _, err := ask(t, ctx, request, in)
		if !errors.Is(err, ErrCancelled) || !errors.Is(err, context.Canceled) {
			t.Errorf("plain %t: %v", plain, err)
		}
		cancel()
		if err := typing.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A fault in the form is an error, and the terminal is as before.
func TestPanicRestoresTheTerminal(t *testing.T) {
	request := testRequest(t)
	preview := request.Preview
	request.Preview = func(a Answers) (Preview, error) {
		if a.Name == "x" {
			panic("a fault, for the test")
		}
		return preview(a)
	}
	in, typing := io.Pipe()
	defer typing.Close()
	streams, _, _, _ := iostreams.Test()
	screen := &watched{text: "What is the project called?", seen: make(chan struct{})}
	streams.In, streams.Err = in, screen
	streams.SetTerminal(true)
	go func() {
		<-screen.seen
		_, _ = typing.Write([]byte("x")) // fails only where the form ended early, which the test finds
	}()
	_, err := Ask(context.Background(), streams, request)
	if !errors.Is(err, tea.ErrProgramPanic) || !strings.Contains(err.Error(), "nothing was written") {
		t.Errorf("%v", err)
	}
	said := screen.written.String()
	on, off := strings.Index(said, "\x1b[?1049h"), strings.LastIndex(said, "\x1b[?1049l")
	if on < 0 || off < on {
		t.Errorf("the other screen is not left: %q", said)
	}
}

// watched is a terminal that says when a text is on it.
type watched struct {
	written bytes.Buffer
	text    string
	seen    chan struct{}
	once    sync.Once
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.written.Write(p)
	if strings.Contains(w.written.String(), w.text) {
		w.once.Do(func() { close(w.seen) })
	}
	return n, err
}
