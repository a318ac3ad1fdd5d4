package catalog

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tailscale/hujson"

	"github.com/docreate/docreate/internal/spec"
)

// Option is a setting that each class of a pattern has: a value in the
// configuration that somebody may choose instead of the usual one.
type Option struct {
	ID      string `json:"id"`
	Summary string `json:"summary"` // one line, like "how long messages are kept"
	// Variable says where below "vars" the value stands, under the default
	// names. Behind dots come keys and places in lists: "CHAT_ROOM_TTL.messages".
	Variable string     `json:"variable"`
	Type     OptionType `json:"type"`
	// Minimum and Maximum are the first and the last value that may be chosen.
	Minimum string `json:"minimum"`
	Maximum string `json:"maximum"`
	// Off says that "off" may be chosen, too.
	Off bool `json:"off"`
	// Default is the value that stands in the template.
	Default string `json:"-"`
	// Feature is the id of the feature that brings the option, "" for the pattern.
	Feature string `json:"-"`
}

// OptionType says what a value looks like.
type OptionType string

// The types of options.
const (
	Integer  OptionType = "integer"  // 16
	Duration OptionType = "duration" // 30d: a whole number and one of s, m, h and d
)

// Path is where the value stands below "vars".
func (o *Option) Path() []string { return strings.Split(o.Variable, ".") }

// Values says which values there are, like "a whole number from 1 to 256".
func (o *Option) Values() string {
	what := "a whole number"
	if o.Type == Duration {
		what = "a time like 30d, 12h, 5m or 10s,"
	}
	text := fmt.Sprintf("%s from %s to %s", what, o.Minimum, o.Maximum)
	if o.Off {
		text += ", or off"
	}
	return text
}

// Check returns a *spec.Error where the option cannot have a value.
func (o *Option) Check(chosen spec.Option) error {
	if o.accepts(chosen.Value) {
		return nil
	}
	return &spec.Error{Field: "option", Value: chosen.String(), Problem: "has a value that cannot be", Remedy: "use " + o.Values()}
}

func (o *Option) accepts(value string) bool {
	if o.Off && value == "off" {
		return true
	}
	amount, err := o.amount(value)
	least, _ := o.amount(o.Minimum) // both were checked when the catalog was loaded
	most, _ := o.amount(o.Maximum)
	return err == nil && least <= amount && amount <= most
}

var duration = regexp.MustCompile(`^([1-9][0-9]{0,6})([smhd])$`)

// amount is a value as a number, for a duration in seconds.
func (o *Option) amount(value string) (int, error) {
	if o.Type == Integer {
		// The digits only, so that a value is written in one way.
		number, err := strconv.Atoi(value)
		if err == nil && strconv.Itoa(number) != value {
			err = strconv.ErrSyntax
		}
		return number, err
	}
	parts := duration.FindStringSubmatch(value)
	if parts == nil {
		return 0, strconv.ErrSyntax
	}
	number, err := strconv.Atoi(parts[1])
	return number * map[string]int{"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60}[parts[2]], err
}

// Options returns the options that a class of the pattern has, first those of
// the pattern and then those that features bring.
func (c *Catalog) Options(pattern string) []Option {
	var options []Option
	for _, p := range c.Patterns {
		if p.ID == pattern {
			options = append(options, p.Options...)
		}
	}
	for _, f := range c.Features {
		options = append(options, f.Options[pattern]...)
	}
	return options
}

// ResolveOptions reads options as people write them, and checks that the
// project has them. Where one is there twice the later one counts, and those
// that say what is usual are left out, so that equal projects have equal specs.
func (c *Catalog) ResolveOptions(texts []string, patterns []spec.Pattern, features []string) ([]spec.Option, error) {
	var options []spec.Option
	usual := map[spec.Option]bool{}
	for _, text := range texts {
		chosen, err := spec.ParseOption(text)
		if err != nil {
			return nil, err
		}
		option, err := c.findOption(chosen, patterns)
		if err != nil {
			return nil, err
		}
		if err := option.Check(chosen); err != nil {
			return nil, err
		}
		if option.Feature != "" && !slices.Contains(features, option.Feature) {
			return nil, &spec.Error{Field: "option", Value: text, Problem: fmt.Sprintf("needs the feature %q", option.Feature), Remedy: "add --feature " + option.Feature}
		}
		options = append(options, chosen)
		usual[chosen] = chosen.Value == option.Default
	}
	return slices.DeleteFunc(spec.SortOptions(options), func(o spec.Option) bool { return usual[o] }), nil
}

// checkOption checks an option as far as its class is among the patterns.
func (c *Catalog) checkOption(text string, patterns []spec.Pattern) error {
	chosen, err := spec.ParseOption(text)
	if err != nil || !slices.ContainsFunc(patterns, func(p spec.Pattern) bool { return p.Class == chosen.Class }) {
		return err
	}
	option, err := c.findOption(chosen, patterns)
	if err != nil {
		return err
	}
	return option.Check(chosen)
}

// findOption returns the option of the catalog that is meant, or an error that
// names the nearest one.
func (c *Catalog) findOption(chosen spec.Option, patterns []spec.Pattern) (*Option, error) {
	var classes []string
	for _, p := range patterns {
		classes = append(classes, p.Class)
		if p.Class != chosen.Class {
			continue
		}
		options := c.Options(p.ID)
		ids := make([]string, len(options))
		for i := range options {
			if options[i].ID == chosen.ID {
				return &options[i], nil
			}
			ids[i] = options[i].ID
		}
		return nil, &UnknownError{Kind: "option of " + chosen.Class, ID: chosen.ID, Known: ids}
	}
	return nil, &UnknownError{Kind: "class", ID: chosen.Class, Known: classes}
}

// readDefaults fills in what the templates say of options, and checks them.
func (c *Catalog) readDefaults() error {
	for i := range c.Patterns {
		p := &c.Patterns[i]
		if err := readDefaults(p.Options, &p.Layer, ""); err != nil {
			return fmt.Errorf("patterns/%s: %w", p.ID, err)
		}
	}
	for i := range c.Features {
		f := &c.Features[i]
		for pattern, options := range f.Options {
			layer := f.PerPattern[pattern]
			if err := readDefaults(options, &layer, f.ID); err != nil {
				return fmt.Errorf("features/%s: %s: %w", f.ID, pattern, err)
			}
		}
	}
	return nil
}

func readDefaults(options []Option, layer *Layer, feature string) error {
	for i := range options {
		o := &options[i]
		o.Feature = feature
		value, err := layer.variable(o.Path())
		if err != nil {
			return fmt.Errorf("option %q: %w", o.ID, err)
		}
		o.Default = value
		for _, limit := range []string{o.Minimum, o.Maximum} {
			if _, err := o.amount(limit); err != nil {
				return fmt.Errorf("option %q: limit %q is no %s", o.ID, limit, o.Type)
			}
		}
		if !o.accepts(value) {
			return fmt.Errorf("option %q: the value %q of the template cannot be; use %s", o.ID, value, o.Values())
		}
	}
	return nil
}

// variable returns the value at a path below "vars" in the layer's part of the
// configuration.
func (l *Layer) variable(path []string) (string, error) {
	for _, file := range l.Files {
		if file.Path != "wrangler.jsonc" {
			continue
		}
		standard, err := hujson.Standardize(file.Content)
		if err != nil {
			return "", err
		}
		var config struct{ Vars any }
		if err := json.Unmarshal(standard, &config); err != nil {
			return "", err
		}
		value := config.Vars
		for _, key := range path {
			switch in := value.(type) {
			case map[string]any:
				value = in[key]
			case []any:
				if index, err := strconv.Atoi(key); err == nil && index < len(in) {
					value = in[index]
				}
			default:
				value = nil
			}
		}
		switch value.(type) {
		case string, float64:
			return fmt.Sprint(value), nil
		}
	}
	return "", fmt.Errorf("there is no variable %q in wrangler.jsonc", strings.Join(path, "."))
}
