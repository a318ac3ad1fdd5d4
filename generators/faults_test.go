package generators

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/templates"
)

// plant returns the real catalog with a text added to the end of a file.
func plant(t *testing.T, path, text string) *catalog.Catalog {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(templates.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(templates.FS, name)
		files[name] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files[path] == nil {
		t.Fatalf("templates have no %s", path)
	}
	files[path].Data = append(files[path].Data, text...)
	cat, err := catalog.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// The laws would notice a name that renaming does not reach.
func TestNamesLeftBehindAreFound(t *testing.T) {
	for _, planted := range []string{"const chatRooms = 1;", "// MyChatRoom", "/chat-rooms/"} {
		cat := plant(t, "patterns/room/src/chat-room.ts", planted+"\n")
		pattern, err := cat.Pattern("room")
		if err != nil {
			t.Fatal(err)
		}
		if len(namesLeft(t, cat, *pattern)) == 0 {
			t.Errorf("%q is not found", planted)
		}
	}
}

// A region that is not closed keeps every project with its file from being
// written, whatever features it has.
func TestUnclosedRegionsAreFound(t *testing.T) {
	cat := plant(t, "patterns/room/src/chat-room.ts", "// #if environments\nlost();\n")
	pattern, err := cat.Pattern("room")
	if err != nil {
		t.Fatal(err)
	}
	_, err = New(cat, specOf(defaults(*pattern)), "test")
	if err == nil || !strings.Contains(err.Error(), `src/chat-room.ts:`) || !strings.Contains(err.Error(), `region "environments" is not closed`) {
		t.Errorf("got %v", err)
	}
}
