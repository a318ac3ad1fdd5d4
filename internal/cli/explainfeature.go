package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/catalog"
)

// featureResult is the document of `docreate explain` about a feature.
type featureResult struct {
	document
	listedFeature
	Patterns []string `json:"patterns"` // ids of those that it fits
	Kit      []string `json:"kit"`      // modules it is built on
	// Recommended is why most projects want it, empty where that depends.
	Recommended string            `json:"recommended,omitempty"`
	Needs       map[string]string `json:"needs,omitempty"`    // features that come with it, and why
	Excludes    map[string]string `json:"excludes,omitempty"` // features that it cannot be with, and why
	Always      map[string]string `json:"always,omitempty"`   // patterns that have it built in, and how
	// Options are settings that it brings to the classes of patterns, by their ids.
	Options map[string][]listedOption `json:"options,omitempty"`
	Files   []string                  `json:"files"` // what it adds to a project
	Guide   string                    `json:"guide"` // its section in the project's README, in Markdown
}

func explainFeature(env *Environment, header document, cat *catalog.Catalog, f *catalog.Feature, asJSON bool) error {
	result := featureResult{
		document:      header,
		listedFeature: listedFeature{f.ID, f.Aliases, f.Title, f.Summary},
		Patterns:      cat.Fits(f),
		Kit:           []string{},
		Files:         []string{},
		Recommended:   f.Recommended,
		Needs:         f.Needs,
		Excludes:      f.Excludes,
		Always:        f.Always,
		Options:       map[string][]listedOption{},
	}
	layers := []catalog.Layer{f.Layer}
	for _, module := range cat.Modules(f.Kit) {
		result.Kit = append(result.Kit, module.ID)
		layers = append(layers, module.Layer)
	}
	for _, pattern := range slices.Sorted(maps.Keys(f.PerPattern)) {
		layers = append(layers, f.PerPattern[pattern])
	}
	for _, layer := range layers {
		for _, file := range layer.Files {
			switch {
			case !file.Fragment:
				result.Files = append(result.Files, file.Path)
			case file.Path == "README.md" && layer.ID == f.ID:
				result.Guide = catalog.WithoutMarkers(string(file.Content))
			}
		}
	}
	slices.Sort(result.Files)
	for pattern, options := range f.Options {
		for _, o := range options {
			result.Options[pattern] = append(result.Options[pattern], listedOption{ID: o.ID, Summary: o.Summary, Default: o.Default, Values: o.Values()})
		}
	}
	if asJSON {
		return writeJSON(env.Out, result)
	}
	return writeFeature(env.Out, cat, result)
}

func writeFeature(w io.Writer, cat *catalog.Catalog, r featureResult) error {
	fmt.Fprintf(w, "%s (%s)\n%s\n\n", r.Title, r.ID, r.Summary)
	for _, row := range []struct{ name, text string }{
		{"Also called", strings.Join(r.Aliases, ", ")},
		{"Recommended", r.Recommended},
		{"For", fitting(cat, r.Patterns)},
		{"Kit", strings.Join(r.Kit, ", ")},
	} {
		if row.text != "" {
			fmt.Fprintf(w, "%-14s%s\n", row.name, row.text)
		}
	}
	for _, reasons := range []struct {
		name string
		byID map[string]string
	}{{"Brings along", r.Needs}, {"Always in", r.Always}, {"Not with", r.Excludes}} {
		for _, id := range slices.Sorted(maps.Keys(reasons.byID)) {
			fmt.Fprintf(w, "%-14s%s: %s\n", reasons.name, id, reasons.byID[id])
		}
	}
	if len(r.Options) > 0 {
		fmt.Fprintln(w, "\nOptions of the classes of each pattern, for --option Class.option=value")
	}
	for _, pattern := range slices.Sorted(maps.Keys(r.Options)) {
		for _, o := range r.Options[pattern] {
			fmt.Fprintf(w, "  %-14s%s: %s: %s (%s)\n", pattern, o.ID, o.Summary, o.Default, o.Values)
		}
	}
	if len(r.Files) > 0 {
		fmt.Fprintf(w, "\nFiles\n  %s\n", strings.Join(r.Files, "\n  "))
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(r.Guide))
	return err
}

// fitting says in words which patterns a feature fits.
func fitting(cat *catalog.Catalog, ids []string) string {
	if len(ids) == len(cat.Patterns) {
		return "every pattern"
	}
	return strings.Join(ids, ", ")
}

// unknownID is an id that is neither a pattern nor a feature.
func unknownID(cat *catalog.Catalog, id string) error {
	var known []string
	for _, p := range cat.Patterns {
		known = append(known, p.ID)
	}
	for _, f := range cat.Features {
		known = append(known, f.ID)
	}
	return &catalog.UnknownError{Kind: "pattern or feature", ID: id, Known: known}
}
