package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/tailscale/hujson"
)

const manifestName = "manifest.jsonc"

// loader reads the folders of a catalog and keeps the first error.
type loader struct {
	fsys fs.FS
	base *Layer
	err  error
}

// each calls add for every folder below dir, in order. A dir that does not
// exist is empty.
func (l *loader) each(dir string, add func(layer Layer, manifest string) error) {
	entries, err := fs.ReadDir(l.fsys, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.keep(err)
	}
	for _, entry := range entries {
		if l.err != nil || !entry.IsDir() {
			continue
		}
		layer, err := readLayer(l.fsys, path.Join(dir, entry.Name()), l.base)
		if err != nil {
			l.keep(err)
			continue
		}
		l.keep(add(layer, path.Join(dir, entry.Name(), manifestName)))
	}
}

func (l *loader) keep(err error) {
	if l.err == nil {
		l.err = err
	}
}

// manifest fills v from a file. Keys that v does not have are refused, so that
// a misspelt one is not passed over.
func (l *loader) manifest(name string, v any) error {
	text, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		return fmt.Errorf("read manifest: %w", err)
	}
	standard, err := hujson.Standardize(text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(standard))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readLayer reads all files below dir. A file at a path that base has too is a
// fragment.
func readLayer(fsys fs.FS, dir string, base *Layer) (Layer, error) {
	layer := Layer{ID: path.Base(dir)}
	err := fs.WalkDir(fsys, dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == path.Join(dir, manifestName) {
			return err
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		target := projectPath(strings.TrimPrefix(name, dir+"/"))
		layer.Files = append(layer.Files, File{
			Path:     target,
			Content:  content,
			Fragment: base != nil && base.has(inProject(target)),
		})
		return nil
	})
	if err != nil {
		return Layer{}, fmt.Errorf("read templates: %w", err)
	}
	return layer, nil
}

// projectPath is the path in a project of a file in a layer. A .gitignore is
// stored under another name, since here it would act on this repository.
func projectPath(name string) string {
	dir, file := path.Split(name)
	if file == "_gitignore" {
		file = ".gitignore"
	}
	return dir + file
}

// inProject is the path of a file without the folder that says which pattern
// it is for.
func inProject(name string) string {
	if rest, ok := strings.CutPrefix(name, perPattern); ok {
		if _, own, nested := strings.Cut(rest, "/"); nested {
			return own
		}
	}
	return name
}

func (l *Layer) has(name string) bool {
	for _, file := range l.Files {
		if file.Path == name {
			return true
		}
	}
	return false
}
