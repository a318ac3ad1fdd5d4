package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/docreate/docreate/internal/catalog"
)

// explainResult is the document of `docreate explain`.
type explainResult struct {
	document
	listedPattern
	Use     string   `json:"use"`
	Avoid   string   `json:"avoid"`
	Binding string   `json:"binding"`
	Slug    string   `json:"slug"`
	Kit     []string `json:"kit"`   // modules it is built on
	Files   []string `json:"files"` // what it adds to a project
	Guide   string   `json:"guide"` // its section in the project's README, in Markdown
}

func newExplainCmd(env *Environment) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "explain ID",
		Short:   "Explain a pattern or a feature: what it is for, what it writes, how to use it",
		Example: "  docreate explain room\n  docreate explain webhook-queue --json",
		Args:    oneArgument("pattern or feature", "an id that `docreate list` shows"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExplain(env, newDocument(cmd), args[0], asJSON)
		},
		ValidArgsFunction: completeFirst(completeFrom(env, func(cat *catalog.Catalog, word string) []string {
			return append(patternWords(cat, word), featureWords(cat, word)...)
		})),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func runExplain(env *Environment, header document, id string, asJSON bool) error {
	cat, err := loadCatalog(env)
	if err != nil {
		return err
	}
	header.OK = true
	if feature, err := cat.Feature(id); err == nil {
		return explainFeature(env, header, cat, feature, asJSON)
	}
	pattern, err := cat.Pattern(id)
	if err != nil {
		return unknownID(cat, id)
	}
	result := explain(cat, pattern)
	result.document = header
	if asJSON {
		return writeJSON(env.Out, result)
	}
	return writeExplanation(env.Out, result)
}

func explain(cat *catalog.Catalog, p *catalog.Pattern) explainResult {
	result := explainResult{
		listedPattern: listedPattern{p.ID, p.Class, p.Title, p.Summary},
		Use:           p.Use,
		Avoid:         p.Avoid,
		Binding:       p.Binding,
		Slug:          p.Slug,
	}
	for _, module := range cat.Modules(p.Kit) {
		result.Kit = append(result.Kit, module.ID)
		for _, file := range module.Files {
			result.Files = append(result.Files, file.Path)
		}
	}
	for _, file := range p.Files {
		switch {
		case !file.Fragment:
			result.Files = append(result.Files, file.Path)
		case file.Path == "README.md":
			result.Guide = string(file.Content)
		}
	}
	slices.Sort(result.Files)
	return result
}

func writeExplanation(w io.Writer, r explainResult) error {
	_, err := fmt.Fprintf(w, `%s (%s)
%s

Use it      %s
Avoid it    %s
Names       class %s, binding %s, slug %s; another class: --pattern %s:OtherName
Kit         %s

Files
  %s

%s`, r.Title, r.ID, r.Summary, r.Use, r.Avoid, r.Class, r.Binding, r.Slug, r.ID,
		strings.Join(r.Kit, ", "), strings.Join(r.Files, "\n  "), strings.TrimSpace(r.Guide)+"\n")
	return err
}
