package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/project"
	"github.com/docreate/docreate/internal/spec"
)

func newPresetCmd(env *Environment) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "preset",
		Short: "List, show, save and remove presets",
		Example: `  docreate preset list
  docreate preset show chat
  docreate -C my-app preset save ours
  docreate new other --preset ours`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPresetListCmd(env), newPresetShowCmd(env), newPresetSaveCmd(env), newPresetRemoveCmd(env))
	return cmd
}

// presetResult is a preset as documents show it.
type presetResult struct {
	ID   string `json:"id"`
	File string `json:"file,omitempty"` // where a preset of the user's own is
	catalog.Preset
}

func newPresetListCmd(env *Environment) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List docreate's presets and your own",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			presets, sources, err := loadPresets(env)
			if err != nil {
				return err
			}
			if asJSON {
				result := struct {
					document
					Presets []presetResult `json:"presets"`
				}{document: newDocument(cmd).succeeded()}
				for _, p := range presets {
					result.Presets = append(result.Presets, presetResult{p.ID, sources[p.ID], p})
				}
				return writeJSON(env.Out, result)
			}
			table := tabwriter.NewWriter(env.Out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, "PRESET\tWHAT IT IS")
			for _, p := range presets {
				fmt.Fprintf(table, "%s\t%s\n", p.ID, p.Summary)
			}
			return table.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func newPresetShowCmd(env *Environment) *cobra.Command {
	return &cobra.Command{
		Use:               "show ID",
		Short:             "Print a preset, as a file that can be changed and used",
		Example:           "  docreate preset show chat > ours.jsonc\n  docreate new my-app --preset ./ours.jsonc",
		Args:              oneArgument("preset", "an id that \"docreate preset list\" shows"),
		ValidArgsFunction: completePresets(env),
		RunE: func(_ *cobra.Command, args []string) error {
			presets, _, err := loadPresets(env)
			if err != nil {
				return err
			}
			preset, err := catalog.FindPreset(presets, args[0])
			if err != nil {
				return err
			}
			return writeJSON(env.Out, preset)
		},
	}
}

func newPresetSaveCmd(env *Environment) *cobra.Command {
	var answersFile, title, summary string
	var force bool
	cmd := &cobra.Command{
		Use:     "save ID",
		Short:   "Save what a project consists of as a preset of your own",
		Example: "  docreate -C my-app preset save ours\n  docreate preset save ours --answers answers.json",
		Args:    oneArgument("preset", "a name for it, like ours"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := spec.ValidateProjectName(args[0]); err != nil {
				return &usageError{fmt.Sprintf("preset %q cannot be a file's name; use lower-case letters, digits and dashes", args[0])}
			}
			preset := catalog.Preset{ID: args[0], Title: title, Summary: summary}
			var err error
			if preset.Answers, err = answersToSave(env, answersFile); err != nil {
				return err
			}
			return savePreset(env, preset, force)
		},
	}
	cmd.Flags().StringVar(&answersFile, "answers", "", "save the answers in `FILE` (- is standard input) instead of the project's")
	cmd.Flags().StringVar(&title, "title", "", "`TITLE` to show")
	cmd.Flags().StringVar(&summary, "summary", "", "`LINE` to show")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite a preset of that name")
	return cmd
}

// answersToSave reads answers from a file, or from the project that docreate
// is run in. Its name is left out: the next project has another.
func answersToSave(env *Environment, file string) (spec.Answers, error) {
	if file != "" {
		return readAnswers(env, file)
	}
	p, err := project.Open(os.DirFS(env.WorkDir))
	if err != nil {
		return spec.Answers{}, err
	}
	if p.Record == nil {
		return spec.Answers{}, &preconditionError{fmt.Sprintf("%q is not a project of docreate; run this in one, or give --answers", env.WorkDir)}
	}
	answers := spec.AnswersOf(p.Record.Spec)
	answers.Name = ""
	return answers, nil
}

// savePreset writes a preset beside its place and renames it there, so that a
// file that is there is never half a preset.
func savePreset(env *Environment, preset catalog.Preset, force bool) error {
	dir, err := env.presetDir()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	path := filepath.Join(dir, catalog.PresetFile(preset.ID))
	if _, err := os.Lstat(path); err == nil && !force {
		return &conflictError{fmt.Sprintf("preset %q exists in %q; replace it with --force", preset.ID, path)}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(preset); err != nil {
		return err
	}
	staged, err := os.CreateTemp(dir, ".preset-*")
	if err != nil {
		return err
	}
	defer os.Remove(staged.Name())
	if _, err := staged.Write(text.Bytes()); err != nil {
		return errors.Join(err, staged.Close())
	}
	if err := staged.Close(); err != nil {
		return err
	}
	if err := os.Rename(staged.Name(), path); err != nil {
		return err
	}
	fmt.Fprintf(env.Err, "Saved %s. Use it:\n  docreate new my-app --preset %s\n", path, preset.ID)
	return nil
}

func newPresetRemoveCmd(env *Environment) *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID",
		Short: "Remove a preset of your own",
		Args:  oneArgument("preset", "the id of one that you saved"),
		RunE: func(_ *cobra.Command, args []string) error {
			_, sources, err := loadPresets(env)
			if err != nil {
				return err
			}
			path, ok := sources[args[0]]
			if !ok {
				return &usageError{fmt.Sprintf("preset %q is not one of your own; \"docreate preset list --json\" shows where each is", args[0])}
			}
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			fmt.Fprintf(env.Err, "Removed %s.\n", path)
			return nil
		},
	}
}

// completePresets offers the ids of the presets with what they are.
func completePresets(env *Environment) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		presets, _, err := loadPresets(env)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var ids []string
		for _, p := range presets {
			ids = append(ids, cobra.CompletionWithDesc(p.ID, p.Summary))
		}
		return ids, cobra.ShellCompDirectiveDefault
	}
}
