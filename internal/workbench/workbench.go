// Package workbench gives tests what generated projects run on: a Node.js of
// the supported version and installed npm packages.
//
// Both live in a cache outside the repository, in the user's cache directory
// or in DOCREATE_TEST_CACHE, and are installed from the npm registry the first
// time that a test asks. Test processes that ask at the same time wait for one
// another. A tool that cannot be had fails the test with what to do; nothing
// is skipped.
package workbench

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// CacheDir returns the directory that holds everything this package installs,
// made if need be.
func CacheDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("DOCREATE_TEST_CACHE")
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			t.Fatalf("no place for the test cache: %v; set DOCREATE_TEST_CACHE to a directory", err)
		}
		dir = filepath.Join(user, "docreate-test")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatalf("test cache: %v; set DOCREATE_TEST_CACHE to a writable directory", err)
	}
	return dir
}

// Command returns a command that runs in dir with the workbench's Node.js and
// the project's own node_modules/.bin first on PATH. It runs as in CI: without
// colour, without telemetry, without questions.
func Command(t testing.TB, dir, name string, args ...string) *exec.Cmd {
	t.Helper()
	path := strings.Join([]string{
		filepath.Join(dir, "node_modules", ".bin"),
		filepath.Dir(Node(t)),
		os.Getenv("PATH"),
	}, string(os.PathListSeparator))
	// Compiling JavaScript is a fifth of what a start of wrangler costs.
	env := append(environment(), "PATH="+path, "NODE_COMPILE_CACHE="+filepath.Join(CacheDir(t), "compiled"))
	cmd := exec.CommandContext(t.Context(), find(name, path), args...)
	cmd.Args[0] = name
	cmd.Dir = dir
	cmd.Env = env
	return cmd
}

// Run runs a command as Command does and returns what it printed on both
// streams. A command that fails, fails the test and shows its output.
func Run(t testing.TB, dir, name string, args ...string) string {
	t.Helper()
	out, err := Command(t, dir, name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// environment is this process's environment without what would make a run
// depend on who starts it: accounts, package-manager state, Node options.
func environment() []string {
	env := []string{
		"CI=1", "NO_COLOR=1", "FORCE_COLOR=0",
		"WRANGLER_SEND_METRICS=false", "WRANGLER_LOG=log", "WRANGLER_HIDE_BANNER=true",
		"npm_config_update_notifier=false", "npm_config_fund=false", "npm_config_audit=false",
	}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		switch {
		case name == "PATH", name == "CI", name == "NODE_OPTIONS", name == "NODE_COMPILE_CACHE",
			strings.HasPrefix(name, "CLOUDFLARE_"), strings.HasPrefix(name, "WRANGLER_"),
			strings.HasPrefix(name, "npm_"), strings.HasSuffix(name, "_COLOR"):
			continue
		}
		env = append(env, pair)
	}
	return env
}

// find looks a program up in the given PATH rather than in this process's.
func find(name, path string) string {
	if strings.ContainsRune(name, os.PathSeparator) {
		return name
	}
	for _, dir := range filepath.SplitList(path) {
		for _, suffix := range executableSuffixes {
			candidate := filepath.Join(dir, name+suffix)
			if info, err := os.Stat(candidate); err == nil && !info.IsDir() {
				return candidate
			}
		}
	}
	return name
}

// once runs install under a lock shared by all test processes unless the
// directory is already complete. install gets an empty directory beside the
// final place, which appears only when install succeeded.
func once(t testing.TB, dir string, install func(staging string)) {
	t.Helper()
	if _, err := os.Stat(dir); err == nil {
		return
	}
	lock := flock.New(dir + ".lock")
	if err := lock.Lock(); err != nil {
		t.Fatalf("lock %q: %v", lock.Path(), err)
	}
	defer lock.Unlock()
	if _, err := os.Stat(dir); err == nil {
		return
	}
	staging := dir + ".partial"
	if err := os.RemoveAll(staging); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(staging, 0o755); err != nil {
		t.Fatal(err)
	}
	install(staging)
	if err := os.Rename(staging, dir); err != nil {
		t.Fatal(err)
	}
}
