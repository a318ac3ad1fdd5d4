package proof

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/templates"
)

// step finds a file to write in CONTRIBUTING.md: its path in a sentence that
// ends with a colon, and then its content in a fence.
var step = regexp.MustCompile("(?s)`(templates/patterns/notebook/[^`]+)`[^:`]*(?:`[^`]*`[^:`]*)*:\n\n   ```\\w+\n(.*?)\n   ```\n")

// The steps in CONTRIBUTING.md make a pattern that holds what all others do.
func TestContributingMakesAPattern(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	fsys := everything(t, templates.FS)
	var written []string
	for _, match := range step.FindAllStringSubmatch(string(text), -1) {
		content := strings.ReplaceAll("\n"+match[2], "\n   ", "\n")[1:] + "\n"
		name := strings.TrimPrefix(match[1], "templates/")
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
		written = append(written, name)
	}
	if len(written) != 5 {
		t.Fatalf("CONTRIBUTING.md has %d steps that write a file, want 5: %v", len(written), written)
	}
	cat, err := catalog.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	pattern, err := cat.Pattern("notebook")
	if err != nil {
		t.Fatal(err)
	}
	prove(t, Write(t, cat, Default(*pattern), Named(*pattern, "Diary")))
}

// everything returns the files of fsys as a map to add to.
func everything(t *testing.T, fsys fs.FS) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(fsys, name)
		files[name] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("the templates are empty")
	}
	return files
}
