//go:build unix

package endtoend

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const (
	roomClients      = 20
	messagesPerUser  = 50
	roomMessages     = roomClients * messagesPerUser
	roomKills        = 2
	historyPageLimit = 100
)

// Twenty clients exchange a thousand messages while the server is killed
// twice. Everybody ends up with the same conversation: every message once, in
// one order, and in it each author's messages in the order of writing.
func TestRoom(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), testWithin)
	defer cancel()
	s := newServer(t, "room")
	s.start()

	everybody := newCrowd(cancel, roomClients, roomMessages)
	clients := make([]*roomClient, roomClients)
	for i := range clients {
		clients[i] = s.roomClient(fmt.Sprintf("user-%d", i), everybody.stored)
		everybody.add(func() error { return clients[i].run(ctx) })
	}
	for range roomKills {
		everybody.awaitStored(t, roomMessages/(roomKills+1))
		s.crash()
	}
	everybody.awaitEnd(t)
	checkConversation(t, clients, s.conversation(ctx))
	checkTrouble(t, clients)
}

// roomClient makes a client with all that its user has to say.
func (s *server) roomClient(user string, stored chan<- string) *roomClient {
	url := strings.Replace(s.url("/chat-room/lobby/socket"), "http:", "ws:", 1)
	c := &roomClient{
		url: url, user: user, token: s.token(user), total: roomMessages,
		stored: stored, tried: map[string]bool{},
	}
	for n := range messagesPerUser {
		c.outbox = append(c.outbox, message{ID: fmt.Sprintf("id-%d", n), From: user, Text: fmt.Sprintf("%s says %d", user, n)})
	}
	return c
}

// conversation reads the whole history over HTTP, page by page.
func (s *server) conversation(ctx context.Context) []message {
	s.t.Helper()
	var all []message
	before := ""
	for {
		var page struct {
			Messages []message `json:"messages"`
			Before   *int      `json:"before"`
			Latest   int       `json:"latest"`
		}
		path := fmt.Sprintf("/chat-room/lobby/messages?limit=%d%s", historyPageLimit, before)
		s.get(ctx, path, s.token("reader"), &page)
		all = append(page.Messages, all...)
		if page.Before == nil {
			return all
		}
		before = fmt.Sprintf("&before=%d", *page.Before)
	}
}

func checkConversation(t *testing.T, clients []*roomClient, stored []message) {
	t.Helper()
	if len(stored) != roomMessages {
		t.Errorf("the room has %d messages, want %d", len(stored), roomMessages)
	}
	said := map[string]int{}
	for i, m := range stored {
		if m.Seq != i+1 {
			t.Fatalf("number %d follows %d", m.Seq, i)
		}
		if want := fmt.Sprintf("%s says %d", m.From, said[m.From]); m.Text != want {
			t.Errorf("number %d is %q, want %q", m.Seq, m.Text, want)
		}
		said[m.From]++
	}
	for _, c := range clients {
		if said[c.user] != messagesPerUser {
			t.Errorf("%s is stored with %d messages, want %d", c.user, said[c.user], messagesPerUser)
		}
		if !slices.Equal(c.history, stored) {
			t.Errorf("%s has heard another conversation than the one that is stored", c.user)
		}
	}
}

// checkTrouble makes sure that the test was one: connections were lost in the
// middle of it, and messages were sent again that the room had already.
func checkTrouble(t *testing.T, clients []*roomClient) {
	t.Helper()
	sessions, cut, repeated := 0, 0, 0
	for _, c := range clients {
		sessions, cut, repeated = sessions+c.sessions, cut+c.cut, repeated+c.repeated
	}
	killed := sessions - cut - len(clients)
	t.Logf("%d connections: %d lost to a kill, %d cut; %d repeated messages", sessions, killed, cut, repeated)
	if killed < len(clients) {
		t.Errorf("the kills cost %d connections, want at least %d", killed, len(clients))
	}
	if repeated == 0 {
		t.Error("no message was sent that the room had stored before")
	}
}
