package cli

import "os"

// interrupt ends the process: Windows has no interrupt for a single one.
func interrupt(p *os.Process) error { return p.Kill() }
