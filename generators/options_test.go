package generators

import (
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/project"
	"github.com/docreate/docreate/internal/spec"
)

// unusual chooses another value than the usual one for every option of a class,
// those of the pattern apart from those that come with features.
func unusual(cat *catalog.Catalog, p spec.Pattern) (own, ofFeatures []spec.Option) {
	for _, o := range cat.Options(p.ID) {
		value := o.Minimum
		if value == o.Default {
			value = o.Maximum
		}
		chosen := spec.Option{Class: p.Class, ID: o.ID, Value: value}
		if o.Feature == "" {
			own = append(own, chosen)
		} else {
			ofFeatures = append(ofFeatures, chosen)
		}
	}
	return spec.SortOptions(own), spec.SortOptions(ofFeatures)
}

// An option changes its value in the configuration, at the top level and in
// each environment, and nothing else.
func TestOptionsAreInTheConfiguration(t *testing.T) {
	cat := realCatalog(t)
	tested := 0
	for _, pattern := range cat.Patterns {
		p := spec.Pattern{ID: pattern.ID, Names: spec.NamesOf("Other" + pattern.Class)}
		usual := specOf(p)
		usual.Features = []string{"environments", "ttl"}
		before := generate(t, cat, usual)
		for _, option := range both(unusual(cat, p)) {
			tested++
			chosen := usual
			chosen.Options = []spec.Option{option}
			after := generate(t, cat, chosen)
			var got []string
			lines := strings.Split(after[configPath], "\n")
			for i, line := range strings.Split(before[configPath], "\n") {
				if lines[i] != line {
					got = append(got, lines[i])
				}
			}
			if len(got) != 3 {
				t.Errorf("%s: %d lines differ, want one in each of 3 environments:\n%s", option, len(got), strings.Join(got, "\n"))
			}
			for _, line := range got {
				if !strings.Contains(line, option.Value) {
					t.Errorf("%s: %q does not hold the value", option, line)
				}
			}
			for _, path := range []string{configPath, project.RecordPath} {
				after[path] = before[path]
			}
			compare(t, after, before)
		}
	}
	if tested == 0 {
		t.Error("no pattern has an option")
	}
}

func both(own, ofFeatures []spec.Option) []spec.Option {
	return spec.SortOptions(slices.Concat(own, ofFeatures))
}

// Law 3 holds with options: those of a class come with it, and those of a
// feature with the feature.
func TestLawOptionsCanComeLater(t *testing.T) {
	cat := realCatalog(t)
	for _, pattern := range cat.Patterns {
		first, second := spec.Pattern{ID: pattern.ID, Names: spec.NamesOf("Other" + pattern.Class)}, defaults(pattern)
		own, ofFeatures := unusual(cat, first)

		s := specOf(first)
		s.Options = own
		files := generate(t, cat, s)
		s = specOf(first)
		s.Features, s.Options = []string{"ttl"}, ofFeatures
		add(t, cat, files, s)
		s = specOf(second)
		s.Options = both(unusual(cat, second))
		add(t, cat, files, s)

		whole := specOf(first, second)
		whole.Features = []string{"ttl"}
		whole.Options = spec.SortOptions(slices.Concat(own, ofFeatures, s.Options))
		compare(t, files, generate(t, cat, whole))
	}
}

// What a project has already is not changed by an option: somebody may have
// changed it, or code that relies on it.
func TestAddRefusesOptionsOfWhatIsThere(t *testing.T) {
	cat := realCatalog(t)
	pattern, err := cat.Pattern("sharded")
	if err != nil {
		t.Fatal(err)
	}
	s := specOf(defaults(*pattern))
	there := open(t, generate(t, cat, s))
	s.Options = []spec.Option{{Class: pattern.Class, ID: "shards", Value: "16"}}
	if _, err := Add(cat, there, s, "test"); err == nil || !strings.Contains(err.Error(), `change "COUNTER_SHARD_SHARDS" in wrangler.jsonc`) {
		t.Errorf("got %v", err)
	}
}
