package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

// loadPresets returns docreate's presets and the user's own, which come first
// where both have an id. sources maps the ids of the user's to their files.
func loadPresets(env *Environment) (presets []catalog.Preset, sources map[string]string, err error) {
	sources = map[string]string{}
	dir, err := env.presetDir()
	if err != nil {
		return nil, nil, err
	}
	own, err := catalog.LoadPresets(os.DirFS(dir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("presets in %q: %w", dir, err)
	}
	for _, preset := range own {
		sources[preset.ID] = filepath.Join(dir, catalog.PresetFile(preset.ID))
		presets = append(presets, preset)
	}
	builtIn, err := catalog.LoadPresets(env.Presets)
	if err != nil {
		return nil, nil, err
	}
	for _, preset := range builtIn {
		if sources[preset.ID] == "" {
			presets = append(presets, preset)
		}
	}
	return presets, sources, nil
}

// ownPresets are the ids of the user's own presets, whatever is in their files.
func ownPresets(env *Environment) ([]string, error) {
	dir, err := env.presetDir()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("presets in %q: %w", dir, err)
	}
	var ids []string
	for _, entry := range entries {
		if id, ok := strings.CutSuffix(entry.Name(), catalog.PresetFile("")); ok {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// presetDir is where the user's own presets are.
func (env *Environment) presetDir() (string, error) {
	dir, err := env.ConfigDir()
	if err != nil {
		return "", fmt.Errorf("no place for your presets: %w", err)
	}
	return filepath.Join(dir, "docreate", "presets"), nil
}

// findPreset returns the preset that --preset names: an id, or a file where
// the word looks like one.
func findPreset(env *Environment, cat *catalog.Catalog, name string) (*catalog.Preset, error) {
	if strings.ContainsAny(name, `/\`) || strings.HasSuffix(name, ".jsonc") || strings.HasSuffix(name, ".json") {
		text, err := os.ReadFile(resolve(env.WorkDir, name))
		if err != nil {
			return nil, &usageError{fmt.Sprintf("preset %q cannot be read: %v; give a file that exists, or an id that \"docreate preset list\" shows", name, errors.Unwrap(err))}
		}
		preset, err := cat.ParsePreset(name, text)
		return &preset, err
	}
	presets, sources, err := loadPresets(env)
	if err != nil {
		return nil, err
	}
	if path := sources[name]; path != "" {
		return findPreset(env, cat, path)
	}
	return catalog.FindPreset(presets, name)
}

// readAnswers reads the file that --answers names, or standard input for "-".
func readAnswers(env *Environment, cat *catalog.Catalog, name string) (spec.Answers, error) {
	if name == "-" {
		text, err := io.ReadAll(env.In)
		if err != nil {
			return spec.Answers{}, fmt.Errorf("answers on standard input: %w", err)
		}
		return cat.ParseAnswers("standard input", text)
	}
	text, err := os.ReadFile(resolve(env.WorkDir, name))
	if err != nil {
		return spec.Answers{}, &usageError{fmt.Sprintf("answers %q cannot be read: %v; give a file that exists, or - for standard input", name, errors.Unwrap(err))}
	}
	return cat.ParseAnswers(name, text)
}

// fill adds to the options what a preset and answers say. Flags win over
// answers, and answers over the preset.
func (o *newOptions) fill(env *Environment, cat *catalog.Catalog) error {
	var said spec.Answers
	if o.Preset != "" {
		preset, err := findPreset(env, cat, o.Preset)
		if err != nil {
			return err
		}
		said = preset.Answers
	}
	if o.Answers != "" {
		answers, err := readAnswers(env, cat, o.Answers)
		if err != nil {
			return err
		}
		said = answers.Over(said)
	}
	said = spec.Answers{Name: o.Name, PackageManager: spec.PackageManager(o.PackageManager), Patterns: o.Patterns, Features: o.Features, Options: o.Options}.Over(said)
	o.Name, o.PackageManager = said.Name, string(said.PackageManager)
	o.Patterns, o.Features, o.Options = said.Patterns, said.Features, said.Options
	if o.Install == unsaid {
		o.Install = choiceOf(said.Install)
	}
	if o.Git == unsaid {
		o.Git = choiceOf(said.Git)
	}
	return nil
}

func choiceOf(answer *bool) choice {
	switch {
	case answer == nil:
		return unsaid
	case *answer:
		return yes
	}
	return no
}
