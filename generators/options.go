package generators

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/wrangler"
)

// setting is a value that stands in a fragment of the configuration instead of
// the one of the template.
type setting struct {
	path  []string
	value wrangler.Value
}

// settings returns what is chosen for a class among the options of a layer.
func (g *generator) settings(options []catalog.Option, from, to spec.Names) ([]setting, error) {
	var settings []setting
	for _, chosen := range g.spec.Options {
		if chosen.Class != to.Class {
			continue
		}
		i := slices.IndexFunc(options, func(o catalog.Option) bool { return o.ID == chosen.ID })
		if i < 0 {
			continue // of another layer
		}
		// What a record says comes from a repository, and was not checked before.
		if err := options[i].Check(chosen); err != nil {
			return nil, err
		}
		path := []string{"vars"}
		for _, key := range options[i].Path() {
			path = append(path, rename(key, from, to))
		}
		settings = append(settings, setting{path, literal(options[i], chosen.Value)})
	}
	return settings, nil
}

// literal is a value as it stands in the configuration.
func literal(option catalog.Option, value string) wrangler.Value {
	if number, err := strconv.Atoi(value); err == nil && option.Type == catalog.Integer {
		return wrangler.Number(number)
	}
	return wrangler.String(value)
}

// checkOptions refuses an option for what the project has already: its value
// may have been changed by hand, and so may the code that relies on it.
func checkOptions(cat *catalog.Catalog, had, wanted spec.Spec) error {
	for _, chosen := range wanted.Options {
		i := slices.IndexFunc(had.Patterns, func(p spec.Pattern) bool { return p.Class == chosen.Class })
		if i < 0 || slices.Contains(had.Options, chosen) {
			continue
		}
		for _, option := range cat.Options(had.Patterns[i].ID) {
			if option.ID == chosen.ID && (option.Feature == "" || slices.Contains(had.Features, option.Feature)) {
				return &spec.Error{Field: "option", Value: chosen.String(), Problem: "is for a class that the project has already",
					Remedy: fmt.Sprintf("change %q in wrangler.jsonc", option.Path()[0])}
			}
		}
	}
	return nil
}
