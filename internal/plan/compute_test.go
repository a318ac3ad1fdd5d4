package plan

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// text returns a wanted file with some content.
func text(path, content string) File { return File{Path: path, Content: []byte(content)} }

// edited returns a wanted file that was computed from base.
func edited(path, base, content string) File {
	return File{Path: path, Content: []byte(content), Base: []byte(base)}
}

func TestComputeKinds(t *testing.T) {
	existing := fstest.MapFS{
		"same.txt":   {Data: []byte("same")},
		"other.txt":  {Data: []byte("theirs")},
		"empty.txt":  {Data: []byte{}},
		"dir/x.txt":  {Data: []byte("x")},
		"link":       {Data: []byte("dir"), Mode: fs.ModeSymlink},
		"pipe":       {Mode: fs.ModeNamedPipe},
		"Readme.md":  {Data: []byte("hello")},
		"Docs/a.txt": {Data: []byte("a")},
	}
	tests := []struct {
		name   string
		file   File
		want   Kind
		forced Kind
		reason string
	}{
		{"nothing there", text("src/new.txt", "x"), Create, Create, ""},
		{"the same there", text("same.txt", "same"), Skip, Skip, "already"},
		{"other content", text("other.txt", "ours"), Conflict, Modify, "--force"},
		{"an edit", edited("other.txt", "theirs", "ours"), Modify, Modify, ""},
		{"an edit of an empty file", edited("empty.txt", "", "ours"), Modify, Modify, ""},
		{"an edit that is made already", edited("other.txt", "older", "theirs"), Skip, Skip, "already"},
		{"an edit of older content", edited("other.txt", "older", "ours"), Conflict, Modify, "changed"},
		{"an edit of a file that is gone", edited("gone.txt", "x", "y"), Conflict, Create, "removed"},
		{"an empty file over nothing", text("no.txt", ""), Create, Create, ""},
		{"a directory", text("dir", "x"), Conflict, Conflict, "is a directory"},
		{"a symbolic link", text("link", "x"), Conflict, Conflict, "symbolic link"},
		{"behind a symbolic link", text("link/x.txt", "x"), Conflict, Conflict, `behind the symbolic link "link"`},
		{"behind a file", text("same.txt/x", "x"), Conflict, Conflict, `the file "same.txt"`},
		{"a pipe", text("pipe", "x"), Conflict, Conflict, "not a regular file"},
		{"another case", text("README.md", "x"), Conflict, Conflict, `"Readme.md"`},
		{"a directory in another case", text("docs/b.txt", "x"), Conflict, Conflict, `"Docs"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for force, want := range map[bool]Kind{false: test.want, true: test.forced} {
				op := computeOne(t, existing, test.file, force)
				if op.Kind != want {
					t.Errorf("force %v: %s (%s), want %s", force, op.Kind, op.Reason, want)
				}
				if !force && (test.reason == "") != (op.Reason == "") || !force && !strings.Contains(op.Reason, test.reason) {
					t.Errorf("reason is %q, want %q in it", op.Reason, test.reason)
				}
				if string(op.Content) != string(test.file.Content) || op.Path != test.file.Path {
					t.Errorf("got %q with %q", op.Path, op.Content)
				}
			}
		})
	}
}

// computeOne returns the operation for a single file.
func computeOne(t *testing.T, existing fs.FS, file File, force bool) Op {
	t.Helper()
	p, err := Compute(existing, []File{file}, force)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Ops) != 1 {
		t.Fatalf("got %d operations", len(p.Ops))
	}
	return p.Ops[0]
}

func TestComputeRefusesTogether(t *testing.T) {
	tests := map[string][]string{
		"wanted twice":         {"a/b.ts", "a/b.ts"},
		"only by case":         {"README.md", "readme.md"},
		"a directory":          {"src", "src/index.ts"},
		`from "Src"`:           {"Src/b.ts", "src/a.ts"},
		"file and as":          {"a/b/c", "a/b"},
		"only by case, Kelvin": {"k.ts", "\u212a.ts"},
		"is absolute":          {"ok.ts", "/etc/passwd"},
	}
	for want, paths := range tests {
		var files []File
		for _, path := range paths {
			files = append(files, text(path, ""))
		}
		_, err := Compute(nil, files, true)
		var refused *PathError
		want, _, _ = strings.Cut(want, ",")
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want a PathError with %q", paths, err, want)
		}
	}
}

func TestComputeSortsAndSeparates(t *testing.T) {
	existing := fstest.MapFS{"b.txt": {Data: []byte("b")}, "c.txt": {Data: []byte("old")}}
	wanted := []File{text("c.txt", "new"), text("a/z.txt", "z"), text("b.txt", "b")}
	p, err := Compute(existing, wanted, false)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, op := range p.Ops {
		paths = append(paths, op.Path)
	}
	if want := []string{"a/z.txt", "b.txt", "c.txt"}; !reflect.DeepEqual(paths, want) {
		t.Errorf("got %q, want %q", paths, want)
	}
	if wanted[0].Path != "c.txt" {
		t.Error("the caller's slice was sorted")
	}
	if got := p.Conflicts(); len(got) != 1 || got[0].Path != "c.txt" || string(got[0].Before) != "old" {
		t.Errorf("conflicts are %+v", got)
	}
	if got := p.Changes(); len(got) != 1 || got[0].Path != "a/z.txt" {
		t.Errorf("changes are %+v", got)
	}
}

func TestComputeOnDirectories(t *testing.T) {
	dir := t.TempDir()
	for name, fsys := range map[string]fs.FS{"nil": nil, "missing": os.DirFS(filepath.Join(dir, "no")), "empty": os.DirFS(dir)} {
		if op := computeOne(t, fsys, text("a/b.txt", "x"), false); op.Kind != Create {
			t.Errorf("%s: got %s, want create", name, op.Kind)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Compute(os.DirFS(file), []File{text("a", "x")}, false); err == nil {
		t.Error("a root that is a file is accepted")
	}
}

func TestDigest(t *testing.T) {
	wanted := []File{text("a", "1"), {Path: "run", Content: []byte("2"), Executable: true}}
	fresh, _ := Compute(nil, wanted, false)
	again, _ := Compute(fstest.MapFS{"a": {Data: []byte("1")}, "run": {Data: []byte("0")}}, wanted, true)
	// printf '100644 %s a\n100755 %s run\n' "$(printf 1 | sha256sum)" … | sha256sum
	const want = "0bfad716b7f6d06c967adfc6130bdd3d00ca4e1908791efffe29b852b2dd3392"
	if fresh.Digest() != again.Digest() {
		t.Errorf("the digest depends on what exists: %s, %s", fresh.Digest(), again.Digest())
	}
	seen := map[string]bool{fresh.Digest(): true}
	for _, other := range [][]File{{text("a", "1")}, {text("a", "1"), text("run", "2")}, {text("a", "2"), wanted[1]}, {text("b", "1"), wanted[1]}, nil} {
		p, _ := Compute(nil, other, false)
		if seen[p.Digest()] {
			t.Errorf("%v has the digest of other files", other)
		}
		seen[p.Digest()] = true
	}
	if got := fresh.Digest(); got != want {
		t.Errorf("digest is %s, want %s", got, want)
	}
}
