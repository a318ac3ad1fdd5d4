package workbench

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

// Install returns a directory that holds the given package.json and, beside
// it, node_modules with what it asks for. Equal texts share one directory; it
// is never changed afterwards, so tests link to it and do not write into it.
func Install(t testing.TB, packageJSON string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(packageJSON))
	dir := filepath.Join(CacheDir(t), "modules-"+hex.EncodeToString(sum[:8]))
	once(t, dir, func(staging string) {
		if err := os.WriteFile(filepath.Join(staging, "package.json"), []byte(packageJSON), 0o644); err != nil {
			t.Fatal(err)
		}
		Run(t, staging, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts=false", "--loglevel=error")
	})
	return dir
}
