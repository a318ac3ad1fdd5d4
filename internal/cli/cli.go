// Package cli is the command line: one file for each command, which parses
// flags into an options struct and runs it. What a command needs of the
// outside comes in a System, so that a test is a run like any other.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/docreate/docreate/internal/iostreams"
	"github.com/docreate/docreate/presets"
	"github.com/docreate/docreate/templates"
)

// Environment is what a command may use of the world around it.
type Environment struct {
	*iostreams.IOStreams
	Templates fs.FS
	Presets   fs.FS
	Version   string
	// WorkDir is the directory that relative paths start from.
	WorkDir  string
	Getenv   func(name string) string
	LookPath func(program string) (string, error)
	// ConfigDir is where programs keep what the user has configured.
	ConfigDir func() (string, error)
}

// System returns the environment of this process.
func System() *Environment {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	return &Environment{
		IOStreams: iostreams.System(),
		Templates: templates.FS,
		Presets:   presets.FS,
		Version:   version(),
		WorkDir:   dir,
		Getenv:    os.Getenv,
		LookPath:  exec.LookPath,
		ConfigDir: os.UserConfigDir,
	}
}

// version is the version of the module as it was installed, or "dev" for a
// build of a working copy.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}

// Command returns the command line as a tree, for those who document it.
func Command(env *Environment) *cobra.Command { return newRootCmd(env) }

// Main runs docreate as a process: with its arguments and until a signal, by
// which it is cancelled. It returns the exit code.
func Main() int {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup does
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	defer stop()
	return Run(ctx, System(), os.Args[1:])
}

// Run runs one command line and returns the exit code. Errors have been shown.
func Run(ctx context.Context, env *Environment, args []string) int {
	root := newRootCmd(env)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	if ctx.Err() != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("%w: %w", context.Canceled, err)
	}
	return report(env, cmd, err)
}
