// Package catalog reads what exists: the base project, the patterns, the
// modules they are built on, the features and the package managers, each a
// folder with a manifest and with files of a project.
package catalog

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/spec"
)

// Catalog is everything that projects are made from. All lists are sorted by id.
type Catalog struct {
	Base     Layer
	Kit      []Module
	Managers []Manager
	Patterns []Pattern
	Features []Feature
}

// Layer is a folder of files that become part of a project.
type Layer struct {
	ID    string // the folder's name
	Files []File // sorted by path
}

// File is one file of a layer, with the path that it has in a project.
type File struct {
	Path    string
	Content []byte
	// Fragment says that the base has a file at this path and that this one is
	// to be merged into it.
	Fragment bool
}

// Module is a part of the kit that patterns build on.
type Module struct {
	Layer
	Summary string   `json:"summary"`
	Needs   []string `json:"needs"` // ids of other modules
}

// Manager is a package manager and how texts name its commands.
type Manager struct {
	Layer
	// Words replaces npm's commands, which the templates use: the first of a
	// pair by the second.
	Words [][2]string `json:"words"`
}

// Pattern is a Durable Object class with a purpose.
type Pattern struct {
	Layer
	spec.Names          // the default names, which the files use
	Title      string   `json:"title"`
	Summary    string   `json:"summary"` // one line
	Use        string   `json:"use"`     // when to use it
	Avoid      string   `json:"avoid"`   // when not to
	Kit        []string `json:"kit"`     // ids of modules
	Options    []Option `json:"options"` // settings of each class
}

// Feature is a production capability that can be woven into a project. Its
// files come in two kinds: those that a project has once, and those that each
// class of a pattern has.
type Feature struct {
	Layer
	Title   string   `json:"title"`
	Summary string   `json:"summary"` // one line
	Aliases []string `json:"aliases"` // other ids for it
	Kit     []string `json:"kit"`     // ids of modules
	// Needs maps the ids of features that come with it to the reason.
	Needs map[string]string `json:"needs"`
	// Excludes maps the ids of features that it cannot be with to the reason.
	Excludes map[string]string `json:"excludes"`
	// Always maps the ids of patterns that have it built in to how.
	Always map[string]string `json:"always"`
	// Recommended says why most projects want it, "" if that depends.
	Recommended string `json:"recommended"`
	// Environments are named environments that it adds to the configuration.
	Environments []string `json:"environments"`
	// Options are the settings that it brings to each class of a pattern, by its id.
	Options map[string][]Option `json:"options"`
	// PerPattern holds the files for classes of a pattern, by its id.
	PerPattern map[string]Layer `json:"-"`
}

// Pattern returns the pattern with the id, or an error that names the nearest one.
func (c *Catalog) Pattern(id string) (*Pattern, error) {
	ids := make([]string, len(c.Patterns))
	for i := range c.Patterns {
		if c.Patterns[i].ID == id {
			return &c.Patterns[i], nil
		}
		ids[i] = c.Patterns[i].ID
	}
	return nil, &UnknownError{Kind: "pattern", ID: id, Known: ids}
}

// Feature returns the feature with the id or alias, or an error that names the
// nearest one.
func (c *Catalog) Feature(id string) (*Feature, error) {
	var ids []string
	for i := range c.Features {
		if c.Features[i].ID == id || slices.Contains(c.Features[i].Aliases, id) {
			return &c.Features[i], nil
		}
		ids = append(ids, c.Features[i].ID)
	}
	return nil, &UnknownError{Kind: "feature", ID: id, Known: ids}
}

// Manager returns the package manager.
func (c *Catalog) Manager(id spec.PackageManager) (*Manager, error) {
	ids := make([]string, len(c.Managers))
	for i := range c.Managers {
		if c.Managers[i].ID == string(id) {
			return &c.Managers[i], nil
		}
		ids[i] = c.Managers[i].ID
	}
	return nil, &UnknownError{Kind: "package manager", ID: string(id), Known: ids}
}

// Modules returns the modules with the ids and all that they need, each after
// what it needs.
func (c *Catalog) Modules(ids []string) []*Module {
	var ordered []*Module
	seen := map[string]bool{}
	var visit func(ids []string)
	visit = func(ids []string) {
		for _, id := range ids {
			if seen[id] {
				continue
			}
			seen[id] = true
			i := slices.IndexFunc(c.Kit, func(m Module) bool { return m.ID == id })
			visit(c.Kit[i].Needs)
			ordered = append(ordered, &c.Kit[i])
		}
	}
	visit(ids)
	return ordered
}

// UnknownError is an id that the catalog does not have.
type UnknownError struct {
	Kind, ID string
	Known    []string
}

// Error names the nearest id that exists, and all of them.
func (e *UnknownError) Error() string {
	message := fmt.Sprintf("%s %q does not exist; ", e.Kind, e.ID)
	if near := Nearest(e.ID, e.Known); near != "" {
		message += fmt.Sprintf("did you mean %q? ", near)
	}
	return message + "there are " + strings.Join(e.Known, ", ")
}

// Load reads a catalog from its folder. An error names the file that is wrong.
func Load(fsys fs.FS) (*Catalog, error) {
	c := &Catalog{}
	var err error
	if c.Base, err = readLayer(fsys, "base", nil); err != nil {
		return nil, err
	}
	load := loader{fsys: fsys, base: &c.Base}
	load.each("kit", func(l Layer, manifest string) error {
		m := Module{Layer: l}
		c.Kit = append(c.Kit, m)
		return load.manifest(manifest, &c.Kit[len(c.Kit)-1])
	})
	load.each("managers", func(l Layer, manifest string) error {
		c.Managers = append(c.Managers, Manager{Layer: l})
		return load.manifest(manifest, &c.Managers[len(c.Managers)-1])
	})
	load.each("patterns", func(l Layer, manifest string) error {
		c.Patterns = append(c.Patterns, Pattern{Layer: l})
		return load.manifest(manifest, &c.Patterns[len(c.Patterns)-1])
	})
	load.each("features", func(l Layer, manifest string) error {
		c.Features = append(c.Features, splitFeature(l))
		return load.manifest(manifest, &c.Features[len(c.Features)-1])
	})
	if load.err != nil {
		return nil, load.err
	}
	if err := c.readDefaults(); err != nil {
		return nil, err
	}
	return c, c.check()
}

// check finds what manifests say of each other that is not so.
func (c *Catalog) check() error {
	for _, m := range c.Kit {
		if err := c.checkModules(path.Join("kit", m.ID), m.Needs); err != nil {
			return err
		}
		if c.needsItself(m.ID) {
			return fmt.Errorf("kit/%s needs itself", m.ID)
		}
	}
	for _, p := range c.Patterns {
		if err := c.checkModules(path.Join("patterns", p.ID), p.Kit); err != nil {
			return err
		}
		if want := spec.NamesOf(p.Class); p.Names != want {
			return fmt.Errorf("patterns/%s: class %q has binding %q and slug %q; they must be %q and %q",
				p.ID, p.Class, p.Binding, p.Slug, want.Binding, want.Slug)
		}
	}
	return c.checkFeatures()
}

func (c *Catalog) checkModules(where string, ids []string) error {
	for _, id := range ids {
		if !slices.ContainsFunc(c.Kit, func(m Module) bool { return m.ID == id }) {
			return fmt.Errorf("%s needs kit/%s, which does not exist", where, id)
		}
	}
	return nil
}

// needsItself reports a circle, which Modules would cut somewhere.
func (c *Catalog) needsItself(id string) bool {
	ordered := c.Modules([]string{id})
	last := map[string]int{}
	for i, m := range ordered {
		last[m.ID] = i
	}
	for _, m := range ordered {
		for _, need := range m.Needs {
			if last[need] > last[m.ID] {
				return true
			}
		}
	}
	return false
}
