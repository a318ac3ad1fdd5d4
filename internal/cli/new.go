package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/docreate/docreate/generators"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
)

// newOptions is what the flags of `docreate new` say.
type newOptions struct {
	Dir            string // as given, "" if not
	Name           string
	Patterns       []string // ID or ID:ClassName
	Features       []string // ids or aliases
	Options        []string // Class.option=value
	PackageManager string
	Preset         string // id or file, "" for none
	Answers        string // file or -, "" for none
	Install        choice
	Git            choice
	InstallTimeout time.Duration // 0 for none
	DryRun, Diff   bool
	JSON           bool
	Force          bool
	Quiet          bool // nothing is asked: --yes or --no-input
	Accessible     bool // questions are asked line by line
}

// choice is a flag that says yes, says no, or was left to us.
type choice int

const (
	unsaid choice = iota
	no
	yes
)

const newExample = `  docreate new
  docreate new my-app --preset chat
  docreate new my-app --pattern room
  docreate new my-app --pattern room --feature environments
  docreate new my-app --pattern room:SupportRoom --pattern sharded --install
  docreate new my-app --pattern sharded:ViewCounter --option ViewCounter.shards=16
  docreate new . --name my-app --pattern singleton
  docreate new my-app --pattern webhook-queue --dry-run
  docreate new my-app --pattern room --yes --json`

// newNewCmd returns the command `new`. A test gives its own run to see the
// options only.
func newNewCmd(env *Environment, run func(context.Context, *newOptions) error) *cobra.Command {
	var o newOptions
	var install, noInstall, git, noGit, assumeYes, noInput bool
	cmd := &cobra.Command{
		Use:               "new [DIR]",
		Short:             "Write a new project",
		Example:           newExample,
		ValidArgsFunction: completeFirst(completeDirectory),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return &usageError{fmt.Sprintf("%q takes one directory, got %d; did you mean --pattern %s?", cmd.CommandPath(), len(args), args[1])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.Dir = args[0]
			}
			if err := checkFlags(cmd, args); err != nil {
				return err
			}
			o.Install, o.Git = choose(install, noInstall), choose(git, noGit)
			o.Quiet = assumeYes || noInput
			if run == nil {
				return runNew(cmd.Context(), env, newDocument(cmd), &o)
			}
			return run(cmd.Context(), &o)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&o.Patterns, "pattern", "p", nil, "a pattern as `ID` or ID:ClassName; give it again for more (see \"docreate list\")")
	flags.StringSliceVarP(&o.Features, "feature", "f", nil, "features as `IDS`, separated by commas (see \"docreate list\")")
	flags.StringArrayVar(&o.Options, "option", nil, "a setting of a class as `CLASS.OPTION=VALUE`; give it again for more (see \"docreate explain\")")
	flags.StringVar(&o.Preset, "preset", "", "start from a preset: an `ID` of \"docreate preset list\", or a file")
	flags.StringVar(&o.Answers, "answers", "", "read answers from a JSON `FILE` (- is standard input)")
	flags.StringVarP(&o.Name, "name", "n", "", "`NAME` of the Worker and the package (default: the directory's)")
	flags.StringVar(&o.PackageManager, "package-manager", "", "`NAME` of npm, pnpm, yarn or bun (default: the one that runs docreate, or is installed)")
	flags.BoolVar(&install, "install", false, "install the dependencies")
	flags.BoolVar(&noInstall, "no-install", false, "do not install the dependencies (default)")
	flags.DurationVar(&o.InstallTimeout, "install-timeout", installTimeout, "end an install that takes longer than `DURATION`; 0 never does")
	flags.BoolVar(&git, "git", false, "make a git repository with one commit (default, unless inside a repository)")
	flags.BoolVar(&noGit, "no-git", false, "do not make a git repository")
	flags.BoolVar(&o.DryRun, "dry-run", false, "show the files and write nothing")
	flags.BoolVar(&o.Diff, "diff", false, "show the changes as a unified diff and write nothing")
	flags.BoolVar(&o.JSON, "json", false, "print one JSON document")
	flags.BoolVar(&o.Force, "force", false, "overwrite files that exist")
	flags.BoolVarP(&assumeYes, "yes", "y", false, "take the defaults for everything that is not said")
	flags.BoolVar(&noInput, "no-input", false, "never ask; fail where something is not said")
	flags.BoolVar(&o.Accessible, "accessible", false, "ask and report line by line, for a screen reader; also ACCESSIBLE=1")
	registerCompletions(env, cmd)
	return cmd
}

func choose(positive, negative bool) choice {
	switch {
	case positive:
		return yes
	case negative:
		return no
	}
	return unsaid
}

// checkFlags refuses words that were given but say nothing, and flags that
// cannot both be meant.
func checkFlags(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && args[0] == "" {
		return &spec.Error{Field: "directory", Value: "", Problem: "is empty", Remedy: "name one, like my-app"}
	}
	if name := cmd.Flags().Lookup("name"); name.Changed {
		if err := spec.ValidateProjectName(name.Value.String()); err != nil {
			return err
		}
	}
	if timeout := cmd.Flags().Lookup("install-timeout"); strings.HasPrefix(timeout.Value.String(), "-") {
		return &usageError{fmt.Sprintf("--install-timeout %q is negative; give a duration like 5m, or 0 for none", timeout.Value)}
	}
	for _, pair := range [][2]string{
		{"install", "no-install"}, {"git", "no-git"}, {"diff", "json"}, {"diff", "dry-run"},
		{"dry-run", "install"}, {"diff", "install"}, {"dry-run", "git"}, {"diff", "git"},
	} {
		if isTrue(cmd, pair[0]) && isTrue(cmd, pair[1]) {
			return &usageError{fmt.Sprintf("--%s and --%s contradict each other; give one of them", pair[0], pair[1])}
		}
	}
	return nil
}

func isTrue(cmd *cobra.Command, flag string) bool {
	value, err := cmd.Flags().GetBool(flag)
	return err == nil && value
}

// runNew writes a project, or shows what it would write.
func runNew(ctx context.Context, env *Environment, header document, o *newOptions) error {
	cat, err := loadCatalog(env)
	if err != nil {
		return err
	}
	if err := o.fill(env, cat); err != nil {
		return err
	}
	if o.incomplete() && mayAsk(env, o) {
		if err := ask(ctx, env, cat, o); err != nil {
			return err
		}
	}
	root, s, err := answers(env, cat, o)
	if err != nil {
		return err
	}
	existing, err := openRoot(root, o.DryRun || o.Diff)
	if err != nil {
		return err
	}
	files, err := generators.New(cat, s, env.Version)
	if err != nil {
		return err
	}
	p, err := plan.Compute(existing, files, o.Force)
	if err != nil {
		return err
	}
	result := newResult{document: header, Directory: root, Digest: p.Digest(), Spec: s, Operations: operations(p), DryRun: o.DryRun, Notes: featureNotes(cat, o.Features, s), Repeat: repeatNew(o, s)}
	result.OK = true
	switch {
	case o.Diff:
		return p.WriteDiff(env.Out)
	case len(p.Conflicts()) > 0:
		return &plan.ConflictError{Ops: p.Conflicts()}
	case !o.DryRun:
		if err := write(ctx, env, o, p, &result); err != nil {
			return err
		}
	}
	result.Next = nextCommands(env.WorkDir, root, s.PackageManager, result.Installed)
	return showNew(env, o, p, &result)
}

// openRoot returns a view of the directory to write to, nil if there is none
// yet. What an interrupted run left there is undone first, unless nothing may
// be written.
func openRoot(root string, readOnly bool) (fs.FS, error) {
	info, err := os.Stat(root)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, &preconditionError{fmt.Sprintf("%q is a file; name another directory", root)}
	}
	if !readOnly {
		if _, err := plan.Recover(root); err != nil {
			return nil, err
		}
	}
	if info == nil {
		return nil, nil
	}
	return os.DirFS(root), nil
}

// write applies the plan and does what was asked for besides. Only the files
// decide whether the project was made; what fails later is a note with what to
// do, except for an install, which somebody asked for.
func write(ctx context.Context, env *Environment, o *newOptions, p plan.Plan, result *newResult) error {
	root := result.Directory
	fresh := isEmpty(root)
	if len(p.Changes()) == 0 {
		return nil
	}
	var leftover *plan.CleanupError
	if err := plan.Apply(ctx, root, p); errors.As(err, &leftover) {
		result.Notes = append(result.Notes, leftover.Error())
	} else if err != nil {
		return err
	}
	return setUp(ctx, env, o, result, fresh)
}

// isEmpty reports whether there is nothing at dir yet.
func isEmpty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err != nil || len(entries) == 0
}

// nextCommands are what to run in a new project, from where the user is.
func nextCommands(workDir, root string, manager spec.PackageManager, installed bool) []string {
	var commands []string
	if rel, err := filepath.Rel(workDir, root); err != nil {
		commands = append(commands, "cd "+quote(root))
	} else if rel != "." {
		commands = append(commands, "cd "+quote(rel))
	}
	if !installed {
		commands = append(commands, string(manager)+" install")
	}
	return append(commands, testCommand(manager))
}
