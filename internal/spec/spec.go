// Package spec holds the full answer to "what do you want": typed, validated
// and serialisable. Flags, forms, presets and answer files all fill the same
// Spec, and generators read nothing else.
package spec

import (
	"fmt"
	"slices"
	"strings"
)

// Spec says what a project consists of.
type Spec struct {
	// Name is the name of the Worker and of the package.
	Name           string         `json:"name"`
	PackageManager PackageManager `json:"packageManager"`
	// Patterns are in the order in which they were asked for.
	Patterns []Pattern `json:"patterns"`
	// Features are the ids of the production features, sorted.
	Features []string `json:"features,omitempty"`
	// Options are the settings that are not the usual ones, sorted.
	Options []Option `json:"options,omitempty"`
}

// Pattern is one Durable Object class made from a pattern of the catalog.
type Pattern struct {
	ID string `json:"id"`
	Names
}

// PackageManager installs the dependencies of a project.
type PackageManager string

// The package managers that projects are written for.
const (
	NPM  PackageManager = "npm"
	PNPM PackageManager = "pnpm"
	Yarn PackageManager = "yarn"
	Bun  PackageManager = "bun"
)

// PackageManagers lists all package managers, the default first.
var PackageManagers = []PackageManager{NPM, PNPM, Yarn, Bun}

// Error is a part of a spec that cannot be used. It reads as one sentence with
// what is wrong and, after a semicolon, what is allowed.
type Error struct {
	Field   string // what the value is for: "project name"
	Value   string
	Problem string // follows the value: "is empty"
	Remedy  string
}

// Error returns `field "value" problem; remedy`.
func (e *Error) Error() string {
	return fmt.Sprintf("%s %q %s; %s", e.Field, e.Value, e.Problem, e.Remedy)
}

// Validate checks everything that can be checked without a catalog.
func (s *Spec) Validate() error {
	if err := ValidateProjectName(s.Name); err != nil {
		return err
	}
	if !slices.Contains(PackageManagers, s.PackageManager) {
		return &Error{"package manager", string(s.PackageManager), "is not known", "use " + oneOf(PackageManagers)}
	}
	if len(s.Patterns) == 0 {
		return &Error{"project", s.Name, "has no pattern", "name at least one"}
	}
	if err := s.validatePatterns(); err != nil {
		return err
	}
	return s.validateOptions()
}

// validatePatterns checks each class by itself and that no two of them share a
// name, a binding or a file.
func (s *Spec) validatePatterns() error {
	taken := map[string]string{}
	for _, p := range s.Patterns {
		if err := ValidateClassName(p.Class); err != nil {
			return err
		}
		if want := NamesOf(p.Class); p.Names != want {
			return &Error{"class", p.Class, fmt.Sprintf("has binding %q and slug %q", p.Binding, p.Slug),
				fmt.Sprintf("use %q and %q, which follow from the class", want.Binding, want.Slug)}
		}
		// Two class names may differ only by case, which files and routes do not.
		if other, ok := taken[p.Slug]; ok {
			problem := fmt.Sprintf("gives the same files as %q", other)
			if other == p.Class {
				problem = "is used twice"
			}
			return &Error{"class name", p.Class, problem,
				fmt.Sprintf("give one of them another name: --pattern %s:OtherName", p.ID)}
		}
		taken[p.Slug] = p.Class
	}
	return nil
}

// Parsed is a pattern as a user names it: an id and, where it is not the
// default, a class name.
type Parsed struct{ ID, Class string }

// ParsePattern reads "room" or "room:SupportRoom".
func ParsePattern(text string) (Parsed, error) {
	id, class, named := strings.Cut(text, ":")
	if id == "" || named && class == "" {
		return Parsed{}, &Error{"pattern", text, "is incomplete", "write ID or ID:ClassName, for example room:SupportRoom"}
	}
	return Parsed{id, class}, nil
}

func oneOf[T ~string](values []T) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
