// Package generators computes the files of a project from a catalog and a
// spec. It is pure: it sees a snapshot and bytes, and returns files.
//
// A project is made of layers: the base, the package manager, and then each
// pattern behind the kit modules that it needs. A file of a layer either
// stands alone, or is a fragment that is merged into the base's file of the
// same path. A new project is an empty one that everything is added to.
package generators

import (
	"slices"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/project"
	"github.com/docreate/docreate/internal/spec"
)

// defaultName is the project name that the templates use.
const defaultName = "docreate-app"

// New returns the files of a new project. The version is the one of docreate
// and is recorded in the project.
func New(cat *catalog.Catalog, s spec.Spec, version string) ([]plan.File, error) {
	return Add(cat, project.Empty(), s, version)
}

// Add returns the files to write so that the project has everything that the
// spec asks for besides what it already has. Name and package manager count
// for a new project only; an existing one keeps its own. The error is a
// *spec.Error where the spec cannot be had in this project.
func Add(cat *catalog.Catalog, p *project.Project, s spec.Spec, version string) ([]plan.File, error) {
	g := generator{catalog: cat, tree: newTree(p), spec: s, fresh: p.Record == nil}
	if !g.fresh {
		g.spec = p.Record.Spec
	}
	missing := g.missing(s.Patterns)
	if !g.fresh && len(missing) == 0 {
		return nil, nil
	}
	wanted := g.spec
	if !g.fresh {
		wanted.Patterns = slices.Concat(g.spec.Patterns, missing)
	}
	if err := wanted.Validate(); err != nil {
		return nil, err
	}
	if err := g.generate(missing); err != nil {
		return nil, err
	}
	g.spec = wanted
	return g.files(p.Record, version)
}

// generator adds layers to a tree.
type generator struct {
	catalog *catalog.Catalog
	tree    *tree
	spec    spec.Spec
	fresh   bool     // the project is new
	modules []string // ids of the kit modules that are there
	words   func(string) string
}

// missing returns the patterns that the project does not have.
func (g *generator) missing(patterns []spec.Pattern) []spec.Pattern {
	if g.fresh {
		return patterns
	}
	var missing []spec.Pattern
	for _, p := range patterns {
		if !slices.Contains(g.spec.Patterns, p) {
			missing = append(missing, p)
		}
	}
	return missing
}

func (g *generator) generate(patterns []spec.Pattern) error {
	manager, err := g.catalog.Manager(g.spec.PackageManager)
	if err != nil {
		return err
	}
	g.words = wordsOf(manager)
	if err := g.checkNames(patterns); err != nil {
		return err
	}
	if g.fresh {
		if err := g.addShared(&g.catalog.Base); err != nil {
			return err
		}
		if err := g.addShared(&manager.Layer); err != nil {
			return err
		}
	} else if err := g.recallModules(); err != nil {
		return err
	}
	for _, p := range patterns {
		if err := g.addPattern(p); err != nil {
			return err
		}
	}
	return nil
}

// recallModules finds which kit modules the project already has.
func (g *generator) recallModules() error {
	for _, p := range g.spec.Patterns {
		pattern, err := g.catalog.Pattern(p.ID)
		if err != nil {
			return err
		}
		for _, module := range g.catalog.Modules(pattern.Kit) {
			g.modules = append(g.modules, module.ID)
		}
	}
	return nil
}

func (g *generator) addPattern(p spec.Pattern) error {
	pattern, err := g.catalog.Pattern(p.ID)
	if err != nil {
		return err
	}
	for _, module := range g.catalog.Modules(pattern.Kit) {
		if slices.Contains(g.modules, module.ID) {
			continue
		}
		g.modules = append(g.modules, module.ID)
		if err := g.addShared(&module.Layer); err != nil {
			return err
		}
	}
	if err := g.addLayer(&pattern.Layer, pattern.Names, p.Names); err != nil {
		return err
	}
	if err := g.tree.edit(entryPath, func(src []byte) ([]byte, error) { return mount(src, p.Names) }); err != nil {
		return err
	}
	return g.tree.edit(configPath, func(src []byte) ([]byte, error) { return bind(src, p.Names) })
}

// addShared adds a layer that has no names to change.
func (g *generator) addShared(layer *catalog.Layer) error {
	return g.addLayer(layer, spec.Names{}, spec.Names{})
}

func (g *generator) addLayer(layer *catalog.Layer, from, to spec.Names) error {
	for _, file := range layer.Files {
		text, err := selectRegions(layer.ID+"/"+file.Path, string(file.Content), g.hasFeature, g.knowsFeature)
		if err != nil {
			return err
		}
		text = g.words(replaceWord(text, defaultName, g.spec.Name, isWord, isWord))
		path := rename(file.Path, from, to)
		if path != file.Path || file.Fragment || isOwn(file.Path, from) {
			text = rename(text, from, to)
		}
		if file.Fragment {
			err = g.tree.merge(path, text)
		} else {
			err = g.tree.create(path, text, to.Class)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isOwn reports whether each class of a pattern has the file for itself: its
// path has the slug. Other files are shared and hold no names.
func isOwn(path string, names spec.Names) bool {
	return names.Slug != "" && rename(path, names, spec.Names{Slug: "\x00"}) != path
}

func (g *generator) hasFeature(id string) bool { return slices.Contains(g.spec.Features, id) }

func (g *generator) knowsFeature(id string) bool {
	return slices.ContainsFunc(g.catalog.Features, func(f catalog.Feature) bool { return f.ID == id })
}
