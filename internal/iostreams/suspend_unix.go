//go:build unix

package iostreams

import (
	"os"
	"os/signal"
	"syscall"
)

// holdSuspend takes the signal of Ctrl-Z until resume is called. It is taken
// and not ignored, since programs that are started would ignore it too.
func holdSuspend() (resume func()) {
	held := make(chan os.Signal, 1)
	signal.Notify(held, syscall.SIGTSTP)
	return func() { signal.Stop(held) }
}
