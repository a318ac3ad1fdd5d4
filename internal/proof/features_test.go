package proof

import (
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docreate/docreate/internal/catalog"
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
	sets := pairsOfFeatures(t, cat, ids)
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

// pairsOfFeatures returns sets with every pair of features, on and off. What a
// feature needs comes with it, and so some sets of the covering array have more
// than they were to have: for the pairs that got lost there is a further set,
// with everything that does not need what must be off.
func pairsOfFeatures(t *testing.T, cat *catalog.Catalog, ids []string) [][]string {
	t.Helper()
	var sets [][]string
	for _, set := range Covering(ids) {
		sets = append(sets, resolve(t, cat, set))
	}
	for _, off := range ids {
		for _, on := range ids {
			without := resolve(t, cat, []string{on})
			if slices.Contains(without, off) || slices.ContainsFunc(sets, func(set []string) bool {
				return slices.Contains(set, on) && !slices.Contains(set, off)
			}) {
				continue
			}
			for _, id := range ids {
				if more := resolve(t, cat, append(slices.Clone(without), id)); !slices.Contains(more, off) {
					without = more
				}
			}
			sets = append(sets, without)
		}
	}
	return sets
}

func resolve(t *testing.T, cat *catalog.Catalog, ids []string) []string {
	t.Helper()
	resolved, err := cat.ResolveFeatures(ids)
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

// Every pair that there can be is in the sets: with what features need, too.
func TestPairsOfFeaturesAreAll(t *testing.T) {
	cat := Catalog(t)
	var ids []string
	for _, f := range cat.Features {
		ids = append(ids, f.ID)
	}
	sets := pairsOfFeatures(t, cat, ids)
	for _, a := range ids {
		for _, b := range ids {
			if a == b {
				continue
			}
			for _, want := range []struct{ a, b, possible bool }{
				{true, true, true},
				{false, false, true},
				{true, false, !slices.Contains(resolve(t, cat, []string{a}), b)},
			} {
				if want.possible && !slices.ContainsFunc(sets, func(set []string) bool {
					return slices.Contains(set, a) == want.a && slices.Contains(set, b) == want.b
				}) {
					t.Errorf("no set has %s %v and %s %v", a, want.a, b, want.b)
				}
			}
		}
	}
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
