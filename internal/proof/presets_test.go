package proof

import (
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/presets"
)

// Every preset. Those with the same features share a project.
func TestProofOfPresets(t *testing.T) {
	t.Parallel()
	cat := Catalog(t)
	all, err := catalog.LoadPresets(presets.FS)
	if err != nil {
		t.Fatal(err)
	}
	projects := map[string][]spec.Pattern{}
	features := map[string][]string{}
	for _, preset := range all {
		ids, err := cat.ResolveFeatures(preset.Features)
		if err != nil {
			t.Fatal(err)
		}
		key := "with " + strings.Join(ids, "+")
		features[key] = ids
		for _, text := range preset.Patterns {
			parsed, err := spec.ParsePattern(text)
			if err != nil {
				t.Fatal(err)
			}
			projects[key] = append(projects[key], spec.Pattern{ID: parsed.ID, Names: spec.NamesOf(parsed.Class)})
		}
	}
	for name, patterns := range projects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prove(t, WriteWith(t, cat, features[name], patterns...))
		})
	}
}
