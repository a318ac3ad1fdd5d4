//go:build unix

package endtoend

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// cutEvery is after how many messages of its own a client loses its
// connection before it can hear that the last of them is stored.
const cutEvery = 10

// message is one as a room tells it.
type message struct {
	Seq  int    `json:"seq"`
	ID   string `json:"id"`
	From string `json:"from"`
	Text string `json:"text"`
	At   int64  `json:"at"`
}

// frame is any frame of a room's server.
type frame struct {
	message
	Type         string    `json:"type"`
	Latest       int       `json:"latest"`
	Messages     []message `json:"messages"`
	More         bool      `json:"more"`
	Code         string    `json:"code"`
	Reason       string    `json:"message"`
	RetryAfterMs *int      `json:"retryAfterMs"`
}

// refusal is what trying again does not help against.
type refusal struct{ reason string }

func (r *refusal) Error() string { return r.reason }

// roomClient says what it has to say and listens until it knows the whole
// conversation. It keeps to the protocol of the room's README: it hands over
// only the number that comes next, resumes otherwise, and sends again under
// the same id what was not acknowledged.
type roomClient struct {
	url, user, token string
	total            int           // messages of the whole conversation
	outbox           []message     // what is to be said, without what is acknowledged
	stored           chan<- string // gets the id of each message that is acknowledged

	history  []message
	sessions int // connections that were opened
	cut      int // connections that the client itself cut
	repeated int // messages sent again that the room had stored before
	tried    map[string]bool

	socket   *websocket.Conn
	resuming bool
	latest   int // the room's newest message when the connection was opened
}

// run returns when the client knows everything, or can not go on.
func (c *roomClient) run(ctx context.Context) error {
	var retry backoff
	for {
		before := c.sessions
		err := c.session(ctx)
		if err == nil {
			return nil
		}
		if refused := (*refusal)(nil); errors.As(err, &refused) {
			return fmt.Errorf("%s: %w", c.user, err)
		}
		if c.sessions > before {
			retry.reset()
		}
		if ended := retry.wait(ctx); ended != nil {
			return fmt.Errorf("%s: %w with %d of %d messages heard, %d not acknowledged; last: %w",
				c.user, ended, len(c.history), c.total, len(c.outbox), err)
		}
	}
}

// session is one connection. It returns nil when the client knows everything.
func (c *roomClient) session(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	socket, response, err := websocket.Dial(ctx, c.url, &websocket.DialOptions{
		Subprotocols: []string{"chat.v1", "bearer." + c.token},
	})
	if err != nil {
		if response != nil && response.StatusCode < http.StatusInternalServerError {
			return &refusal{response.Status}
		}
		return err
	}
	defer socket.CloseNow()
	socket.SetReadLimit(1 << 20)
	c.socket, c.resuming = socket, false
	c.sessions++
	for len(c.history) < c.total || len(c.outbox) > 0 {
		_, data, err := socket.Read(ctx)
		if err != nil {
			return err
		}
		if err := c.hear(ctx, data); err != nil {
			return err
		}
	}
	return nil
}

func (c *roomClient) hear(ctx context.Context, data []byte) error {
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		return &refusal{fmt.Sprintf("frame %s: %v", data, err)}
	}
	switch f.Type {
	case "welcome":
		c.latest = f.Latest
		if err := c.resumeIf(ctx, f.Latest != len(c.history)); err != nil {
			return err
		}
		return c.say(ctx)
	case "message":
		return c.follow(ctx, f.message)
	case "page":
		return c.catchUp(ctx, f)
	case "ack":
		return c.acknowledge(ctx, f)
	case "error":
		return c.wait(ctx, f)
	case "joined", "left":
		return nil
	}
	return &refusal{fmt.Sprintf("unexpected frame %s", data)}
}

// follow takes the message that comes next, and drops one that is known.
func (c *roomClient) follow(ctx context.Context, m message) error {
	if m.Seq == len(c.history)+1 {
		c.history = append(c.history, m)
	}
	return c.resumeIf(ctx, m.Seq > len(c.history))
}

func (c *roomClient) catchUp(ctx context.Context, page frame) error {
	c.resuming = false
	for _, m := range page.Messages {
		if err := c.follow(ctx, m); err != nil {
			return err
		}
	}
	return c.resumeIf(ctx, page.More)
}

func (c *roomClient) resumeIf(ctx context.Context, missed bool) error {
	if !missed || c.resuming {
		return nil
	}
	c.resuming = true
	return c.send(ctx, map[string]any{"type": "resume", "after": len(c.history)})
}

// say sends the first message of the outbox. One at a time keeps them in order.
func (c *roomClient) say(ctx context.Context) error {
	if len(c.outbox) == 0 {
		return nil
	}
	first := c.outbox[0]
	isFirstTry := !c.tried[first.ID]
	c.tried[first.ID] = true
	if err := c.send(ctx, map[string]any{"type": "send", "id": first.ID, "text": first.Text}); err != nil {
		return err
	}
	if isFirstTry && len(c.outbox)%cutEvery == 0 {
		c.cut++
		return errors.New("the connection was cut")
	}
	return nil
}

func (c *roomClient) acknowledge(ctx context.Context, ack frame) error {
	if len(c.outbox) == 0 || c.outbox[0].ID != ack.ID {
		return &refusal{fmt.Sprintf("an ack for %q, which does not wait for one", ack.ID)}
	}
	if ack.Seq <= c.latest {
		c.repeated++
	}
	c.outbox = c.outbox[1:]
	c.stored <- ack.ID
	return c.say(ctx)
}

// wait does what the room asks of a client that sends too fast.
func (c *roomClient) wait(ctx context.Context, f frame) error {
	if f.Code != "rate_limited" || f.RetryAfterMs == nil {
		return &refusal{fmt.Sprintf("the room refused %q: %s: %s", f.ID, f.Code, f.Reason)}
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Duration(*f.RetryAfterMs) * time.Millisecond):
	}
	if f.ID != "" {
		return c.say(ctx)
	}
	c.resuming = false
	return c.resumeIf(ctx, true)
}

func (c *roomClient) send(ctx context.Context, frame map[string]any) error {
	data, err := json.Marshal(frame)
	if err != nil {
		return err
	}
	return c.socket.Write(ctx, websocket.MessageText, data)
}
