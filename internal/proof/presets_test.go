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
	projects := map[string]*spec.Spec{}
	options := map[string][]string{}
	for _, preset := range all {
		ids, err := cat.ResolveFeatures(preset.Features)
		if err != nil {
			t.Fatal(err)
		}
		key := "with " + strings.Join(ids, "+")
		if projects[key] == nil {
			projects[key] = &spec.Spec{Features: ids}
		}
		for _, text := range preset.Patterns {
			pattern, err := cat.ResolvePattern(text)
			if err != nil {
				t.Fatal(err)
			}
			projects[key].Patterns = append(projects[key].Patterns, pattern)
		}
		options[key] = append(options[key], preset.Options...)
	}
	for name, s := range projects {
		if s.Options, err = cat.ResolveOptions(options[name], s.Patterns, s.Features); err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prove(t, WriteSpec(t, cat, *s))
		})
	}
}
