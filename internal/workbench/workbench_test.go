package workbench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNodeIsRecent(t *testing.T) {
	if path := Node(t); !recentEnough(path) {
		t.Errorf("%s is older than the supported Node.js", path)
	}
}

func TestInstallIsSharedAndUsable(t *testing.T) {
	t.Setenv("DOCREATE_TEST_CACHE", t.TempDir())
	const manifest = `{"private": true, "dependencies": {"is-number": "7.0.0"}}`
	dir := Install(t, manifest)
	if again := Install(t, manifest); again != dir {
		t.Errorf("the second install went to %s, the first to %s", again, dir)
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "is-number", "package.json")); err != nil {
		t.Error(err)
	}
	out := Run(t, dir, "node", "--eval", `console.log(require("is-number")(7))`)
	if strings.TrimSpace(out) != "true" {
		t.Errorf("node printed %q", out)
	}
}

func TestCommandDoesNotInheritAccounts(t *testing.T) {
	t.Setenv("CLOUDFLARE_API_TOKEN", "secret")
	for _, pair := range Command(t, t.TempDir(), "node").Env {
		if strings.HasPrefix(pair, "CLOUDFLARE_") {
			t.Errorf("the command sees %q", pair)
		}
	}
}
