//go:build unix

package endtoend

import (
	"context"
	"sync"
	"testing"
)

// crowd is many clients at work at the same time.
type crowd struct {
	cancel context.CancelFunc // stops all of them
	stored chan string        // gets the id of each message that the server says it has stored
	failed chan error
	wait   sync.WaitGroup
}

// newCrowd returns a crowd of so many clients, who will store so many messages.
func newCrowd(cancel context.CancelFunc, clients, messages int) *crowd {
	return &crowd{cancel: cancel, stored: make(chan string, messages), failed: make(chan error, clients)}
}

// add sets a client to work. If it fails the others stop, too.
func (c *crowd) add(run func() error) {
	c.wait.Go(func() {
		if err := run(); err != nil {
			c.failed <- err
			c.cancel()
		}
	})
}

// awaitStored waits until so many more messages are known to be stored.
func (c *crowd) awaitStored(t *testing.T, count int) {
	t.Helper()
	for range count {
		select {
		case <-c.stored:
		case err := <-c.failed:
			t.Fatal(err)
		}
	}
}

// awaitEnd waits until everybody is done.
func (c *crowd) awaitEnd(t *testing.T) {
	t.Helper()
	c.wait.Wait()
	select {
	case err := <-c.failed:
		t.Fatal(err)
	default:
	}
}
