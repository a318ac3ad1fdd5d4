//go:build unix

package endtoend

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	firstBackoff = 50 * time.Millisecond
	lastBackoff  = time.Second
)

// backoff is how long a client waits before it tries again: twice as long each
// time, the second half of it at random, from the start after a success.
type backoff struct{ next time.Duration }

func (b *backoff) reset() { b.next = firstBackoff }

// wait returns an error when the context has ended.
func (b *backoff) wait(ctx context.Context) error {
	longest := max(b.next, firstBackoff)
	b.next = min(2*longest, lastBackoff)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(longest/2 + rand.N(longest/2)):
		return nil
	}
}
