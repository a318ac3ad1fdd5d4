package proof

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
)

// A record holds the keys of the steps that have passed: an empty file for
// each, in a directory of the cache, one for each version of Node.js. Without
// the directory all run again.
type record struct{ dir string }

func openRecord(t *testing.T) record {
	t.Helper()
	version := strings.TrimSpace(workbench.Run(t, t.TempDir(), "node", "--version"))
	dir := filepath.Join(workbench.CacheDir(t), "proven", "node-"+version)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return record{dir}
}

func (r record) has(t *testing.T, key string) bool {
	t.Helper()
	_, err := os.Stat(filepath.Join(r.dir, key))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

func (r record) add(t *testing.T, key string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, key), nil, 0o644); err != nil {
		t.Fatal(err)
	}
}
