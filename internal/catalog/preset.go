package catalog

import (
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
// are the names of the files.
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
		preset, err := ParsePreset(entry.Name(), text)
		if err != nil {
			return nil, err
		}
		preset.ID = id
		presets = append(presets, preset)
	}
	return presets, nil
}

// ParsePreset reads a preset. Errors have the place in the file.
func ParsePreset(filename string, text []byte) (Preset, error) {
	preset := Preset{ID: strings.TrimSuffix(path.Base(filename), presetSuffix)}
	return preset, decode(filename, text, &preset)
}

// ParseAnswers reads answers. Errors have the place in the file.
func ParseAnswers(filename string, text []byte) (spec.Answers, error) {
	var answers spec.Answers
	return answers, decode(filename, text, &answers)
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
