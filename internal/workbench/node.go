package workbench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// nodeVersion is the Node.js that is installed where PATH has none or an
// older one than minimumNode.
const nodeVersion = "24.21.0"

// minimumNode is the oldest Node.js that runs wrangler, and TypeScript files
// without a flag.
var minimumNode = [2]int{22, 18}

var node struct {
	sync.Mutex
	path string
}

// Node returns the path of a Node.js binary of version 22.18 or newer: the one
// on PATH, or one installed into the cache from npm's package for the platform.
func Node(t testing.TB) string {
	t.Helper()
	node.Lock()
	defer node.Unlock()
	if node.path == "" {
		node.path = findNode(t)
	}
	return node.path
}

func findNode(t testing.TB) string {
	t.Helper()
	if onPath, err := exec.LookPath("node"); err == nil && recentEnough(onPath) {
		return onPath
	}
	dir := filepath.Join(CacheDir(t), "node-"+nodeVersion)
	name := nodePackage()
	once(t, dir, func(staging string) {
		install := exec.CommandContext(t.Context(), npmOnPath(t), "install", "--no-save", "--no-audit", "--no-fund",
			"--prefix", staging, name+"@"+nodeVersion)
		install.Dir = staging
		if out, err := install.CombinedOutput(); err != nil {
			t.Fatalf("install %s: %v; put Node.js %d.%d or newer on PATH\n%s", name, err, minimumNode[0], minimumNode[1], out)
		}
	})
	return filepath.Join(dir, "node_modules", name, "bin", "node"+executableSuffixes[0])
}

// recentEnough reports whether the binary runs and is at least minimumNode.
func recentEnough(path string) bool {
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return false
	}
	parts := strings.Split(strings.TrimPrefix(strings.TrimSpace(string(out)), "v"), ".")
	if len(parts) < 2 {
		return false
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil {
		return false
	}
	return major > minimumNode[0] || major == minimumNode[0] && minor >= minimumNode[1]
}

// nodePackage names the npm package that carries Node.js for this platform.
func nodePackage() string {
	system := map[string]string{"windows": "win"}[runtime.GOOS]
	if system == "" {
		system = runtime.GOOS
	}
	machine := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	if machine == "" {
		machine = runtime.GOARCH
	}
	return fmt.Sprintf("node-%s-%s", system, machine)
}

func npmOnPath(t testing.TB) string {
	t.Helper()
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Fatalf("npm is not on PATH: %v; install Node.js %d.%d or newer (https://nodejs.org)", err, minimumNode[0], minimumNode[1])
	}
	return npm
}

// executableSuffixes are the endings of programs on this system.
var executableSuffixes = suffixes()

func suffixes() []string {
	if os.PathSeparator == '\\' {
		return []string{".exe", ".cmd", ".bat"}
	}
	return []string{""}
}
