package cli

import (
	"strings"
	"testing"
)

// What was installed is counted by the package manager, or not at all.
func TestInstalled(t *testing.T) {
	for name, test := range map[string]struct{ output, want string }{
		"npm":         {"npm warn deprecated 3 packages\n\nadded 112 packages, and audited 113 packages in 12s\n\n30 packages are looking for funding", "installed 112 packages"},
		"npm, one":    {"added 1 package in 1s", "installed 1 package"},
		"npm, none":   {"up to date in 300ms", "installed"},
		"pnpm":        {"Packages: +98\n++++++++++\nDone in 4.2s using pnpm v10.0.0", "installed 98 packages"},
		"bun":         {"bun install v1.3.0\n\n112 packages installed [1.20s]", "installed 112 packages"},
		"yarn":        {"➤ YN0000: · Done with warnings in 3s 211ms", "installed"},
		"no number":   {"added many packages", "installed"},
		"nothing":     {"", "installed"},
		"in passing":  {"warning: it added 7 packages", "installed"},
		"not a count": {"added 12packages", "installed"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := installed(strings.Split(test.output, "\n")); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
