// Command manpages writes the manual pages of docreate, from the same source as
// its --help, for those who package it. It is not part of docreate itself,
// since what it needs would make the binary half as large again.
//
//	go run ./internal/manpages DIR
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra/doc"

	"github.com/docreate/docreate/internal/cli"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/manpages DIR")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "manpages:", err)
		os.Exit(1)
	}
}

// write writes a page for each command into dir, which is made if need be.
func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	env := cli.System()
	root := cli.Command(env)
	root.DisableAutoGenTag = true
	header := &doc.GenManHeader{Section: "1", Source: "docreate " + env.Version, Manual: "docreate"}
	return doc.GenManTree(root, header, dir)
}
