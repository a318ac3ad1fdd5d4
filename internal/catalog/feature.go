package catalog

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/spec"
)

// perPattern is the folder of a feature that holds a folder for each pattern.
const perPattern = "patterns/"

// splitFeature takes the files of patterns out of a feature's layer.
func splitFeature(layer Layer) Feature {
	f := Feature{Layer: Layer{ID: layer.ID}, PerPattern: map[string]Layer{}}
	for _, file := range layer.Files {
		rest, ok := strings.CutPrefix(file.Path, perPattern)
		pattern, name, nested := strings.Cut(rest, "/")
		if !ok || !nested {
			f.Files = append(f.Files, file)
			continue
		}
		file.Path = name
		own := f.PerPattern[pattern]
		own.ID = path.Join(layer.ID, perPattern, pattern)
		own.Files = append(own.Files, file)
		f.PerPattern[pattern] = own
	}
	return f
}

// BuiltInto reports whether all of the patterns have the feature built in, so
// that it adds nothing. There must be one.
func (f *Feature) BuiltInto(patterns []spec.Pattern) bool {
	for _, p := range patterns {
		if _, always := f.Always[p.ID]; !always {
			return false
		}
	}
	return len(patterns) > 0
}

// Fits returns the ids of the patterns that a feature does something for. One
// that has files for classes fits those patterns that it has files or regions
// for, and those that have it built in. Any other is about the project, and
// fits all.
func (c *Catalog) Fits(f *Feature) []string {
	var ids []string
	for _, p := range c.Patterns {
		_, own := f.PerPattern[p.ID]
		_, always := f.Always[p.ID]
		if len(f.PerPattern) == 0 || own || always || p.hasRegion(f.ID) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// ResolveFeatures returns the ids of the features that are named by id or
// alias, with all that they need, sorted. It fails with an *UnknownError, or
// with an *ExcludedError where two of them cannot be together.
func (c *Catalog) ResolveFeatures(names []string) ([]string, error) {
	var ids []string
	for pending := slices.Clone(names); len(pending) > 0; pending = pending[1:] {
		f, err := c.Feature(pending[0])
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, f.ID) {
			ids = append(ids, f.ID)
			pending = slices.AppendSeq(pending, maps.Keys(f.Needs))
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		f, err := c.Feature(id)
		if err != nil {
			return nil, err
		}
		for _, other := range ids {
			if reason, excluded := f.Excludes[other]; excluded {
				return nil, &ExcludedError{ID: id, Other: other, Reason: reason}
			}
		}
	}
	return ids, nil
}

// ExcludedError is a feature that cannot be with another one.
type ExcludedError struct{ ID, Other, Reason string }

// Error names both and says why.
func (e *ExcludedError) Error() string {
	return fmt.Sprintf("feature %q cannot be with %q: %s; choose one of them", e.ID, e.Other, e.Reason)
}

// checkFeatures finds what the manifests of features say that is not so.
func (c *Catalog) checkFeatures() error {
	for _, f := range c.Features {
		where := path.Join("features", f.ID)
		if err := c.checkModules(where, f.Kit); err != nil {
			return err
		}
		others := slices.Concat(slices.Sorted(maps.Keys(f.Needs)), slices.Sorted(maps.Keys(f.Excludes)))
		for _, id := range others {
			if _, err := c.Feature(id); err != nil {
				return fmt.Errorf("%s: %w", where, err)
			}
		}
		patterns := slices.Concat(slices.Sorted(maps.Keys(f.Always)), slices.Sorted(maps.Keys(f.PerPattern)))
		for _, id := range patterns {
			if _, err := c.Pattern(id); err != nil {
				return fmt.Errorf("%s: %w", where, err)
			}
		}
	}
	return nil
}
