package proof

import (
	"fmt"
	"slices"
	"testing"
)

func TestCovering(t *testing.T) {
	for n := range 16 {
		items := make([]string, n)
		for i := range items {
			items[i] = fmt.Sprint("f", i)
		}
		sets := Covering(items)
		for _, a := range items {
			for _, b := range items {
				if a >= b {
					continue
				}
				for _, want := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, false}} {
					if !slices.ContainsFunc(sets, func(set []string) bool {
						return slices.Contains(set, a) == want[0] && slices.Contains(set, b) == want[1]
					}) {
						t.Errorf("%d items: no set has %s %v and %s %v", n, a, want[0], b, want[1])
					}
				}
			}
		}
		if limit := 8; len(sets) > limit {
			t.Errorf("%d items need %d sets, want at most %d", n, len(sets), limit)
		}
	}
}
