package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/docreate/docreate/internal/catalog"
)

const rootExample = `  docreate new
  docreate new my-app --preset chat
  docreate new my-app --pattern room
  docreate new my-app --pattern room --pattern webhook-queue:Deliveries --install
  docreate new my-app --pattern sharded --dry-run
  docreate list
  docreate explain room`

func newRootCmd(env *Environment) *cobra.Command {
	var noColour bool
	var directory string
	root := &cobra.Command{
		Use:   "docreate",
		Short: "Write production-grade Cloudflare Durable Objects projects",
		Long: `docreate writes Cloudflare Durable Objects projects in TypeScript.

Each project type-checks, deploys dry, and passes its own tests inside the real
Workers runtime.`,
		Example:       rootExample,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          unknownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if noColour {
				env.DisableColour()
			}
			if directory != "" {
				env.WorkDir = resolve(env.WorkDir, directory)
			}
			return checkDirectory(env.WorkDir)
		},
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(&cobra.Command{Use: "help", Hidden: true})
	root.SetUsageTemplate(usageTemplate)
	root.PersistentFlags().StringVarP(&directory, "directory", "C", "", "work in `DIR` instead of the current directory")
	if err := root.MarkPersistentFlagDirname("directory"); err != nil {
		panic(err) // there is no flag by that name: a fault of this file
	}
	root.PersistentFlags().BoolVar(&noColour, "no-color", false, "print without colour")
	root.AddCommand(newNewCmd(env, nil), newListCmd(env), newExplainCmd(env), newPresetCmd(env), newSchemaCmd(env), newVersionCmd(env), newCompletionCmd())
	return root
}

// usageTemplate puts the examples first: most people look for one to copy.
const usageTemplate = `{{if .HasExample}}Examples:
{{.Example}}

{{end}}Usage:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} COMMAND [flags]{{else}}{{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Global flags:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

Run "{{.CommandPath}} COMMAND --help" for more about a command.{{end}}
`

// resolve returns path, taken from dir where it is relative.
func resolve(dir, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// unknownCommand refuses a word that is no command and names the nearest one.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			known = append(known, sub.Name())
		}
	}
	return &usageError{(&catalog.UnknownError{Kind: "command", ID: args[0], Known: known}).Error()}
}

// flagError turns the flag library's errors into ours, with the nearest flag
// where one is misspelt.
func flagError(cmd *cobra.Command, err error) error {
	message := err.Error()
	name, unknown := strings.CutPrefix(message, "unknown flag: --")
	if !unknown {
		return &usageError{fmt.Sprintf("%s; run %q", message, cmd.CommandPath()+" --help")}
	}
	var known []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) { known = append(known, flag.Name) })
	hint := fmt.Sprintf("run %q", cmd.CommandPath()+" --help")
	if near := catalog.Nearest(name, known); near != "" {
		hint = fmt.Sprintf("did you mean %q?", "--"+near)
	}
	return &usageError{fmt.Sprintf("flag %q does not exist; %s", "--"+name, hint)}
}

// loadCatalog reads the embedded templates. It fails only in a broken build.
func loadCatalog(env *Environment) (*catalog.Catalog, error) {
	return catalog.Load(env.Templates)
}
