package proof

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docreate/docreate/generators"
	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

// batchSize is the number of projects that one start of vitest tests. Starting
// it costs as much as half the tests of a project.
const batchSize = 12

// A combination is a pattern with a set of features, of which none lacks what
// it needs.
type combination struct {
	pattern  catalog.Pattern
	features []string
}

func (c combination) String() string {
	return c.pattern.ID + " with " + cmp.Or(strings.Join(c.features, "+"), "no feature")
}

// spec is the combination as a project with the name.
func (c combination) spec(name string) spec.Spec {
	return spec.Spec{
		Name: name, PackageManager: spec.NPM, Patterns: []spec.Pattern{Default(c.pattern)}, Features: c.features,
	}
}

// proveEveryCombination proves every set of features with every pattern.
//
// Every combination is rendered. Some of them are the same to the compiler, to
// the dry run or to the tests, which do not read the files that differ; so a
// step runs once for all that have the same bytes in what it reads. What has
// passed is recorded in the cache: a run that was interrupted goes on where it
// was, and after a change only what the change reaches runs again.
func proveEveryCombination(t *testing.T, cat *catalog.Catalog) {
	t.Helper()
	start := time.Now()
	passed := openRecord(t)
	asked := map[string][]string{} // keys, by the names of steps
	before := map[string]int{}
	var due []candidate
	all := everyCombination(t, cat)
	for i, c := range all {
		files, err := generators.New(cat, c.spec("proof"), "proof")
		if err != nil {
			t.Fatalf("%s: %v", c, err)
		}
		one := candidate{
			combination: c, name: fmt.Sprintf("%s-%04d", c.pattern.ID, i), types: typesKey(files), due: map[string]string{},
		}
		for _, s := range proofSteps {
			if !s.applies(files) {
				continue
			}
			key := s.key(t, files)
			if slices.Contains(asked[s.name], key) {
				continue
			}
			asked[s.name] = append(asked[s.name], key)
			if passed.has(t, key) {
				before[s.name]++
			} else {
				one.due[s.name] = key
			}
		}
		if len(one.due) > 0 {
			due = append(due, one)
		}
	}
	types := &generatedTypes{byKey: map[string][]byte{}}
	t.Run("batches", func(t *testing.T) {
		for batch := range slices.Chunk(due, batchSize) {
			t.Run(batch[0].name, func(t *testing.T) {
				t.Parallel()
				proveTogether(t, cat, batch, types, passed)
			})
		}
	})
	t.Logf("%d combinations of features and patterns, in %s", len(all), time.Since(start).Round(time.Second))
	for _, s := range proofSteps {
		different := len(asked[s.name])
		after := 0
		for _, key := range asked[s.name] {
			if passed.has(t, key) {
				after++
			}
		}
		t.Logf("%s: %d different projects, %d passed, %d of these in earlier runs", s.name, different, after, before[s.name])
		if after < different {
			t.Errorf("%s: not every combination has passed", s.name)
		}
	}
}

// everyCombination returns each set of features, completed by what they need
// and without those that exclude one another, with each pattern.
func everyCombination(t *testing.T, cat *catalog.Catalog) []combination {
	t.Helper()
	sets := map[string][]string{}
	for _, set := range subsets(featureIDs(cat)) {
		if features, possible := resolve(t, cat, set...); possible {
			sets[strings.Join(features, "+")] = features
		}
	}
	var all []combination
	for _, p := range cat.Patterns {
		for _, name := range slices.Sorted(maps.Keys(sets)) {
			all = append(all, combination{p, sets[name]})
		}
	}
	return all
}

// subsets returns every subset of the items.
func subsets(items []string) [][]string {
	sets := [][]string{nil}
	for _, item := range items {
		for _, set := range slices.Clone(sets) {
			sets = append(sets, append(slices.Clone(set), item))
		}
	}
	return sets
}
