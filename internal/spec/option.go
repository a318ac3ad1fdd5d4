package spec

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Option is a setting of one class: a value of its configuration that is not
// the usual one.
type Option struct {
	Class string `json:"class"`
	ID    string `json:"id"`
	Value string `json:"value"`
}

// String returns the option as people write it: Class.id=value.
func (o Option) String() string { return o.Class + "." + o.ID + "=" + o.Value }

// ParseOption reads "ViewCounter.shards=16".
func ParseOption(text string) (Option, error) {
	name, value, hasValue := strings.Cut(text, "=")
	class, id, hasClass := strings.Cut(name, ".")
	if !hasValue || !hasClass || class == "" || id == "" || value == "" {
		return Option{}, &Error{"option", text, "is incomplete", "write CLASS.OPTION=VALUE, for example ViewCounter.shards=16"}
	}
	return Option{class, id, value}, nil
}

// optionPart is what ids and values consist of. They end up in a configuration.
var optionPart = regexp.MustCompile(`^[A-Za-z0-9-]{1,32}$`)

// validateOptions checks that each option is one of a class of the spec.
func (s *Spec) validateOptions() error {
	for i, o := range s.Options {
		if !slices.ContainsFunc(s.Patterns, func(p Pattern) bool { return p.Class == o.Class }) {
			return &Error{"option", o.String(), fmt.Sprintf("is of %q, which is no class of the project", o.Class), "name one of its classes"}
		}
		if !optionPart.MatchString(o.ID) || !optionPart.MatchString(o.Value) {
			return &Error{"option", o.String(), "has other characters than letters, digits and hyphens", "write CLASS.OPTION=VALUE"}
		}
		if i > 0 && compareOptions(s.Options[i-1], o) >= 0 {
			return &Error{"option", o.String(), "is there twice, or not in order", "give each once, sorted by class and option"}
		}
	}
	return nil
}

// SortOptions puts options in order, by class and id. Of two for the same
// setting the later one stays.
func SortOptions(options []Option) []Option {
	last := map[[2]string]Option{}
	for _, o := range options {
		last[[2]string{o.Class, o.ID}] = o
	}
	var sorted []Option
	for _, o := range last {
		sorted = append(sorted, o)
	}
	slices.SortFunc(sorted, compareOptions)
	return sorted
}

func compareOptions(a, b Option) int {
	return cmp.Or(strings.Compare(a.Class, b.Class), strings.Compare(a.ID, b.ID))
}
