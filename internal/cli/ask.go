package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/docreate/docreate/generators"
	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/tui"
)

// incomplete reports whether something is not said that has no default.
func (o *newOptions) incomplete() bool {
	return o.Dir == "" && o.Name == "" || len(o.Patterns) == 0
}

// mayAsk reports whether there is a person to ask, who did not rule it out.
func mayAsk(env *Environment, o *newOptions) bool {
	return env.CanPrompt() && !o.Quiet && !o.JSON && o.Answers != "-" && !isSet(env, "CI")
}

// isSet reports whether a variable of the environment says yes.
func isSet(env *Environment, name string) bool {
	return !slices.Contains([]string{"", "0", "false"}, env.Getenv(name))
}

// linesOnly reports whether what is shown comes in lines, of which none is drawn
// again: for a screen reader, or because the terminal can do no more.
func linesOnly(env *Environment, o *newOptions) bool {
	return o.Accessible || isSet(env, "ACCESSIBLE") || env.Getenv("TERM") == "dumb"
}

// ask fills what was not said by asking.
func ask(ctx context.Context, env *Environment, cat *catalog.Catalog, o *newOptions) error {
	request := askRequest(env, cat, o)
	var err error
	if request.Presets, _, err = loadPresets(env); err != nil {
		return err
	}
	filled, err := tui.Ask(ctx, env.IOStreams, request)
	if err != nil {
		return err
	}
	o.take(request.Ask, filled)
	return nil
}

// askRequest says what to ask, what is usual, and what the answers come to.
func askRequest(env *Environment, cat *catalog.Catalog, o *newOptions) tui.Request {
	writes := !o.DryRun && !o.Diff
	name := o.Name == "" && (o.Dir == "" || spec.ValidateProjectName(filepath.Base(resolve(env.WorkDir, o.Dir))) != nil)
	questions := tui.Questions{
		Name:           name,
		Dir:            o.Dir == "" && o.Name == "",
		Patterns:       len(o.Patterns) == 0,
		Features:       len(o.Features) == 0 && o.Preset == "" && o.Answers == "",
		PackageManager: o.PackageManager == "",
		Install:        writes && o.Install == unsaid,
		Git:            writes && o.Git == unsaid && mayHaveRepository(env),
	}
	questions.Options = len(o.Options) == 0 && (questions.Patterns || questions.Features)
	given := tui.Answers{
		Dir: o.Dir, Name: o.Name, Patterns: o.Patterns, Features: o.Features, Options: o.Options,
		PackageManager: o.PackageManager, Install: o.Install == yes, Git: o.Git == yes || questions.Git,
	}
	if given.PackageManager == "" {
		given.PackageManager = string(detectManager(env))
	}
	verb := "Write"
	if !writes {
		verb = "Show"
	}
	return tui.Request{
		Catalog: cat, Answers: given, Ask: questions, CheckDir: checkDir, Verb: verb,
		Preview: func(a tui.Answers) (tui.Preview, error) { return preview(env, cat, *o, questions, a) },
		Plain:   linesOnly(env, o),
	}
}

// take takes answers over into the options, which is all that a form does: what
// follows is the same as for flags.
func (o *newOptions) take(asked tui.Questions, a tui.Answers) {
	o.Dir, o.Name, o.Patterns, o.Features, o.Options = a.Dir, a.Name, a.Patterns, a.Features, a.Options
	o.PackageManager = a.PackageManager
	if asked.Install {
		o.Install = choose(a.Install, !a.Install)
	}
	if asked.Git {
		o.Git = choose(a.Git, !a.Git)
	}
}

// preview works out what answers come to, on a copy of the options.
func preview(env *Environment, cat *catalog.Catalog, o newOptions, asked tui.Questions, a tui.Answers) (tui.Preview, error) {
	o.take(asked, a)
	if o.Dir == "" && o.Name == "" {
		o.Dir = "my-app" // a name to show before there is one
	}
	root, s, err := answers(env, cat, &o)
	if err != nil {
		return tui.Preview{}, err
	}
	existing, err := openRoot(root, true)
	if err != nil {
		return tui.Preview{}, err
	}
	files, err := generators.New(cat, s, env.Version)
	if err != nil {
		return tui.Preview{}, err
	}
	p, err := plan.Compute(existing, files, o.Force)
	return tui.Preview{Root: root, Plan: p, Repeat: repeatNew(&o, s)}, err
}

// mayHaveRepository reports whether a git repository can be made: there is git,
// and the directory to work in is not in a repository already.
func mayHaveRepository(env *Environment) bool {
	if _, err := env.LookPath("git"); err != nil {
		return false
	}
	for dir := env.WorkDir; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}
