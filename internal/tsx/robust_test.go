package tsx

import (
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// checkLaws fails if the tree of a file breaks a law: ranges nest and are in
// order, parents are right, errors have places, tokens make up the file.
func checkLaws(t testing.TB, name string, src []byte) {
	t.Helper()
	f := Parse(name, src)
	checkTree(t, f)
	for _, e := range f.Errors {
		if e.Line < 1 || e.Column < 1 || e.Offset < 0 || e.Offset > len(src) || e.Msg == "" {
			t.Fatalf("%s: an error without a place: %+v", name, e)
		}
	}
	var joined strings.Builder
	joined.Grow(len(src))
	last := 0
	for tok := range f.Tokens() {
		if tok.Full != last || tok.Pos < tok.Full || tok.End < tok.Pos {
			t.Fatalf("%s: token %+v after offset %d", name, tok, last)
		}
		joined.WriteString(f.src[tok.Full:tok.End])
		last = tok.End
	}
	if joined.String() != string(src) {
		t.Fatalf("%s: the tokens do not make up the file", name)
	}
}

// checkTree checks the ranges of a tree. Where the file has errors, a child
// may begin in the trivia in front of its parent: something is missing there.
func checkTree(t testing.TB, f *File) {
	t.Helper()
	Walk(f, func(n Node) bool {
		last := n.Pos()
		if f.Err() != nil {
			last = n.FullPos()
		}
		if n.Pos() > n.End() || n.FullPos() > n.Pos() || n.End() > len(f.src) {
			t.Fatalf("%s: %T has the range %d, %d-%d", f.Name, n, n.FullPos(), n.Pos(), n.End())
		}
		for child := range Children(n) {
			if child.Parent() != n {
				t.Fatalf("%s: %T at %d does not know its parent", f.Name, child, child.Pos())
			}
			if child.Pos() < last || child.End() > n.End() {
				t.Fatalf("%s: %T %d-%d in %T %d-%d, after offset %d", f.Name, child, child.Pos(), child.End(), n, n.Pos(), n.End(), last)
			}
			last = child.End()
		}
		return true
	})
}

func TestLawsOnNastyFiles(t *testing.T) {
	for _, s := range nastyFiles(t) {
		checkLaws(t, s.name, s.text)
	}
}

func TestLawsOnCorpus(t *testing.T) {
	for _, s := range corpusSample(t, 500, 50_000) {
		checkLaws(t, s.name, s.text)
	}
}

// corpusSample returns small files spread over the corpus.
func corpusSample(t testing.TB, count, size int) (list []source) {
	t.Helper()
	files := corpus(t, installCorpus(t))
	var small []source
	for i := 0; i < len(files) && len(small) < 8*count; i += 3 {
		info, err := os.Stat(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() < 100 || info.Size() > int64(size) {
			continue
		}
		text, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		small = append(small, source{files[i], text})
	}
	if len(small) < count {
		t.Fatalf("%d files of at most %d bytes in the corpus; want %d", len(small), size, count)
	}
	for i := range count {
		list = append(list, small[i*len(small)/count])
	}
	return list
}

// TestEveryDeletion deletes each byte of real files in turn: the rest parses
// or is refused, and keeps the laws.
func TestEveryDeletion(t *testing.T) {
	work := make(chan source)
	var wg sync.WaitGroup
	for range runtime.NumCPU() {
		wg.Go(func() {
			for s := range work {
				deleteEach(t, s)
			}
		})
	}
	for _, s := range corpusSample(t, 100, 1500) {
		work <- s
	}
	close(work)
	wg.Wait()
}

func deleteEach(t *testing.T, s source) {
	rest := make([]byte, len(s.text)-1)
	for i := range s.text {
		copy(rest, s.text[:i])
		copy(rest[i:], s.text[i+1:])
		func() {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("%s without byte %d: %v", s.name, i, r)
				}
			}()
			f := Parse(s.name, rest)
			if n := f.Path(i); n[len(n)-1] != Node(f) {
				t.Errorf("%s without byte %d: a path that does not begin at the file", s.name, i)
			}
		}()
	}
}

// TestDepth nests a million of everything that nests: an error, not a crash.
func TestDepth(t *testing.T) {
	const depth = 1_000_000
	tests := []struct{ name, unit, file string }{
		{"parentheses", "(", "a.ts"},
		{"brackets", "[", "a.ts"},
		{"braces", "{", "a.ts"},
		{"objects", "({a:", "a.ts"},
		{"templates", "`${", "a.ts"},
		{"types", "<", "a.ts"},
		{"type arguments", "a<", "a.ts"},
		{"array types", "let a: [", "a.ts"},
		{"tuples", "[", "a.d.ts"},
		{"elements", "<a>", "a.tsx"},
		{"attributes", "<a b={", "a.tsx"},
		{"arrows", "a=>", "a.ts"},
		{"arrows with defaults", "(a=", "a.ts"},
		{"patterns in arrows", "({a=", "a.ts"},
		{"patterns", "const {a:{", "a.ts"},
		{"array patterns", "var [", "a.ts"},
		{"not", "!", "a.ts"},
		{"keyof", "type A=keyof ", "a.ts"},
		{"conditional", "a?", "a.ts"},
		{"conditional and parentheses", "a?(", "a.ts"},
		{"new", "new ", "a.ts"},
		{"functions", "function a(){", "a.ts"},
		{"classes", "class A{a=class{", "a.ts"},
		{"namespaces", "namespace a{", "a.ts"},
		{"nested names", "namespace a.", "a.ts"},
		{"if", "if(a)", "a.ts"},
		{"else", "if(a);else ", "a.ts"},
		{"labels", "a:", "a.ts"},
		{"powers", "a**", "a.ts"},
		{"assignments", "a=", "a.ts"},
		{"additions", "a+", "a.ts"},
		{"members", "a.", "a.ts"},
		{"calls", "a(", "a.ts"},
		{"tags", "a``", "a.ts"},
		{"decorators", "@a class A extends ", "a.ts"},
		{"commas", "a,", "a.ts"},
		{"await", "await ", "a.mjs"},
		{"switch", "switch(a){case b:", "a.ts"},
		{"try", "try{", "a.ts"},
		{"infer", "type A=infer B extends ", "a.ts"},
		{"generic arrows", "<T>(a=", "a.ts"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := Parse(test.file, []byte(strings.Repeat(test.unit, depth)))
			if f.Err() == nil {
				t.Error("no error")
			}
		})
	}
}

// TestDepthOfChains makes trees deep without brackets. As long as they can be
// walked they are valid; beyond that they are an error.
func TestDepthOfChains(t *testing.T) {
	for _, link := range []string{".a", "+a", ",a", "[0]", "()", "``", " as a"} {
		if err := Parse("a.ts", []byte("a"+strings.Repeat(link, 1000))).Err(); err != nil {
			t.Errorf("1,000 times %s: %v", link, err)
		}
		if Parse("a.ts", []byte("a"+strings.Repeat(link, 1_000_000))).Err() == nil {
			t.Errorf("1,000,000 times %s: no error", link)
		}
	}
}

// FuzzParse asserts the laws on anything, as every kind of file.
func FuzzParse(f *testing.F) {
	for _, s := range nastyFiles(f) {
		f.Add(string(s.text))
	}
	for _, s := range corpusSample(f, 30, 4000) {
		f.Add(string(s.text))
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, name := range []string{"a.ts", "a.tsx", "a.js", "a.d.ts"} {
			checkLaws(t, name, []byte(src))
		}
	})
}
