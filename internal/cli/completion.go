package cli

import (
	"bytes"
	"fmt"
	"io"
	"regexp"

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
				return writeBashCompletion(root, out)
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

// quotedWord is where the bash script quotes a value.
var quotedWord = regexp.MustCompile(`(?m)^( +)(printf -v )?(comp|COMPREPLY\[0\])(=\$\(printf)? "%q" .*$`)

// writeBashCompletion writes cobra's script, but with commas as they are typed.
// Bash quotes them where nothing needs it, so that after "--feature ttl," no
// value would begin like what is there.
func writeBashCompletion(root *cobra.Command, out io.Writer) error {
	var script bytes.Buffer
	if err := root.GenBashCompletionV2(&script, true); err != nil {
		return err
	}
	_, err := out.Write(quotedWord.ReplaceAll(script.Bytes(), []byte(`$0
$1$3=$${$3//\\,/,}`)))
	return err
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
