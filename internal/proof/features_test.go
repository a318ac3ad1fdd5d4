package proof

import (
	"errors"
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

var full = flag.Bool("full", false, "prove every combination of features, not only every pair, and every two patterns; this takes an hour on two cores")

// Every pair of features, on and off, for every pattern. Each project has all
// patterns, so that each set of features is proven for all of them at once.
// With -full, every set of features, for each pattern by itself.
func TestProofOfFeatures(t *testing.T) {
	cat := Catalog(t)
	if *full {
		proveEveryCombination(t, cat)
		return
	}
	var patterns []spec.Pattern
	for _, p := range cat.Patterns {
		patterns = append(patterns, Default(p))
	}
	for _, set := range pairsOfFeatures(t, cat) {
		if len(set) == 0 {
			// Proven as a project without features.
			continue
		}
		t.Run(strings.Join(set, "+"), func(t *testing.T) {
			t.Parallel()
			prove(t, WriteWith(t, cat, set, patterns...))
		})
	}
}

// pairsOfFeatures returns sets with every pair of features, on and off, that
// there can be. A covering array has nearly all of them. What it lacks, because
// a feature brings what it needs or excludes another, gets a set of its own,
// with all that may be in it.
func pairsOfFeatures(t *testing.T, cat *catalog.Catalog) [][]string {
	t.Helper()
	ids := featureIDs(cat)
	var sets [][]string
	add := func(set []string) {
		if !slices.ContainsFunc(sets, func(other []string) bool { return slices.Equal(set, other) }) {
			sets = append(sets, set)
		}
	}
	for _, set := range Covering(ids) {
		if set, possible := resolve(t, cat, set...); possible {
			add(set)
		}
	}
	for _, pair := range pairsOf(ids) {
		if slices.ContainsFunc(sets, pair.in) {
			continue
		}
		if set, possible := grow(t, cat, pair); possible {
			add(set)
		}
	}
	return sets
}

// A pair is one or two features that are on and one, or none, that is off.
type pair struct {
	on  []string
	off string
}

func (p pair) in(set []string) bool {
	for _, id := range p.on {
		if !slices.Contains(set, id) {
			return false
		}
	}
	return !slices.Contains(set, p.off)
}

// pairsOf returns all pairs but those of two features that are off, which a
// project without features has.
func pairsOf(ids []string) []pair {
	var pairs []pair
	for _, a := range ids {
		for _, b := range ids {
			if a < b {
				pairs = append(pairs, pair{on: []string{a, b}})
			}
			if a != b {
				pairs = append(pairs, pair{on: []string{a}, off: b})
			}
		}
	}
	return pairs
}

// grow returns the pair with as many features more as can be, or false if the
// pair itself cannot be.
func grow(t *testing.T, cat *catalog.Catalog, p pair) ([]string, bool) {
	t.Helper()
	set, possible := resolve(t, cat, p.on...)
	if !possible || !p.in(set) {
		return nil, false
	}
	for _, id := range featureIDs(cat) {
		if more, possible := resolve(t, cat, append(slices.Clone(set), id)...); possible && p.in(more) {
			set = more
		}
	}
	return set, true
}

// resolve returns the features with what they need, or false if some of them
// exclude one another.
func resolve(t *testing.T, cat *catalog.Catalog, ids ...string) ([]string, bool) {
	t.Helper()
	resolved, err := cat.ResolveFeatures(ids)
	if excluded := (*catalog.ExcludedError)(nil); errors.As(err, &excluded) {
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	return resolved, true
}

func featureIDs(cat *catalog.Catalog) []string {
	var ids []string
	for _, f := range cat.Features {
		ids = append(ids, f.ID)
	}
	return ids
}

// Every pair that there can be is in the sets, with what features need and
// what they exclude.
func TestPairsOfFeaturesAreAll(t *testing.T) {
	feature := func(id string, needs ...string) catalog.Feature {
		reasons := map[string]string{}
		for _, need := range needs {
			reasons[need] = "because"
		}
		return catalog.Feature{Layer: catalog.Layer{ID: id}, Needs: reasons}
	}
	alone := feature("alone")
	alone.Excludes = map[string]string{"c": "because", "d": "because"}
	for name, cat := range map[string]*catalog.Catalog{
		"embedded": Catalog(t),
		"made up":  {Features: []catalog.Feature{alone, feature("b", "c"), feature("c"), feature("d", "b"), feature("e")}},
	} {
		t.Run(name, func(t *testing.T) {
			sets := pairsOfFeatures(t, cat)
			possible := 0
			for _, p := range pairsOf(featureIDs(cat)) {
				want := slices.ContainsFunc(subsets(featureIDs(cat)), func(ids []string) bool {
					set, possible := resolve(t, cat, ids...)
					return possible && p.in(set)
				})
				if want {
					possible++
				}
				if got := slices.ContainsFunc(sets, p.in); got != want {
					t.Errorf("a set with %v and without %q: %v, want %v", p.on, p.off, got, want)
				}
			}
			if possible == 0 {
				t.Error("no pair is possible")
			}
		})
	}
}
