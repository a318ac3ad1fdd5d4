package generators

import (
	"bytes"
	"cmp"
	"fmt"
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

// settle returns the files that turn the project into what it shall be: those
// of target, a project made from nothing, and where somebody has changed a file
// that fragments are merged into, that one as it was edited.
func settle(p *project.Project, target, edited *tree, s spec.Spec, version string) ([]plan.File, error) {
	record := project.Record{Schema: project.RecordSchema, Docreate: version, Spec: s, Files: map[string]string{}}
	var files []plan.File
	for path, file := range target.files {
		content, exists, err := p.ReadFile(path)
		if err != nil {
			return nil, err
		}
		generated := project.Hash(file.Content)
		recorded := p.Recorded(path)
		record.Files[path] = generated
		switch {
		case recorded == "" || exists && recorded == project.Hash(content):
			if recorded != "" {
				file.Base = content
			}
			files = append(files, *file)
			continue
		case recorded == generated:
			// Somebody has changed or removed it, and there is nothing new to say.
		case isMergeable(path):
			if own, ok := edited.files[path]; ok {
				files = append(files, *own)
			}
		default:
			files = append(files, *file)
		}
		record.Files[path] = recorded
	}
	text, err := record.Encode()
	if err != nil {
		return nil, err
	}
	own := plan.File{Path: project.RecordPath, Content: text}
	if p.Record != nil {
		if own.Base, _, err = p.ReadFile(project.RecordPath); err != nil {
			return nil, err
		}
	}
	files = append(files, own)
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
