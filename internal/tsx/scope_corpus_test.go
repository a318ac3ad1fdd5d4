package tsx

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
)

// TestScopesOnCorpus compares what names refer to with what the TypeScript
// compiler says, for every name that refers to something, types included.
func TestScopesOnCorpus(t *testing.T) {
	dir := installCorpus(t)
	var files []string
	for _, pkg := range []string{"rxjs/src", "zod", "@tanstack/react-query/src", "@tanstack/router-core/src"} {
		files = append(files, typescriptFiles(t, filepath.Join(dir, "node_modules", pkg))...)
	}
	files = append(files, templateFiles(t)...)
	script, err := filepath.Abs(filepath.Join("testdata", "resolve.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := workbench.Command(t, dir, "node", script)
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	answers := json.NewDecoder(bufio.NewReader(out))
	names := 0
	for _, path := range files {
		var pairs []int
		if err := answers.Decode(&pairs); err != nil {
			t.Fatalf("the compiler's answer about %s: %v", path, err)
		}
		names += compareScopes(t, path, pairs)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("testdata/resolve.mjs: %v", err)
	}
	t.Logf("%d files, %d names", len(files), names)
	if names < 100_000 {
		t.Errorf("only %d names", names)
	}
}

// compareScopes compares one file and returns how many names were compared.
func compareScopes(t *testing.T, path string, pairs []int) int {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := Parse(path, src)
	if f.Err() != nil {
		return 0
	}
	s := Resolve(f)
	for i := 0; i < len(pairs); i += 2 {
		got := -1
		if sym := s.AtOffset(pairs[i]); sym != nil {
			got = sym.Names[0].Pos()
		}
		if want := pairs[i+1]; got != want {
			at := f.Position(pairs[i])
			t.Errorf("%s:%d:%d: %.30q is declared at %d, the compiler says %d", path, at.Line, at.Column, f.Source()[pairs[i]:], got, want)
		}
	}
	return len(pairs) / 2
}
