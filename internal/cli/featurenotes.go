package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

// featureNotes tells whoever asked for features what they might not expect:
// features that came along, and patterns that one of them adds nothing to.
func featureNotes(cat *catalog.Catalog, asked []string, s spec.Spec) []string {
	var notes []string
	for i := range cat.Features {
		f := &cat.Features[i]
		if !slices.Contains(s.Features, f.ID) {
			continue
		}
		if !isAsked(f, asked) {
			notes = append(notes, broughtBy(cat, f, s.Features))
		}
		fits := cat.Fits(f)
		var misfits []string
		for _, p := range s.Patterns {
			if how, always := f.Always[p.ID]; always {
				notes = append(notes, fmt.Sprintf("%s adds nothing to %s: %s", f.ID, p.Class, how))
			} else if !slices.Contains(fits, p.ID) {
				misfits = append(misfits, p.Class)
			}
		}
		if len(misfits) > 0 {
			notes = append(notes, fmt.Sprintf("%s does nothing for %s: it is for %s", f.ID, strings.Join(misfits, ", "), strings.Join(fits, ", ")))
		}
	}
	return notes
}

// isAsked reports whether a feature was named, by its id or by an alias.
func isAsked(f *catalog.Feature, asked []string) bool {
	return slices.ContainsFunc(asked, func(name string) bool { return name == f.ID || slices.Contains(f.Aliases, name) })
}

// broughtBy says which of the features needs another one, and why.
func broughtBy(cat *catalog.Catalog, f *catalog.Feature, features []string) string {
	var reasons []string
	for _, other := range cat.Features {
		if reason, needed := other.Needs[f.ID]; needed && slices.Contains(features, other.ID) {
			reasons = append(reasons, fmt.Sprintf("%s comes with %s: %s", f.ID, other.ID, reason))
		}
	}
	return strings.Join(reasons, "; ")
}
