// Package generators computes the files of a project from a catalog and a
// spec. It is pure: it sees a snapshot and bytes, and returns files.
//
// A project is made of layers: the base, the package manager, each pattern
// behind the kit modules that it needs, and then the features. A file of a
// layer either stands alone, or is a fragment that is merged into the base's
// file of the same path. A new project is an empty one that everything is added
// to.
package generators

import (
	"reflect"
	"slices"
	"strings"

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
//
// Files that are as docreate wrote them are written anew. Of those that
// somebody has changed, the ones that fragments are merged into are edited;
// any other comes back as it would be generated, which is a conflict.
func Add(cat *catalog.Catalog, p *project.Project, s spec.Spec, version string) ([]plan.File, error) {
	var had spec.Spec
	wanted := s
	if p.Record != nil {
		had = p.Record.Spec
		wanted = union(had, s)
	}
	if err := wanted.Validate(); err != nil {
		return nil, err
	}
	if p.Record != nil && reflect.DeepEqual(wanted, had) {
		return nil, nil
	}
	if err := checkFit(cat, wanted); err != nil {
		return nil, err
	}
	if err := checkOptions(cat, had, wanted); err != nil {
		return nil, err
	}
	target, err := render(cat, project.Empty(), spec.Spec{}, wanted)
	if err != nil {
		return nil, err
	}
	if err := target.keepNamespaces(p); err != nil {
		return nil, err
	}
	edited := newTree(p)
	if p.Record != nil {
		if edited, err = render(cat, p, had, wanted); err != nil {
			return nil, err
		}
	}
	return settle(p, target, edited, wanted, version)
}

// union is a spec with everything that either has.
func union(had, s spec.Spec) spec.Spec {
	both := had
	both.Patterns = slices.Clone(had.Patterns)
	for _, p := range s.Patterns {
		if !slices.Contains(both.Patterns, p) {
			both.Patterns = append(both.Patterns, p)
		}
	}
	if features := slices.Concat(had.Features, s.Features); len(features) > 0 {
		slices.Sort(features)
		both.Features = slices.Compact(features)
	}
	both.Options = spec.SortOptions(slices.Concat(had.Options, s.Options))
	return both
}

// checkFit refuses a feature that does nothing for any class of the project.
func checkFit(cat *catalog.Catalog, wanted spec.Spec) error {
	for _, id := range wanted.Features {
		feature, err := cat.Feature(id)
		if err != nil {
			return err
		}
		fits := cat.Fits(feature)
		if !slices.ContainsFunc(wanted.Patterns, func(p spec.Pattern) bool { return slices.Contains(fits, p.ID) }) {
			return &spec.Error{Field: "feature", Value: id, Problem: "does nothing for the patterns of the project",
				Remedy: "leave it out, or add one of " + strings.Join(fits, ", ")}
		}
	}
	return nil
}

// generator adds layers to a tree.
type generator struct {
	catalog *catalog.Catalog
	tree    *tree
	had     spec.Spec // what the tree has before; without a name it is empty
	spec    spec.Spec // what it shall have
	modules []string  // ids of the kit modules that are there
	words   func(string) string
}

// render adds to a project what the spec has and it had not.
func render(cat *catalog.Catalog, p *project.Project, had, wanted spec.Spec) (*tree, error) {
	manager, err := cat.Manager(wanted.PackageManager)
	if err != nil {
		return nil, err
	}
	g := generator{catalog: cat, tree: newTree(p), had: had, spec: wanted, words: wordsOf(manager)}
	if err := g.checkNames(wanted.Patterns); err != nil {
		return nil, err
	}
	if had.Name == "" {
		if err := g.addShared(&cat.Base); err != nil {
			return nil, err
		}
		if err := g.addShared(&manager.Layer); err != nil {
			return nil, err
		}
	} else if err := g.recallModules(); err != nil {
		return nil, err
	}
	for _, p := range wanted.Patterns {
		if slices.Contains(had.Patterns, p) {
			continue
		}
		if err := g.addPattern(p); err != nil {
			return nil, err
		}
	}
	for _, id := range wanted.Features {
		if err := g.addFeature(id); err != nil {
			return nil, err
		}
	}
	return g.tree, nil
}

// recallModules finds which kit modules the project already has.
func (g *generator) recallModules() error {
	for _, p := range g.had.Patterns {
		pattern, err := g.catalog.Pattern(p.ID)
		if err != nil {
			return err
		}
		for _, module := range g.catalog.Modules(pattern.Kit) {
			g.modules = append(g.modules, module.ID)
		}
	}
	for _, id := range g.had.Features {
		feature, err := g.catalog.Feature(id)
		if err != nil {
			return err
		}
		if feature.BuiltInto(g.had.Patterns) {
			continue
		}
		for _, module := range g.catalog.Modules(feature.Kit) {
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
	if err := g.addModules(pattern.Kit); err != nil {
		return err
	}
	if err := g.addLayer(&pattern.Layer, pattern.Options, pattern.Names, p.Names); err != nil {
		return err
	}
	if err := g.tree.edit(entryPath, func(src []byte) ([]byte, error) { return mount(src, p.Names) }); err != nil {
		return err
	}
	return g.tree.edit(configPath, func(src []byte) ([]byte, error) { return bind(src, p.Names) })
}

// addFeature adds what a feature brings to the project, and then what it
// brings to each class.
func (g *generator) addFeature(id string) error {
	feature, err := g.catalog.Feature(id)
	if err != nil {
		return err
	}
	if feature.BuiltInto(g.spec.Patterns) {
		return nil
	}
	isNew := !slices.Contains(g.had.Features, id) || feature.BuiltInto(g.had.Patterns)
	if isNew {
		if err := g.addModules(feature.Kit); err != nil {
			return err
		}
		if err := g.addShared(&feature.Layer); err != nil {
			return err
		}
	}
	for _, p := range g.spec.Patterns {
		own, ok := feature.PerPattern[p.ID]
		if !ok || !isNew && slices.Contains(g.had.Patterns, p) {
			continue
		}
		pattern, err := g.catalog.Pattern(p.ID)
		if err != nil {
			return err
		}
		if err := g.addLayer(&own, feature.Options[p.ID], pattern.Names, p.Names); err != nil {
			return err
		}
	}
	return g.tree.edit(configPath, func(src []byte) ([]byte, error) { return addEnvironments(src, feature.Environments) })
}

func (g *generator) addModules(ids []string) error {
	for _, module := range g.catalog.Modules(ids) {
		if slices.Contains(g.modules, module.ID) {
			continue
		}
		g.modules = append(g.modules, module.ID)
		if err := g.addShared(&module.Layer); err != nil {
			return err
		}
	}
	return nil
}

// addShared adds a layer that has no names to change.
func (g *generator) addShared(layer *catalog.Layer) error {
	return g.addLayer(layer, nil, spec.Names{}, spec.Names{})
}

// addLayer adds the files of a layer under other names, with what is chosen
// among its options.
func (g *generator) addLayer(layer *catalog.Layer, options []catalog.Option, from, to spec.Names) error {
	settings, err := g.settings(options, from, to)
	if err != nil {
		return err
	}
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
			err = g.tree.merge(path, text, settings)
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
