package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/docreate/docreate/internal/catalog"
)

func newCompletionCmd() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a completion script for bash, zsh, fish or powershell",
		Example: `  source <(docreate completion bash)
  docreate completion fish > ~/.config/fish/completions/docreate.fish`,
		ValidArgs: shells,
		Args:      oneArgument("shell", "bash, zsh, fish or powershell"),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, out := cmd.Root(), cmd.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(out)
			}
			return &catalog.UnknownError{Kind: "shell", ID: args[0], Known: shells}
		},
	}
}

// oneArgument asks for exactly one word and says what it is.
func oneArgument(what, values string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return &usageError{fmt.Sprintf("%q takes one %s, got %d words; use %s", cmd.CommandPath(), what, len(args), values)}
		}
		return nil
	}
}
