package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/pricing"
	"github.com/docreate/docreate/internal/spec"
)

// setting is an option of a class of the draft.
type setting struct {
	at    int // the class
	class string
	catalog.Option
}

// label is the setting as the command line calls it, without a value.
func (s *setting) label() string { return s.class + "." + s.ID }

// check says why the setting cannot have a value. None is the usual one.
func (s *setting) check(value string) error {
	if value == "" {
		return nil
	}
	return s.Check(spec.Option{Class: s.class, ID: s.ID, Value: value})
}

// suggestion is what the estimate says of the setting, "" for nothing. Only the
// number of shards is one that follows from a load.
func (s *setting) suggestion(n *numbers) string {
	load, given := n.load()
	if s.ID != "shards" || !given {
		return ""
	}
	return fmt.Sprintf("%d by your numbers", pricing.Of(load).Shards)
}

// settings are the options that the classes have with the features that are
// chosen, in the order of the classes.
func (d *draft) settings() []setting {
	var all []setting
	features := d.allFeatures()
	for at, c := range d.classes {
		for _, option := range d.catalog.Options(c.pattern) {
			if option.Feature == "" || slices.Contains(features, option.Feature) {
				all = append(all, setting{at, c.name, option})
			}
		}
	}
	return all
}

// allFeatures are the features of the project, asked for or said.
func (d *draft) allFeatures() []string {
	if d.ask.Features {
		return d.features()
	}
	resolved, err := d.catalog.ResolveFeatures(d.said.Features)
	if err != nil {
		return d.said.Features // the preview shows why
	}
	return resolved
}

// value is what was chosen for a setting, "" for what is usual.
func (d *draft) value(s setting) string { return d.classes[s.at].options[s.ID] }

// choose gives a setting a value. Copies of the draft keep theirs.
func (d *draft) choose(s setting, value string) {
	c := &d.classes[s.at]
	c.options = maps.Clone(c.options)
	if c.options == nil {
		c.options = map[string]string{}
	}
	c.options[s.ID] = value
}

// options are the settings that are not the usual ones. What cannot be is left
// out: whoever asks for it says so, and does not go on.
func (d *draft) options() []string {
	var texts []string
	for _, s := range d.settings() {
		if value := d.value(s); value != "" && value != s.Default && s.check(value) == nil {
			texts = append(texts, s.label()+"="+value)
		}
	}
	return texts
}

// parseClasses reads patterns as the command line has them.
func parseClasses(c *catalog.Catalog, texts []string) ([]class, error) {
	var classes []class
	for _, text := range texts {
		pattern, err := c.ResolvePattern(text)
		if err != nil {
			return nil, err
		}
		classes = append(classes, class{pattern: pattern.ID, name: pattern.Class})
	}
	return classes, nil
}

// takeOptions gives classes the options that a preset says. Those of features
// that are not chosen wait until they are.
func takeOptions(c *catalog.Catalog, texts []string, classes []class) error {
	patterns := make([]spec.Pattern, len(classes))
	for i, c := range classes {
		patterns[i] = spec.Pattern{ID: c.pattern, Names: spec.NamesOf(c.name)}
	}
	var features []string
	for _, f := range c.Features {
		features = append(features, f.ID)
	}
	options, err := c.ResolveOptions(texts, patterns, features)
	if err != nil {
		return err
	}
	for _, o := range options {
		at := slices.IndexFunc(classes, func(c class) bool { return c.name == o.Class })
		if classes[at].options == nil {
			classes[at].options = map[string]string{}
		}
		classes[at].options[o.ID] = o.Value
	}
	return nil
}

// variable is the name in the configuration below which a setting stands.
func (d *draft) variable(s setting) string {
	key := s.Path()[0]
	pattern, err := d.catalog.Pattern(d.classes[s.at].pattern)
	if err != nil {
		return key
	}
	if rest, ok := strings.CutPrefix(key, pattern.Binding); ok {
		return spec.NamesOf(s.class).Binding + rest
	}
	return key
}
