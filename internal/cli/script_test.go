package cli

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the wanted output in testdata/script and in the README")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"docreate":        func() { os.Exit(Main()) },
		"docreate-status": expectStatus,
	})
}

// expectStatus runs docreate and succeeds if it ends with the exit code that is
// the first argument.
func expectStatus() {
	want, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if got := Run(context.Background(), System(), os.Args[2:]); got != want {
		fmt.Fprintf(os.Stderr, "exit code %d, want %d\n", got, want)
		os.Exit(1)
	}
}

// The scripts are what a user types. Each is named by its subject and, where
// it writes, runs again on the result.
func TestScripts(t *testing.T) {
	dir := filepath.Join("..", "..", "testdata", "script")
	scripts, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts in %s: %v", dir, err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("npm_config_user_agent", "npm/11.0.0 node/v24.0.0 linux x64")
			env.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(env.WorkDir, "gitconfig"))
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			program, err := exec.LookPath("docreate")
			env.Setenv("DOCREATE", program)
			return err
		},
	})
}
