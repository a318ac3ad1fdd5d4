// Command docreate writes Cloudflare Durable Objects projects in TypeScript.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/docreate/docreate/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, cli.System(), os.Args[1:])
	stop()
	os.Exit(code)
}
