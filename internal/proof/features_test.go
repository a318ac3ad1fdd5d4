package proof

import (
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docreate/docreate/internal/spec"
)

var full = flag.Bool("full", false, "prove every combination of features, not only every pair, and every two patterns; this takes hours")

// Every pair of features, on and off, for every pattern. Each project has all
// patterns, so that each set of features is proven for all of them at once.
func TestProofOfFeatures(t *testing.T) {
	cat := Catalog(t)
	var ids []string
	for _, f := range cat.Features {
		ids = append(ids, f.ID)
	}
	sets := Covering(ids)
	if *full {
		sets = combinations(ids)
	}
	var patterns []spec.Pattern
	for _, p := range cat.Patterns {
		patterns = append(patterns, Default(p))
	}
	start := time.Now()
	proven := map[string]bool{}
	t.Run("sets", func(t *testing.T) {
		for _, set := range sets {
			features, err := cat.ResolveFeatures(set)
			name := strings.Join(features, "+")
			if err != nil || name == "" || proven[name] {
				// Excluded, or proven already as a project without features or as
				// one with what the features need.
				continue
			}
			proven[name] = true
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				prove(t, WriteWith(t, cat, features, patterns...))
			})
		}
	})
	t.Logf("%d sets of features with %d patterns each, in %s", len(proven), len(patterns), time.Since(start).Round(time.Second))
}

// combinations returns every subset of the items.
func combinations(items []string) [][]string {
	sets := [][]string{nil}
	for _, item := range items {
		for _, set := range slices.Clone(sets) {
			sets = append(sets, append(slices.Clone(set), item))
		}
	}
	return sets
}
