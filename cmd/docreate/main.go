// Command docreate writes Cloudflare Durable Objects projects in TypeScript.
package main

import (
	"os"

	"github.com/docreate/docreate/internal/cli"
)

func main() { os.Exit(cli.Main()) }
