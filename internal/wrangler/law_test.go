package wrangler

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/edit"
)

// checkLaws makes a change and checks what holds for every change of every
// file. It reports whether the change was made.
func checkLaws(t testing.TB, name string, src []byte, change func(*Config) error) bool {
	t.Helper()
	c := parse(t, name, src)
	if err := change(c); err != nil {
		if !bytes.Equal(c.Bytes(), src) || len(c.Edits()) > 0 {
			t.Errorf("the change failed and left edits: %v", err)
		}
		return false
	}
	got := c.Bytes()
	applied, err := edit.Apply(src, c.Edits())
	if err != nil || !bytes.Equal(applied, got) {
		t.Errorf("the edits make another file (%v)\n%s\nthan the bytes\n%s", err, applied, got)
	}
	again := parse(t, name, got)
	if err := change(again); err != nil {
		t.Errorf("making the change again: %v\n%s", err, got)
	}
	if len(again.Edits()) > 0 || !bytes.Equal(again.Bytes(), got) {
		t.Errorf("making the change again changes the file\n%s\nto\n%s", got, again.Bytes())
	}
	if before, after := comments(src), comments(got); !isSubsequence(before, after) {
		t.Errorf("the comments were\n%q\nand are\n%q", before, after)
	}
	if before, after := marks(src), marks(got); !isSubsequence(before, after) {
		t.Errorf("text of the file is gone: it was\n%s\nand is\n%s", src, got)
	}
	checkLineEnds(t, src, got)
	return true
}

// comments returns the comments of a file in order.
func comments(src []byte) []string {
	var all []string
	for i := 0; i < len(src); {
		next := skipToken(src, i)
		if src[i] == '/' {
			all = append(all, string(src[i:next]))
		}
		i = next
	}
	return all
}

// marks returns the tokens of a file without white space and commas, which may
// change places when a container is unfolded, and without null, which gives way
// to a value.
func marks(src []byte) []string {
	var all []string
	text := strings.ReplaceAll(string(src), "null", "    ")
	for i := 0; i < len(text); {
		next := skipToken([]byte(text), i)
		if token := strings.Trim(text[i:next], " \t\r\n,"); token != "" {
			all = append(all, token)
		}
		i = next
	}
	return all
}

func isSubsequence(part, whole []string) bool {
	for _, token := range whole {
		if len(part) > 0 && part[0] == token {
			part = part[1:]
		}
	}
	return len(part) == 0
}

// checkLineEnds checks that a file with one sort of line ends keeps it.
func checkLineEnds(t testing.TB, src, got []byte) {
	t.Helper()
	crlf, lf := []byte("\r\n"), []byte("\n")
	if n := bytes.Count(src, crlf); n > 0 && n == bytes.Count(src, lf) && bytes.Count(got, crlf) != bytes.Count(got, lf) {
		t.Errorf("line ends are mixed:\n%q", got)
	}
	if !bytes.Contains(src, crlf) && bytes.Contains(got, crlf) {
		t.Errorf("line ends changed:\n%q", got)
	}
}

func TestLaws(t *testing.T) {
	for name, src := range inputs(t) {
		for _, change := range changes {
			t.Run(change.name+"/"+name, func(t *testing.T) {
				if !checkLaws(t, name, src, change.make) {
					t.Error("the change failed")
				}
			})
		}
	}
}

// TestInOneGoOrInTwo checks that changes made one after the other come out the
// same whether the file is written and read between them or not.
func TestInOneGoOrInTwo(t *testing.T) {
	for name, src := range inputs(t) {
		oneGo := parse(t, name, src)
		must(t, oneGo.AddDurableObject(room))
		must(t, oneGo.AddDurableObject(leases))
		first := parse(t, name, src)
		must(t, first.AddDurableObject(room))
		reread := parse(t, name, first.Bytes())
		must(t, reread.AddDurableObject(leases))
		if !bytes.Equal(oneGo.Bytes(), reread.Bytes()) {
			t.Errorf("%s: in one go\n%s\nin two\n%s", name, oneGo.Bytes(), reread.Bytes())
		}
	}
}

func TestEditedFileSaysWhatWasAdded(t *testing.T) {
	for name, src := range inputs(t) {
		c := parse(t, name, src)
		must(t, everything(c))
		for _, env := range append([]string{""}, c.Environments()...) {
			if !slices.Contains(c.DurableObjects(env), room) {
				t.Errorf("%s: environment %q does not bind %v", name, env, room)
			}
		}
		isRoom := func(class Class) bool { return class.Name == room.Class && class.Storage == StorageSQLite }
		if !slices.ContainsFunc(c.Classes(), isRoom) {
			t.Errorf("%s: class %q is not alive", name, room.Class)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzEdit(f *testing.F) {
	for _, src := range inputs(f) {
		f.Add(src)
	}
	for _, c := range conflicts {
		f.Add([]byte(c.src))
	}
	for _, c := range unreadable {
		f.Add([]byte(c.src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := Parse("wrangler.jsonc", src)
		if err != nil {
			return
		}
		for _, env := range c.Environments() {
			c.DurableObjects(env)
		}
		c.Classes()
		for _, change := range slices.Concat(steps, oddities) {
			checkLaws(t, "wrangler.jsonc", src, change.make)
		}
	})
}

// fragment has comments, and something for every environment.
var fragment = func() Value {
	v, err := ParseValue([]byte("{\n// one\n\"vars\": {\n/* two\n * lines */\n\"V\": [1]},\n" +
		"\"ratelimits\": [\n// three\n{\"name\": \"L\", \"simple\": {\"limit\": 1, \"period\": 10}}]}"))
	if err != nil {
		panic(err)
	}
	return v
}()

// oddities are changes that no caller is likely to make.
var oddities = []change{
	{"odd names", func(c *Config) error {
		return c.AddVars(Member{"V", Object(Member{"", Number(1)}, Member{"\"", Array()})})
	}},
	{"several routes", func(c *Config) error {
		return c.SetAssets(Assets{Directory: "x", RunWorkerFirst: []string{"/a", "/b"}})
	}},
	{"deep", func(c *Config) error { return c.Ensure(String("z\n"), "", "b", "c") }},
	{"keyed", func(c *Config) error { return c.Append(Object(Member{"k", Number(1)}), "k", "a", "l") }},
	{"fragment", func(c *Config) error { return c.Merge(fragment) }},
	{"list of lists", func(c *Config) error { return c.Append(Array(Array(), Object()), "", "a", "l") }},
}
