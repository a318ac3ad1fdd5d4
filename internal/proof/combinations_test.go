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
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
)

// batchSize is the number of projects that one start of vitest tests. Starting
// it costs as much as half the tests of a project.
const batchSize = 8

// A combination is a pattern, or every pattern in one project, with a set of
// features of which none lacks what it needs.
type combination struct {
	patterns []catalog.Pattern
	features []string
}

func (c combination) String() string {
	return c.id() + " with " + cmp.Or(strings.Join(c.features, "+"), "no feature")
}

// id names the patterns.
func (c combination) id() string {
	if len(c.patterns) == 1 {
		return c.patterns[0].ID
	}
	return "every-pattern"
}

// spec is the combination as a project with the name.
func (c combination) spec(name string) spec.Spec {
	s := spec.Spec{Name: name, PackageManager: spec.NPM, Features: c.features}
	for _, p := range c.patterns {
		s.Patterns = append(s.Patterns, Default(p))
	}
	return s
}

func (c combination) render(t *testing.T, cat *catalog.Catalog) []plan.File {
	t.Helper()
	files, err := generators.New(cat, c.spec("proof"), "proof")
	if err != nil {
		t.Fatalf("%s: %v", c, err)
	}
	return files
}

// proveEveryCombination proves every set of features with every pattern.
//
// Each is rendered as a project of its own, which is type-checked and deployed
// dry. The tests run in projects with every pattern, so that a set of features
// is tested with all of them at once and modules that they share are tested
// once.
//
// Some projects are the same to the compiler, to the dry run or to the tests,
// which do not read the files that differ; so a step runs once for all that
// have the same bytes in what it reads. What has passed is recorded in the
// cache: a run that was interrupted goes on where it was, and after a change
// only what the change reaches runs again.
func proveEveryCombination(t *testing.T, cat *catalog.Catalog) {
	t.Helper()
	start := time.Now()
	passed := openRecord(t)
	sets := featureSets(t, cat)
	w := work{cat: cat, passed: passed, asked: map[string][]string{}, before: map[string]int{}}
	for _, c := range testedTogether(t, cat, sets) {
		w.add(t, c, stepsOfTests)
	}
	count := 0
	for _, p := range cat.Patterns {
		for _, features := range sets {
			w.add(t, combination{[]catalog.Pattern{p}, features}, stepsOfEach)
			count++
		}
	}
	requireTime(t, len(w.due))
	types := &generatedTypes{byKey: map[string][]byte{}}
	t.Run("batches", func(t *testing.T) {
		for batch := range slices.Chunk(w.due, batchSize) {
			t.Run(batch[0].name, func(t *testing.T) {
				t.Parallel()
				proveTogether(t, cat, batch, types, passed)
			})
		}
	})
	t.Logf("%d combinations of features and patterns, in %s", count, time.Since(start).Round(time.Second))
	w.report(t)
}

// requireTime fails before the work begins that the time limit of the run would
// cut off: go test has one of 10 minutes unless told.
func requireTime(t *testing.T, projects int) {
	t.Helper()
	// On two cores a project took three times as long.
	const each = 500 * time.Millisecond
	if end, limited := t.Deadline(); limited && time.Until(end) < time.Duration(projects)*each {
		t.Fatalf("%d projects take longer than the %s that this run has; give it -timeout 6h", projects, time.Until(end).Round(time.Second))
	}
}

// work is what is to be done for a proof, and what was done before.
type work struct {
	cat    *catalog.Catalog
	passed record
	asked  map[string][]string // keys, by the names of steps
	before map[string]int
	due    []candidate
}

// add has those steps run for a combination that have not been for one that is
// the same to them.
func (w *work) add(t *testing.T, c combination, steps []proofStep) {
	t.Helper()
	files := c.render(t, w.cat)
	one := candidate{
		combination: c, name: fmt.Sprintf("%s-%04d", c.id(), len(w.due)), types: typesKey(files), due: map[string]string{},
	}
	for _, s := range steps {
		if !s.applies(files) {
			continue
		}
		key := s.key(t, files)
		if slices.Contains(w.asked[s.name], key) {
			continue
		}
		w.asked[s.name] = append(w.asked[s.name], key)
		if w.passed.has(t, key) {
			w.before[s.name]++
		} else {
			one.due[s.name] = key
		}
	}
	if len(one.due) > 0 {
		w.due = append(w.due, one)
	}
}

// report says what each step came to, and fails where one has not passed for
// everything.
func (w *work) report(t *testing.T) {
	t.Helper()
	for _, s := range slices.Concat(stepsOfEach, stepsOfTests) {
		different := len(w.asked[s.name])
		after := 0
		for _, key := range w.asked[s.name] {
			if w.passed.has(t, key) {
				after++
			}
		}
		t.Logf("%s: %d different projects, %d passed, %d of these in earlier runs", s.name, different, after, w.before[s.name])
		if after < different {
			t.Errorf("%s: not every combination has passed", s.name)
		}
	}
}

// featureSets returns each set of features, completed by what they need and
// without those that exclude one another.
func featureSets(t *testing.T, cat *catalog.Catalog) [][]string {
	t.Helper()
	sets := map[string][]string{}
	for _, set := range subsets(featureIDs(cat)) {
		if features, possible := resolve(t, cat, set...); possible {
			sets[strings.Join(features, "+")] = features
		}
	}
	return sorted(sets)
}

// testedTogether returns the projects in which the sets of features are tested:
// with every pattern, and with those features besides that change no code and
// no test. What those add to the configuration is tested with each set.
func testedTogether(t *testing.T, cat *catalog.Catalog, sets [][]string) []combination {
	t.Helper()
	codes := map[string]string{}
	code := func(features []string) string {
		key := strings.Join(features, "+")
		if codes[key] == "" {
			codes[key] = codeOf(t, combination{cat.Patterns, features}.render(t, cat))
		}
		return codes[key]
	}
	var silent []string
	for _, id := range featureIDs(cat) {
		if alone, possible := resolve(t, cat, id); possible && code(alone) == code(nil) {
			silent = append(silent, id)
		}
	}
	together := map[string]combination{}
	for _, set := range sets {
		features, possible := resolve(t, cat, slices.Concat(set, silent)...)
		if !possible || code(features) != code(set) {
			features = set
		}
		together[strings.Join(features, "+")] = combination{cat.Patterns, features}
	}
	return sorted(together)
}

// sorted returns the values in the order of their keys.
func sorted[V any](byKey map[string]V) []V {
	var values []V
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		values = append(values, byKey[key])
	}
	return values
}

// codeOf names what tests read of a project but its configuration.
func codeOf(t *testing.T, project []plan.File) string {
	t.Helper()
	return testsStep.key(t, slices.DeleteFunc(slices.Clone(project), func(f plan.File) bool { return f.Path == "wrangler.jsonc" }))
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
