//go:build unix

package endtoend

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// Two people talk in two tabs of a browser. The server is killed, both go on
// writing, and when it is back the pages have reconnected by themselves and
// show one conversation, without a gap and without anything twice.
func TestRoomPage(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), testWithin)
	defer cancel()
	s := newServer(t, "room")
	s.start()
	alice := openTab(t, startChromium(t), "alice", s.url("/chat-room"))
	bob := openTab(t, alice.ctx, "bob", s.url("/chat-room"))
	talk := &conversation{server: s, tabs: []*tab{alice, bob}}
	for _, b := range talk.tabs {
		b.join("lobby", s.token(b.user))
	}
	talk.awaitOnline()
	talk.say(alice, "hello")
	talk.say(bob, `<img src="x" onerror="alert(1)"> & 'quotes'`)
	talk.say(alice, "günaydın 🌞")

	s.kill()
	talk.awaitOffline()
	alice.say("are you there?")
	bob.say("anybody?")
	s.start()
	talk.reconcile(ctx, "alice: are you there?", "bob: anybody?")
	talk.say(bob, "back again")
	talk.say(alice, "me too")
	talk.checkStored(ctx)
	for _, b := range talk.tabs {
		b.checkConsole()
	}
}

// conversation is what tabs should show.
type conversation struct {
	server   *server
	tabs     []*tab
	messages []string // number, author and text
}

func (c *conversation) awaitOnline() {
	c.server.t.Helper()
	people := make([]string, len(c.tabs))
	for i, b := range c.tabs {
		people[i] = b.user
	}
	for _, b := range c.tabs {
		b.await(screen{State: "online", People: people, Messages: c.messages})
	}
}

func (c *conversation) awaitOffline() {
	c.server.t.Helper()
	for _, b := range c.tabs {
		b.await(screen{State: "offline", Messages: c.messages})
	}
}

// say has a person write something and waits until everybody sees it.
func (c *conversation) say(b *tab, text string) {
	c.server.t.Helper()
	b.say(text)
	c.messages = append(c.messages, fmt.Sprintf("%d %s: %s", len(c.messages)+1, b.user, text))
	c.awaitOnline()
}

// reconcile waits until everybody sees what was written without a connection.
// In which order the room has taken that is not known before; it must be the
// same for all.
func (c *conversation) reconcile(ctx context.Context, first, second string) {
	c.server.t.Helper()
	for _, b := range c.tabs {
		b.awaitMessages(len(c.messages) + 2)
	}
	stored := c.stored(ctx)
	if len(stored) < len(c.messages)+2 {
		c.server.t.Fatalf("the room has only %q", stored)
	}
	if stored[len(c.messages)] != fmt.Sprintf("%d %s", len(c.messages)+1, first) {
		first, second = second, first
	}
	for _, text := range []string{first, second} {
		c.messages = append(c.messages, fmt.Sprintf("%d %s", len(c.messages)+1, text))
	}
	c.awaitOnline()
}

// checkStored compares with the history over HTTP.
func (c *conversation) checkStored(ctx context.Context) {
	c.server.t.Helper()
	if stored := c.stored(ctx); !slices.Equal(stored, c.messages) {
		c.server.t.Errorf("the room has\n%q\nwant\n%q", stored, c.messages)
	}
}

func (c *conversation) stored(ctx context.Context) []string {
	c.server.t.Helper()
	var lines []string
	for _, m := range c.server.conversation(ctx) {
		lines = append(lines, fmt.Sprintf("%d %s: %s", m.Seq, m.From, m.Text))
	}
	return lines
}
