package cli

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/docreate/docreate/internal/spec"
)

// install runs the package manager once. Its output goes to Err as it comes.
func install(ctx context.Context, env *Environment, root string, manager spec.PackageManager) error {
	remedy := fmt.Sprintf("the project is complete; run %q in %s", string(manager)+" install", quote(root))
	program, err := env.LookPath(string(manager))
	if err != nil {
		return fmt.Errorf("%q is not installed, so the dependencies are not either; %s", manager, remedy)
	}
	cmd := command(ctx, program, "install")
	cmd.Dir = root
	cmd.Stdout, cmd.Stderr = env.Err, env.Err
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("%w during the install; %s", context.Canceled, remedy)
		}
		return fmt.Errorf("%q failed: %w; %s", string(manager)+" install", err, remedy)
	}
	return nil
}

// makeRepository makes a git repository with one commit of the project. It
// leaves directories alone that held files before, and never makes one
// repository inside another. The note says why not, where that may surprise.
func makeRepository(ctx context.Context, env *Environment, root, name string, wanted choice, fresh bool) (made bool, note string) {
	explain := func(reason string) (bool, string) {
		if wanted == yes {
			return false, "no git repository was made: " + reason
		}
		return false, ""
	}
	if wanted == no {
		return false, ""
	}
	if _, err := env.LookPath("git"); err != nil {
		return explain("git is not installed")
	}
	if git(ctx, root, "rev-parse", "--git-dir") == nil {
		return explain("the directory is inside one already")
	}
	if !fresh {
		return explain("the directory held files before; run \"git init\" there")
	}
	if err := git(ctx, root, "init", "--quiet", "--initial-branch=main"); err != nil {
		return false, fmt.Sprintf("no git repository was made: %v", err)
	}
	if err := commit(ctx, root, name); err != nil {
		return true, fmt.Sprintf("the git repository has no commit yet: %v", err)
	}
	return true, ""
}

func commit(ctx context.Context, root, name string) error {
	if err := git(ctx, root, "add", "--all"); err != nil {
		return err
	}
	return git(ctx, root, "commit", "--quiet", "--no-verify", "--message", "Create "+name+" with docreate")
}

// git runs git in a directory. The error holds the last line that git printed.
func git(ctx context.Context, dir string, args ...string) error {
	cmd := command(ctx, "git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	if lines := strings.Split(strings.TrimSpace(string(out)), "\n"); lines[len(lines)-1] != "" {
		err = errors.New(lines[len(lines)-1])
	}
	return fmt.Errorf("git %s: %w", args[0], err)
}

// command returns a command that gets an interrupt when ctx ends and is killed
// when it does not heed that.
func command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// testCommand runs the tests of a project. `bun test` is Bun's own runner.
func testCommand(manager spec.PackageManager) string {
	if manager == spec.Bun {
		return "bun run test"
	}
	return string(manager) + " test"
}
