package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
		Use:               "list",
		Short:             "List docreate's presets and your own",
		Args:              noArguments,
		ValidArgsFunction: completeNothing,
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
		ValidArgsFunction: completeFirst(completePresets(env, cobra.ShellCompDirectiveNoFileComp)),
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
		Use:               "save ID",
		Short:             "Save what a project consists of as a preset of your own",
		Example:           "  docreate -C my-app preset save ours\n  docreate preset save ours --answers answers.json",
		Args:              oneArgument("preset", "a name for it, like ours"),
		ValidArgsFunction: completeNothing,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := spec.ValidateProjectName(args[0]); err != nil {
				return &usageError{fmt.Sprintf("preset %q cannot be a file's name; use lower-case letters, digits and dashes", args[0])}
			}
			answers, err := answersToSave(env, answersFile)
			if err != nil {
				return err
			}
			preset := catalog.Preset{ID: args[0], Title: cmp.Or(title, args[0]), Summary: cmp.Or(summary, contents(answers)), Answers: answers}
			return savePreset(env, preset, force)
		},
	}
	cmd.Flags().StringVar(&answersFile, "answers", "", "save the answers in `FILE` (- is standard input) instead of the project's")
	cmd.Flags().StringVar(&title, "title", "", "`TITLE` to show")
	cmd.Flags().StringVar(&summary, "summary", "", "`LINE` to show")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite a preset of that name")
	return cmd
}

// contents is a line about answers, for whoever gave none.
func contents(answers spec.Answers) string {
	line := strings.Join(answers.Patterns, ", ")
	if len(answers.Features) > 0 {
		line += " with " + strings.Join(answers.Features, ", ")
	}
	return line
}

// answersToSave reads answers from a file, or from the project that docreate
// is run in. Its name is left out: the next project has another.
func answersToSave(env *Environment, file string) (spec.Answers, error) {
	if file != "" {
		cat, err := loadCatalog(env)
		if err != nil {
			return spec.Answers{}, err
		}
		return readAnswers(env, cat, file)
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
		Use:               "remove ID",
		Short:             "Remove a preset of your own",
		Args:              oneArgument("preset", "the id of one that you saved"),
		ValidArgsFunction: completeFirst(completeOwnPresets(env)),
		RunE: func(_ *cobra.Command, args []string) error {
			return removePreset(env, args[0])
		},
	}
}

// removePreset removes a preset of the user's own, also one that cannot be read.
func removePreset(env *Environment, id string) error {
	own, err := ownPresets(env)
	if err != nil {
		return err
	}
	if !slices.Contains(own, id) {
		hint := "\"docreate preset list --json\" shows where each is"
		if near := catalog.Nearest(id, own); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return &usageError{fmt.Sprintf("preset %q is not one of your own; %s", id, hint)}
	}
	dir, err := env.presetDir()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, catalog.PresetFile(id))
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	fmt.Fprintf(env.Err, "Removed %s.\n", path)
	return nil
}
