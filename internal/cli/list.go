package cli

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// listResult is the document of `docreate list`.
type listResult struct {
	document
	Patterns []listedPattern `json:"patterns"`
	Features []listedFeature `json:"features"`
}

type listedPattern struct {
	ID      string `json:"id"`
	Class   string `json:"class"` // the default one
	Title   string `json:"title"`
	Summary string `json:"summary"`
}

type listedFeature struct {
	ID      string   `json:"id"`
	Aliases []string `json:"aliases,omitempty"`
	Title   string   `json:"title"`
	Summary string   `json:"summary"`
}

func newListCmd(env *Environment) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "list",
		Short:             "List the patterns and features",
		Example:           "  docreate list\n  docreate list --json",
		Args:              noArguments,
		ValidArgsFunction: completeNothing,
		RunE:              func(cmd *cobra.Command, _ []string) error { return runList(env, newDocument(cmd), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func runList(env *Environment, header document, asJSON bool) error {
	cat, err := loadCatalog(env)
	if err != nil {
		return err
	}
	header.OK = true
	result := listResult{document: header}
	for _, p := range cat.Patterns {
		result.Patterns = append(result.Patterns, listedPattern{p.ID, p.Class, p.Title, p.Summary})
	}
	for _, f := range cat.Features {
		result.Features = append(result.Features, listedFeature{f.ID, f.Aliases, f.Title, f.Summary})
	}
	if asJSON {
		return writeJSON(env.Out, result)
	}
	table := tabwriter.NewWriter(env.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PATTERN\tCLASS\tWHAT IT IS")
	for _, p := range result.Patterns {
		fmt.Fprintf(table, "%s\t%s\t%s\n", p.ID, p.Class, p.Summary)
	}
	fmt.Fprintln(table, "\nFEATURE\t\tWHAT IT ADDS")
	for _, f := range result.Features {
		fmt.Fprintf(table, "%s\t\t%s\n", f.ID, f.Summary)
	}
	return table.Flush()
}
