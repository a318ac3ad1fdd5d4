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
	Use     string         `json:"use"`
	Avoid   string         `json:"avoid"`
	Binding string         `json:"binding"`
	Slug    string         `json:"slug"`
	Options []listedOption `json:"options,omitempty"`
	Kit     []string       `json:"kit"`   // modules it is built on
	Files   []string       `json:"files"` // what it adds to a project
	Guide   string         `json:"guide"` // its section in the project's README, in Markdown
}

// listedOption is an option of a pattern's classes.
type listedOption struct {
	ID      string `json:"id"`
	Summary string `json:"summary"`
	Default string `json:"default"`
	Values  string `json:"values"`            // in words
	Feature string `json:"feature,omitempty"` // that it comes with
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
	for _, o := range cat.Options(p.ID) {
		result.Options = append(result.Options, listedOption{o.ID, o.Summary, o.Default, o.Values(), o.Feature})
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
			result.Guide = catalog.WithoutMarkers(string(file.Content))
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
%s
Files
  %s

%s`, r.Title, r.ID, r.Summary, r.Use, r.Avoid, r.Class, r.Binding, r.Slug, r.ID,
		strings.Join(r.Kit, ", "), optionLines(r), strings.Join(r.Files, "\n  "), strings.TrimSpace(r.Guide)+"\n")
	return err
}

// optionLines are the options of a pattern, and how to choose them.
func optionLines(r explainResult) string {
	if len(r.Options) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nOptions, like --option %s.%s=%s\n", r.Class, r.Options[0].ID, r.Options[0].Default)
	for _, o := range r.Options {
		values := o.Values
		if o.Feature != "" {
			values += "; with the feature " + o.Feature
		}
		fmt.Fprintf(&b, "  %-11s %s: %s (%s)\n", o.ID, o.Summary, o.Default, values)
	}
	return b.String()
}
