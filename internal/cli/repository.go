package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/docreate/docreate/internal/process"
	"github.com/docreate/docreate/internal/tui"
)

// wantsRepository decides whether a git repository is made. One is never made
// inside another, nor in a directory that held files before. The reason why not
// is empty where that surprises nobody.
func (s *setup) wantsRepository(ctx context.Context, wanted choice, fresh bool) (ok bool, reason string) {
	if wanted == no {
		return false, ""
	}
	switch _, err := s.env.LookPath("git"); {
	case err != nil:
		reason = "git is not installed"
	case s.git(ctx, io.Discard, "rev-parse", "--git-dir") == nil:
		reason = "the directory is inside one already"
	case !fresh:
		reason = "the directory held files before; run \"git init\" there"
	default:
		return true, ""
	}
	if wanted == yes {
		return false, "no git repository was made: " + reason
	}
	return false, ""
}

// makeRepository makes a git repository with one commit of the project. An
// error says what is left to do.
func (s *setup) makeRepository(ctx context.Context) (made bool, err error) {
	step := tui.Step{Doing: "making a git repository", Done: func([]string) string { return "made a git repository with one commit" }}
	remaining := []string{"git init"}
	lines, err := s.progress.Run(ctx, step, func(output io.Writer) error {
		if err := s.git(ctx, output, "init", "--quiet", "--initial-branch=main"); err != nil {
			return err
		}
		made, remaining = true, []string{"git add --all", "git commit"}
		if err := s.git(ctx, output, "add", "--all"); err != nil {
			return err
		}
		remaining = remaining[1:]
		return s.git(ctx, output, "commit", "--quiet", "--no-verify", "--message", "Create "+s.name+" with docreate")
	})
	if err == nil {
		return made, nil
	}
	unfinished := &unfinishedError{cause: err, directory: s.root, remaining: remaining, output: lines}
	what := "no git repository was made"
	if made {
		what = "the git repository has no commit yet"
	}
	switch {
	case errors.Is(err, context.Canceled):
		unfinished.problem = "interrupted; " + what
	case made && !s.knowsAuthor(ctx):
		unfinished.problem = what + ", since git does not know who you are"
		unfinished.remaining = append([]string{`git config --global user.name NAME`, `git config --global user.email ADDRESS`}, remaining...)
	default:
		reasons := append([]string{err.Error()}, lines...)
		unfinished.problem = what + ": " + strings.Join(reasons[:min(len(reasons), 4)], ": ")
	}
	return made, unfinished
}

// knowsAuthor reports whether git knows whom a commit is by.
func (s *setup) knowsAuthor(ctx context.Context) bool {
	return s.git(ctx, io.Discard, "var", "GIT_AUTHOR_IDENT") == nil && s.git(ctx, io.Discard, "var", "GIT_COMMITTER_IDENT") == nil
}

// git runs a command of git in the project.
func (s *setup) git(ctx context.Context, output io.Writer, args ...string) error {
	program, err := s.env.LookPath("git")
	if err != nil {
		return err
	}
	command := process.Command{Program: program, Args: args, Dir: s.root, Output: output, Timeout: gitTimeout, Grace: grace}
	if err := command.Run(ctx); err != nil {
		return fmt.Errorf("git %s: %w", args[0], err)
	}
	return nil
}
