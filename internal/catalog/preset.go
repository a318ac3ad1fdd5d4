package catalog

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/docreate/docreate/internal/spec"
)

// Preset is a saved answer with a name: a real use of patterns and features.
type Preset struct {
	ID      string `json:"-"`
	Title   string `json:"title"`
	Summary string `json:"summary"` // one line
	spec.Answers
}

// presetSuffix is how the names of preset files end.
const presetSuffix = ".jsonc"

// LoadPresets reads the presets in the root of fsys, sorted by id. Their ids
// are the names of the files. What they say is checked where one is used, so
// that one that is out of date does not keep the others from it.
func LoadPresets(fsys fs.FS) ([]Preset, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("read presets: %w", err)
	}
	var presets []Preset
	for _, entry := range entries {
		id, ok := strings.CutSuffix(entry.Name(), presetSuffix)
		if !ok || entry.IsDir() {
			continue
		}
		text, err := fs.ReadFile(fsys, entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read presets: %w", err)
		}
		source, err := parse(entry.Name(), text)
		if err != nil {
			return nil, err
		}
		preset := Preset{ID: id}
		if err := source.decode(&preset); err != nil {
			return nil, err
		}
		preset.Title = cmp.Or(preset.Title, id) // lists show it
		presets = append(presets, preset)
	}
	return presets, nil
}

// ParsePreset reads a preset and checks it against the catalog. Errors have the
// place in the file.
func (c *Catalog) ParsePreset(filename string, text []byte) (Preset, error) {
	preset := Preset{ID: strings.TrimSuffix(path.Base(filename), presetSuffix)}
	return preset, c.parseAnswers(filename, text, &preset, &preset.Answers)
}

// ParseAnswers reads answers and checks them against the catalog. Errors have
// the place in the file.
func (c *Catalog) ParseAnswers(filename string, text []byte) (spec.Answers, error) {
	var answers spec.Answers
	return answers, c.parseAnswers(filename, text, &answers, &answers)
}

// parseAnswers fills v, of which answers are a part or all.
func (c *Catalog) parseAnswers(filename string, text []byte, v any, answers *spec.Answers) error {
	source, err := parse(filename, text)
	if err != nil {
		return err
	}
	if err := source.decode(v); err != nil {
		return err
	}
	return c.checkAnswers(source, answers)
}

// checkAnswers finds the first answer that the catalog does not have, or that cannot be.
func (c *Catalog) checkAnswers(s *source, answers *spec.Answers) error {
	if answers.Name != "" {
		if err := spec.ValidateProjectName(answers.Name); err != nil {
			return s.fail(s.at("name", 0), "%v", err)
		}
	}
	if answers.PackageManager != "" {
		if _, err := c.Manager(answers.PackageManager); err != nil {
			return s.fail(s.at("packageManager", 0), "%v", err)
		}
	}
	var patterns []spec.Pattern
	for i, text := range answers.Patterns {
		pattern, err := c.ResolvePattern(text)
		if err != nil {
			return s.fail(s.at("patterns", i), "%v", err)
		}
		patterns = append(patterns, pattern)
	}
	for i := range answers.Features {
		// With those before it, so that of two that exclude each other the second
		// one is named.
		if _, err := c.ResolveFeatures(answers.Features[:i+1]); err != nil {
			return s.fail(s.at("features", i), "%v", err)
		}
	}
	for i, text := range answers.Options {
		// Its class or its feature may come from a flag.
		if err := c.checkOption(text, patterns); err != nil {
			return s.fail(s.at("options", i), "%v", err)
		}
	}
	return nil
}

// ResolvePattern returns the pattern that ID or ID:ClassName names, with the
// usual names of its class in the first case.
func (c *Catalog) ResolvePattern(text string) (spec.Pattern, error) {
	parsed, err := spec.ParsePattern(text)
	if err != nil {
		return spec.Pattern{}, err
	}
	pattern, err := c.Pattern(parsed.ID)
	if err != nil {
		return spec.Pattern{}, err
	}
	names := pattern.Names
	if parsed.Class != "" {
		if err := spec.ValidateClassName(parsed.Class); err != nil {
			return spec.Pattern{}, err
		}
		names = spec.NamesOf(parsed.Class)
	}
	return spec.Pattern{ID: parsed.ID, Names: names}, nil
}

// FindPreset returns the preset with the id, or an error that names the
// nearest one.
func FindPreset(presets []Preset, id string) (*Preset, error) {
	var ids []string
	for i := range presets {
		if presets[i].ID == id {
			return &presets[i], nil
		}
		ids = append(ids, presets[i].ID)
	}
	return nil, &UnknownError{Kind: "preset", ID: id, Known: ids}
}

// PresetFile is the name of the file of a preset.
func PresetFile(id string) string { return id + presetSuffix }
