package tsx

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
)

// corpusPackages are npm packages that ship TypeScript sources, and those that
// generated projects install, whose declarations people's code meets.
const corpusPackages = `{
  "name": "docreate-tsx-corpus",
  "private": true,
  "dependencies": {
    "@reduxjs/toolkit": "2.9.0",
    "@react-navigation/core": "7.24.0",
    "@tanstack/query-core": "5.108.0",
    "@tanstack/react-query": "5.108.0",
    "@tanstack/react-router": "1.170.46",
    "@tanstack/router-core": "1.171.39",
    "@trpc/server": "11.25.2",
    "@wagmi/core": "3.6.5",
    "effect": "4.1.0",
    "ethers": "6.17.0",
    "hono": "4.13.19",
    "rxjs": "7.8.2",
    "typescript": "5.9.3",
    "valibot": "1.5.0",
    "viem": "2.57.20",
    "vitest": "5.1.1",
    "wrangler": "4.156.2",
    "zod": "4.6.7"
  }
}
`

// minimumSources is how many sources, declarations aside, the corpus must have.
const minimumSources = 4000

// corpus lists the TypeScript files of the packages and of what they need.
func corpus(t testing.TB, dir string) []string {
	t.Helper()
	var manifest struct{ Dependencies map[string]string }
	if err := json.Unmarshal([]byte(corpusPackages), &manifest); err != nil {
		t.Fatal(err)
	}
	modules := filepath.Join(dir, "node_modules")
	for name := range manifest.Dependencies {
		if len(typescriptFiles(t, filepath.Join(modules, name))) == 0 {
			t.Errorf("no TypeScript in %s: the comparison would be of less than it says", name)
		}
	}
	return typescriptFiles(t, modules)
}

// typescriptFiles lists the TypeScript files under a directory, in order.
func typescriptFiles(t testing.TB, root string) []string {
	t.Helper()
	return filesUnder(t, root, ".ts", ".mts", ".cts", ".tsx")
}

// filesUnder lists the files under a directory with one of the extensions.
func filesUnder(t testing.TB, root string, extensions ...string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Type().IsRegular() && slices.Contains(extensions, filepath.Ext(path)) {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// isDeclarations reports whether a file only declares what others implement.
func isDeclarations(path string) bool {
	return strings.Contains(filepath.Base(path), ".d.")
}

func installCorpus(t testing.TB) string {
	t.Helper()
	return workbench.Install(t, corpusPackages)
}

// source is a file in memory.
type source struct {
	name string
	text []byte
}

// nastyFiles are the files that were written to be hard, and each line of
// snippets.txt, most of which are not valid, as a file of its own.
func nastyFiles(t testing.TB) (list []source) {
	t.Helper()
	dir := filepath.Join("testdata", "nasty")
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if entry.Name() != "snippets.txt" {
			list = append(list, source{entry.Name(), text})
			continue
		}
		for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
			ext, code, found := strings.Cut(line, "\t")
			if !found {
				t.Fatalf("snippets.txt:%d: no extension in front of a tab", i+1)
			}
			list = append(list, source{fmt.Sprintf("snippet%d.%s", i+1, ext), []byte(code)})
		}
	}
	return list
}
