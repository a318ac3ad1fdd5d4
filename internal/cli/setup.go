package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/docreate/docreate/internal/process"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/tui"
)

const (
	// installTimeout is how long an install may take, unless somebody says.
	installTimeout = 10 * time.Minute
	// gitTimeout is how long one command of git may take, which may wait for a
	// key to sign with.
	gitTimeout = 2 * time.Minute
	// grace is how long a program may take to end once it is told to.
	grace = 5 * time.Second
)

// setup is what follows when the files are written.
type setup struct {
	env        *Environment
	progress   *tui.Progress
	root, name string
	install    string // the command, in words
}

// setUp installs the dependencies and makes a git repository, as far as that is
// wanted.
func setUp(ctx context.Context, env *Environment, o *newOptions, result *newResult, fresh bool) error {
	manager := string(result.Spec.PackageManager)
	s := &setup{env: env, progress: tui.NewProgress(env.IOStreams, display(env, o)), root: result.Directory, name: result.Spec.Name, install: manager + " install"}
	repository, reason := s.wantsRepository(ctx, o.Git, fresh)
	if o.Install == yes {
		if err := s.installDependencies(ctx, manager, o.InstallTimeout); err != nil {
			if repository {
				err.remaining = append(err.remaining, "git init")
			}
			return err
		}
		result.Installed = true
	}
	if repository {
		made, err := s.makeRepository(ctx)
		if ctx.Err() != nil {
			return err
		}
		result.Repository = made
		if err != nil {
			reason = err.Error()
		}
	}
	if reason != "" {
		result.Notes = append(result.Notes, reason)
	}
	return nil
}

// display is how progress is shown: drawn for somebody who looks at a terminal.
// What runs in CI is read later, when nothing is drawn again.
func display(env *Environment, o *newOptions) tui.Display {
	switch {
	case o.JSON:
		return tui.Silent
	case !env.ErrTerminal() || linesOnly(env, o) || isSet(env, "CI"):
		return tui.Plain
	}
	return tui.Drawn
}

// installDependencies runs the package manager once.
func (s *setup) installDependencies(ctx context.Context, manager string, timeout time.Duration) *unfinishedError {
	unfinished := &unfinishedError{directory: s.root, remaining: []string{s.install}}
	program, err := s.env.LookPath(manager)
	if err != nil {
		unfinished.cause, unfinished.problem = err, fmt.Sprintf("%q is not installed, so the dependencies are not either", manager)
		return unfinished
	}
	command := process.Command{Program: program, Args: []string{"install"}, Dir: s.root, Timeout: timeout, Grace: grace}
	step := tui.Step{Doing: "installing with " + manager, Done: func(lines []string) string { return installed(lines) + " with " + manager }}
	unfinished.output, err = s.progress.Run(ctx, step, func(output io.Writer) error {
		command.Output = output
		return command.Run(ctx)
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		unfinished.problem = fmt.Sprintf("interrupted during %q", s.install)
	case isA[*process.TimeoutError](err):
		unfinished.problem = fmt.Sprintf("%q was ended after %v, the --install-timeout", s.install, timeout)
	default:
		unfinished.problem = fmt.Sprintf("%q failed: %v", s.install, err)
	}
	unfinished.cause = err
	return unfinished
}

// counted finds how many packages npm, pnpm and Bun say that they have
// installed. Yarn does not say.
var counted = regexp.MustCompile(`^(?:added (\d+) packages?\b|Packages: \+(\d+)\b|(\d+) packages? installed\b)`)

// installed says what a package manager has done, by what it says itself.
func installed(lines []string) string {
	for _, line := range lines {
		if match := counted.FindStringSubmatch(line); match != nil {
			count := cmp.Or(match[1], match[2], match[3])
			if count == "1" {
				return "installed 1 package"
			}
			return "installed " + count + " packages"
		}
	}
	return "installed"
}

// inQuotes lists commands.
func inQuotes(commands []string) string {
	quoted := make([]string, len(commands))
	for i, command := range commands {
		quoted[i] = fmt.Sprintf("%q", command)
	}
	return strings.Join(quoted, " and ")
}

// testCommand runs the tests of a project. `bun test` is Bun's own runner.
func testCommand(manager spec.PackageManager) string {
	if manager == spec.Bun {
		return "bun run test"
	}
	return string(manager) + " test"
}
