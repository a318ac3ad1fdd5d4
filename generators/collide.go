package generators

import (
	"fmt"
	"path"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/tsx"
)

// checkNames refuses classes whose names the code around them already uses.
func (g *generator) checkNames(patterns []spec.Pattern) error {
	for _, p := range patterns {
		pattern, err := g.catalog.Pattern(p.ID)
		if err != nil {
			return err
		}
		if p.Names == pattern.Names {
			continue
		}
		layers := []*catalog.Layer{&g.catalog.Base, &pattern.Layer}
		for _, module := range g.catalog.Modules(pattern.Kit) {
			layers = append(layers, &module.Layer)
		}
		for _, layer := range layers {
			if err := checkAgainst(layer, pattern.Names, p.Names); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkAgainst refuses names that are identifiers in the code of a layer.
func checkAgainst(layer *catalog.Layer, own, names spec.Names) error {
	for _, file := range layer.Files {
		if path.Ext(file.Path) != ".ts" {
			continue
		}
		parsed := tsx.Parse(file.Path, file.Content)
		for name := range tsx.Every[*tsx.Ident](parsed) {
			word := parsed.Text(name)
			if word != own.Class && word != own.Binding && (word == names.Class || word == names.Binding) {
				return &spec.Error{Field: "class name", Value: names.Class,
					Problem: fmt.Sprintf("clashes with %q in %s", word, file.Path), Remedy: "choose another name"}
			}
		}
	}
	return nil
}
