package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/iostreams"
	"github.com/docreate/docreate/presets"
	"github.com/docreate/docreate/templates"
)

// shown finds a command in a comment and what the README shows of it.
var shown = regexp.MustCompile("(?s)<!-- \\$ docreate (.*?) -->\n```text\n(.*?)```")

// What the README shows is what the commands print; -update rewrites it.
func TestReadmeShowsWhatCommandsPrint(t *testing.T) {
	path := filepath.Join("..", "..", "README.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(shown.FindAll(text, -1)) == 0 {
		t.Fatal("the README shows no command")
	}
	want := shown.ReplaceAllFunc(text, func(block []byte) []byte {
		command := string(shown.FindSubmatch(block)[1])
		return []byte("<!-- $ docreate " + command + " -->\n```text\n" + printed(t, strings.Fields(command)) + "```")
	})
	if bytes.Equal(text, want) {
		return
	}
	if !*update {
		t.Fatal("the README shows other output than the commands print; run go test ./internal/cli -update")
	}
	if err := os.WriteFile(path, want, 0o644); err != nil {
		t.Fatal(err)
	}
}

// printed runs docreate in a directory of its own and returns both streams.
func printed(t *testing.T, args []string) string {
	t.Helper()
	streams, _, out, errOut := iostreams.Test()
	dir := filepath.Join(t.TempDir(), "projects")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	env := &Environment{
		IOStreams: streams,
		Templates: templates.FS,
		Presets:   presets.FS,
		Version:   "dev",
		WorkDir:   dir,
		Getenv:    func(string) string { return "" },
		LookPath:  func(name string) (string, error) { return name, nil },
		ConfigDir: func() (string, error) { return dir, nil },
	}
	if code := Run(context.Background(), env, args); code != exitDone {
		t.Fatalf("docreate %s: exit code %d\n%s", strings.Join(args, " "), code, errOut)
	}
	return strings.ReplaceAll(out.String()+errOut.String(), dir, "~/projects")
}
