package proof

import (
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/workbench"
)

// The code of a project takes every option at its least and at its greatest
// value: the limits that users are told are those of the code.
func TestOptionsAtTheirLimits(t *testing.T) {
	t.Parallel()
	cat := Catalog(t)
	var s spec.Spec
	for _, f := range cat.Features {
		s.Features = append(s.Features, f.ID)
	}
	for _, pattern := range cat.Patterns {
		least, most := Default(pattern), Named(pattern, "Other"+pattern.Class)
		s.Patterns = append(s.Patterns, least, most)
		for _, o := range cat.Options(pattern.ID) {
			s.Options = append(s.Options,
				spec.Option{Class: least.Class, ID: o.ID, Value: o.Minimum},
				spec.Option{Class: most.Class, ID: o.ID, Value: o.Maximum})
		}
	}
	s.Options = spec.SortOptions(s.Options)
	if len(s.Options) == 0 {
		t.Fatal("there is no option")
	}
	dir := WriteSpec(t, cat, s)
	workbench.Run(t, dir, "wrangler", "types")
	workbench.Run(t, dir, "node", "scripts/typecheck.ts")
	out := runTests(t, dir, "--testNamePattern", "in wrangler.jsonc")
	if !strings.Contains(out, " passed") {
		t.Errorf("no test reads the values:\n%s", out)
	}
}
