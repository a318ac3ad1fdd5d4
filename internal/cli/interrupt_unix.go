//go:build !windows

package cli

import "os"

func interrupt(p *os.Process) error { return p.Signal(os.Interrupt) }
