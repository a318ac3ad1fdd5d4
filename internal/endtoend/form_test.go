//go:build unix

package endtoend

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
)

// repeated is the command that docreate shows at its end.
var repeated = regexp.MustCompile(`(?m)^  (docreate new .* --yes)$`)

// A person answers the form, goes back once, makes the window larger, and has
// the project installed. Its tests pass, and the command that docreate shows at
// the end writes the same bytes.
func TestForm(t *testing.T) {
	m := openTerminal(t, 80, 24)
	m.run("docreate new")
	m.await("What is the project called?")
	m.write("shop")
	m.await("> shop")
	m.press("Enter", "Enter")
	m.await("What does it start from?")
	m.press("Enter")

	m.await("Which Durable Objects does it need?", "[ ] Room")
	m.press("Down", "r")
	m.await("take the name")
	m.press("C-u")
	m.write("SupportDesk")
	m.await("> SupportDesk")
	m.press("Enter")
	m.await("[x] Room", "src/support-desk.ts")
	m.resize(200, 60)
	m.await("Room adds", "── src/support-desk.ts ──", `import { DurableObject } from "cloudflare:workers";`)
	m.press("C-t", "PageDown", "PageDown")
	m.await("export class SupportDesk extends DurableObject<Env>")
	m.press("C-t", "Enter")

	m.await("What does it need in production?", "[x] Expiry")
	m.press("/")
	m.write("retention")
	m.await("/ retention")
	m.awaitGone("Identity")
	m.press("Enter", "Space")
	m.await("[ ] Expiry", "Expiry would add")
	m.press("Escape")
	m.await("Identity")
	m.press("Escape")
	m.await("Which Durable Objects does it need?", "SupportDesk")
	m.press("Enter")
	m.await("What does it need in production?", "[ ] Expiry")
	m.press("Enter")

	m.await("How is it set up?")
	m.press("Enter")
	m.press("y", "Enter", "Enter")
	review := m.await("Is this what you want?", "> Write", "room:SupportDesk", "installed now", "a repository with one commit")
	if left := entries(t, m.dir); len(left) > 0 {
		t.Fatalf("before the review is accepted there is %q\n%s", left, review)
	}
	m.press("Enter")
	command := repeated.FindStringSubmatch(m.awaitWithin(installWithin, "Again, without questions:", "\nended 0\n"))
	if command == nil {
		t.Fatal("no command to repeat")
	}

	first, second := filepath.Join(m.dir, "shop"), filepath.Join(m.dir, "again", "shop")
	workbench.Run(t, first, "npm", "run", "typecheck")
	workbench.Run(t, first, "npm", "test")
	if log := workbench.Run(t, first, "git", "log", "--format=%s"); log != "Create shop with docreate\n" {
		t.Errorf("git log: %q", log)
	}
	m.clear()
	m.run("mkdir again && cd again && " + command[1])
	m.awaitWithin(installWithin, "\nended 0\n")
	compare(t, first, second)
}

// A form whose window was made small and then large shows the same as one that
// was large from the start: nothing of an earlier screen is left.
func TestFormIsResized(t *testing.T) {
	resized, large := openTerminal(t, 80, 24), openTerminal(t, 90, 30)
	both := func(keys ...string) {
		t.Helper()
		resized.press(keys...)
		large.press(keys...)
	}
	for _, m := range []*terminal{resized, large} {
		m.run("clear; docreate new --name shop --feature ttl")
		m.await("Which Durable Objects")
		m.press("C-o")
		m.await("nothing here changes the project")
	}
	resized.resize(40, 12)
	resized.await("nothing here ch…")
	resized.resize(90, 30)
	resized.await("nothing here changes the project.")
	for _, keys := range [][]string{{"C-o"}, {"Space"}, {"Down", "Down"}, {"?"}, {"?"}, {"C-t"}, {"C-t"}, {"Enter"}, {"Escape"}} {
		both(keys...)
		resized.until("the screen of a large terminal after "+strings.Join(keys, " "), shownWithin, func(screen string) bool {
			return trimmed(screen) == trimmed(large.tmux("capture-pane", "-p"))
		})
	}
}

// Whoever leaves in the middle finds a directory without files and a terminal
// that works.
func TestFormIsLeft(t *testing.T) {
	for name, leave := range map[string]func(*terminal){
		"by ctrl+c": func(m *terminal) { m.press("C-c") },
		"by esc": func(m *terminal) {
			for _, before := range []string{"Which Durable Objects", "What does it start from?", "What is the project called?"} {
				m.press("Escape")
				m.await(before)
			}
			m.press("Escape")
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := openTerminal(t, 80, 24)
			m.run("docreate new")
			m.await("What is the project called?")
			m.write("shop")
			m.press("Enter", "Enter", "Enter")
			m.await("Which Durable Objects")
			m.press("Space", "Enter")
			m.await("What does it need in production?")
			leave(m)
			m.await("docreate: cancelled; nothing was written\nended 130\n")
			m.checkRestored()
			if left := entries(t, m.dir); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// trimmed is a screen without the spaces that end its lines.
func trimmed(screen string) string {
	lines := strings.Split(screen, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// compare asserts that two directories hold the same files, apart from what npm
// and git keep there.
func compare(t *testing.T, first, second string) {
	t.Helper()
	want, got := contents(t, first), contents(t, second)
	if want["package.json"] == nil || want["package-lock.json"] == nil {
		t.Errorf("%s has no package.json or no package-lock.json", first)
	}
	for path, text := range want {
		if other, ok := got[path]; !ok || !bytes.Equal(text, other) {
			t.Errorf("%s differs or is missing in the second project", path)
		}
		delete(got, path)
	}
	for path := range got {
		t.Errorf("%s is in the second project only", path)
	}
}

func contents(t *testing.T, root string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasSuffix(path, "node_modules"), path == ".git", path == ".wrangler":
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		files[path], err = os.ReadFile(filepath.Join(root, path))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
