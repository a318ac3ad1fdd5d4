package plan

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestWriteTree(t *testing.T) {
	existing := fstest.MapFS{
		"package.json": {Data: []byte("theirs")},
		"src/index.ts": {Data: []byte("old")},
		"src/same.ts":  {Data: []byte("same")},
	}
	p, err := Compute(existing, []File{
		text("package.json", "ours"), edited("src/index.ts", "old", "new"), text("src/same.ts", "same"),
		text("src/kit/alarms.ts", ""), text("src/kit/schema.ts", ""), text("src-x/a/b.ts", ""), text("a/b/c/d.ts", ""),
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	const want = `  a/
    b/
      c/
+       d.ts
! package.json  (exists with other content; move it away or replace it with --force)
  src-x/
    a/
+     b.ts
  src/
~   index.ts
    kit/
+     alarms.ts
+     schema.ts
=   same.ts
`
	var got bytes.Buffer
	if err := p.WriteTree(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
}

func TestWriteDiff(t *testing.T) {
	existing := fstest.MapFS{
		"crlf.txt": {Data: []byte("one\r\ntwo\r\n")},
		"logo.png": {Data: []byte("\x89PNG\x00old")},
	}
	p, err := Compute(existing, []File{
		edited("crlf.txt", "one\r\ntwo\r\n", "one\r\n2"), text("logo.png", "\x89PNG\x00new"),
		{Path: "a b/run", Content: []byte("#!/bin/sh\n"), Executable: true}, text("empty", ""),
	}, true)
	if err != nil {
		t.Fatal(err)
	}
	const want = "diff --git a/a b/run b/a b/run\nnew file mode 100755\n--- /dev/null\n+++ b/a b/run\t\n@@ -0,0 +1 @@\n+#!/bin/sh\n" +
		"diff --git a/crlf.txt b/crlf.txt\n--- a/crlf.txt\n+++ b/crlf.txt\n@@ -1,2 +1,2 @@\n one\r\n-two\r\n+2\n\\ No newline at end of file\n" +
		"diff --git a/empty b/empty\nnew file mode 100644\n" +
		"diff --git a/logo.png b/logo.png\nBinary files a/logo.png and b/logo.png differ\n"
	var got bytes.Buffer
	if err := p.WriteDiff(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Errorf("got\n%q\nwant\n%q", got.String(), want)
	}
}

// TestDiffApplies holds the diff to its purpose: git makes of it what Apply makes.
func TestDiffApplies(t *testing.T) {
	lines := strings.Repeat("line\n", 40)
	old := map[string]string{
		"long.txt":    "first\n" + lines + "last\n",
		"no-newline":  "a\nb",
		"crlf.txt":    "a\r\nb\r\nc\r\n",
		"was-empty":   "",
		"shrinks.txt": "a\nb\n",
		"prix/été.md": "1\n",
	}
	wanted := map[string]string{
		"long.txt":    "FIRST\n" + lines + "more\nlast\n",
		"no-newline":  "a\nb\n",
		"crlf.txt":    "a\r\nB\r\nc\r\n",
		"was-empty":   "now\nnot",
		"shrinks.txt": "",
		"prix/été.md": "2\n",
		"new/a b.txt": "new\n",
		"new/empty":   "",
		"latin1.txt":  "caf\xe9\n",
		"dashes.txt":  "-- a\n++ b\n",
	}
	byGit, byApply := t.TempDir(), t.TempDir()
	var files []File
	for path, content := range wanted {
		files = append(files, text(path, content))
	}
	for path, content := range old {
		mustWrite(t, byGit, path, content, 0o644)
		mustWrite(t, byApply, path, content, 0o644)
	}
	p, err := Compute(os.DirFS(byApply), files, true)
	if err != nil {
		t.Fatal(err)
	}
	var diff bytes.Buffer
	if err := errors.Join(p.WriteDiff(&diff), Apply(t.Context(), byApply, p)); err != nil {
		t.Fatal(err)
	}
	git := exec.CommandContext(t.Context(), "git", "apply", "--whitespace=nowarn", "-")
	git.Dir, git.Stdin = byGit, bytes.NewReader(diff.Bytes())
	git.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(byGit))
	if out, err := git.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, diff.String())
	}
	wantSame(t, "git apply", treeOf(t, byGit), treeOf(t, byApply))
}

// fullWriter takes nothing.
type fullWriter struct{}

func (fullWriter) Write([]byte) (int, error) { return 0, errFault }

func TestShowReportsWriteErrors(t *testing.T) {
	p, err := Compute(nil, []File{text("a", "b")}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.WriteTree(fullWriter{}); !errors.Is(err, errFault) {
		t.Errorf("WriteTree: %v", err)
	}
	if err := p.WriteDiff(fullWriter{}); !errors.Is(err, errFault) {
		t.Errorf("WriteDiff: %v", err)
	}
}
