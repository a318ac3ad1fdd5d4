// Package quietstart keeps every start of docreate in tmux from starting a
// second program.
//
// The library that styles the form, lipgloss, looks for the colours of standard
// output as soon as it is linked in, and in tmux it runs "tmux info" for that:
// before main, for each command, also for those that style nothing. There is no
// switch, but without TMUX in the environment it does not look. Go initialises
// packages that have all they import in the order of their paths, so that this
// one, which needs os alone, comes before lipgloss, which needs packages with
// later paths. A test in internal/cli watches over that.
package quietstart

import "os"

var hidden, wasSet = hide()

func hide() (value string, ok bool) {
	if value, ok = os.LookupEnv("TMUX"); ok {
		_ = os.Unsetenv("TMUX") // it then costs a few milliseconds
	}
	return value, ok
}

// Restore puts the environment back. It is for the package that imports
// lipgloss, to call once that is initialised.
func Restore() error {
	if !wasSet {
		return nil
	}
	return os.Setenv("TMUX", hidden)
}
