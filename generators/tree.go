package generators

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/project"
	"github.com/docreate/docreate/internal/spec"
)

// tree is a project with what has been added to it so far.
type tree struct {
	project *project.Project
	files   map[string]*plan.File
}

func newTree(p *project.Project) *tree {
	return &tree{project: p, files: map[string]*plan.File{}}
}

// create adds a file of its own. Classes of one pattern share files, so the
// same content twice is fine; owner is the class that wants the file.
func (t *tree) create(path, text, owner string) error {
	if file, ok := t.files[path]; ok {
		if string(file.Content) == text {
			return nil
		}
		return &spec.Error{Field: "class name", Value: owner,
			Problem: fmt.Sprintf("needs the file %s, which already has another content", path), Remedy: "choose another name"}
	}
	t.files[path] = &plan.File{Path: path, Content: []byte(text)}
	return nil
}

// edit changes a file of the project.
func (t *tree) edit(path string, change func([]byte) ([]byte, error)) error {
	file, err := t.open(path)
	if err != nil {
		return err
	}
	changed, err := change(file.Content)
	if err != nil {
		return err
	}
	file.Content = changed
	t.files[path] = file
	return nil
}

// open returns a file as it is by now.
func (t *tree) open(path string) (*plan.File, error) {
	if file, ok := t.files[path]; ok {
		return file, nil
	}
	content, ok, err := t.project.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("%q is missing, but has to be edited; restore it from version control", path)
	}
	return &plan.File{Path: path, Content: content, Base: content}, nil
}

// files returns everything that was added or edited, and the record of it all.
func (g *generator) files(previous *project.Record, version string) ([]plan.File, error) {
	record := project.Record{Schema: project.RecordSchema, Docreate: version, Spec: g.spec, Files: map[string]string{}}
	if previous != nil {
		maps.Copy(record.Files, previous.Files)
	}
	var files []plan.File
	for path, file := range g.tree.files {
		// A file that somebody has changed stays marked as changed.
		if file.Base == nil || record.Files[path] == project.Hash(file.Base) {
			record.Files[path] = project.Hash(file.Content)
		}
		files = append(files, *file)
	}
	text, err := record.Encode()
	if err != nil {
		return nil, err
	}
	written := plan.File{Path: project.RecordPath, Content: text}
	if previous != nil {
		written.Base, _, err = g.tree.project.ReadFile(project.RecordPath)
		if err != nil {
			return nil, err
		}
	}
	files = append(files, written)
	slices.SortFunc(files, func(a, b plan.File) int { return cmp.Compare(a.Path, b.Path) })
	return slices.DeleteFunc(files, func(f plan.File) bool { return f.Base != nil && bytes.Equal(f.Base, f.Content) }), nil
}

// wordsOf returns what puts the commands of a package manager in the place of
// npm's.
func wordsOf(manager *catalog.Manager) func(string) string {
	var pairs []string
	for _, pair := range manager.Words {
		pairs = append(pairs, pair[0], pair[1])
	}
	return strings.NewReplacer(pairs...).Replace
}
