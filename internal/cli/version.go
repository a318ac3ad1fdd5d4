package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newVersionCmd(env *Environment) *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "Print the version",
		Args:              noArguments,
		ValidArgsFunction: completeNothing,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(env.Out, "docreate", env.Version)
			return err
		},
	}
}

// noArguments refuses words that the command has no use for.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return &usageError{fmt.Sprintf("%q takes no arguments, got %q; run %q", cmd.CommandPath(), args[0], cmd.CommandPath()+" --help")}
	}
	return nil
}
