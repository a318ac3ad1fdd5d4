//go:build unix

package endtoend

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// Two people talk in two tabs of a browser. The server is killed, and one of
// them goes on writing. When it is back the pages have reconnected by
// themselves, the second one later than the first, and show one conversation
// without a gap and without anything twice.
func TestRoomPage(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), testWithin)
	defer cancel()
	s := newServer(t, "room")
	s.start()
	alice := openTab(t, startChromium(t), "alice", s.url("/chat-room"))
	bob := openTab(t, alice.ctx, "bob", s.url("/chat-room"))
	for _, b := range []*tab{alice, bob} {
		b.join("lobby", s.token(b.user))
	}
	talk := &conversation{}
	talk.await(alice, bob)
	talk.say(alice, "hello", alice, bob)
	talk.say(bob, `<img src="x" onerror="alert(1)"> & 'quotes'`, alice, bob)

	s.kill()
	for _, b := range []*tab{alice, bob} {
		b.await(screen{State: "offline", Messages: talk.messages})
	}
	bob.loseNetwork()
	alice.say("are you there?")
	alice.await(screen{State: "offline", Messages: talk.messages, Waiting: []string{"are you there?"}})
	s.start()
	talk.add(alice, "are you there?")
	talk.await(alice)
	bob.regainNetwork()
	talk.await(alice, bob)
	talk.say(bob, "back again", alice, bob)

	if stored := lines(s.conversation(ctx)); !slices.Equal(stored, talk.messages) {
		t.Errorf("the room has\n%q\nwant\n%q", stored, talk.messages)
	}
	alice.checkConsole()
	bob.checkConsole()
}

// conversation is what tabs should show: number, author and text of each message.
type conversation struct{ messages []string }

func (c *conversation) add(b *tab, text string) {
	c.messages = append(c.messages, line(len(c.messages)+1, b.user, text))
}

// await waits until these tabs, in alphabetical order, show the whole
// conversation, nothing that waits to be sent, and their people as those who
// are here.
func (c *conversation) await(tabs ...*tab) {
	var people []string
	for _, b := range tabs {
		people = append(people, b.user)
	}
	for _, b := range tabs {
		b.t.Helper()
		b.await(screen{State: "online", People: people, Messages: c.messages})
	}
}

// say has a person write something and waits until everybody sees it.
func (c *conversation) say(b *tab, text string, everybody ...*tab) {
	b.t.Helper()
	b.say(text)
	c.add(b, text)
	c.await(everybody...)
}

func line(seq int, from, text string) string { return fmt.Sprintf("%d %s: %s", seq, from, text) }

func lines(messages []message) []string {
	all := make([]string, len(messages))
	for i, m := range messages {
		all[i] = line(m.Seq, m.From, m.Text)
	}
	return all
}
