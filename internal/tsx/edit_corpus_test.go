package tsx

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/edit"
)

// TestEditsOnCorpus makes edits in every class and file of the corpus: a
// method, a line of the constructor, an import and an export. Nothing else may
// change, in the bytes and in the tree, and the compiler and esbuild must
// accept the result.
func TestEditsOnCorpus(t *testing.T) {
	dir := installCorpus(t)
	files := append(corpus(t, dir), templateFiles(t)...)
	files = append(files, writeFiles(t, nastyFiles(t))...)
	files = append(files, scripts(t, dir)...)

	defer debug.SetGCPercent(debug.SetGCPercent(400)) // half the time
	judges := startJudges(t, dir)
	var sum editTotals
	for _, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := Parse(path, src)
		if after := editFile(t, f, &sum); after != nil {
			judges.ask(f, after)
		}
	}
	judges.report(t)
	t.Logf("%d files, %d refused, which are no valid modules; %d classes, %d new constructors, %d classes without a place for the line",
		len(files), sum.refused, sum.classes, sum.constructors, sum.noPlace)
	if sum.classes < 3000 {
		t.Errorf("only %d classes", sum.classes)
	}
}

// editTotals count what was edited.
type editTotals struct{ refused, classes, constructors, noPlace int }

const (
	probeMethod = "docreateProbe() {\n\tdocreateCall();\n}"
	probeLine   = "docreateLine();"
)

var (
	probeImport = Import{Module: "docreate:import", Imported: "DocreateImport"}
	probeExport = Export{Name: "DocreateExport", Module: "docreate:export"}
)

// editFile makes the edits in two rounds and checks each. It returns nil for a
// file that is refused.
func editFile(t *testing.T, f *File, sum *editTotals) *File {
	t.Helper()
	edits, err := AddImport(f, probeImport)
	if f.Err() != nil || !f.Module && Parse(f.Name, []byte(f.Source()+"\nexport {};")).Err() != nil {
		sum.refused++
		var refused *EditError
		if !errors.As(err, &refused) || edits != nil {
			t.Errorf("%s is not valid as a module, and an import is added: %v", f.Name, err)
		}
		return nil
	}
	c := collector{t: t, f: f, want: map[string]int{}}
	c.add("*tsx.ImportDecl", edits, err)
	edits, err = AddExport(f, probeExport)
	c.add("*tsx.ExportDecl", edits, err)
	for class := range Every[Class](f) {
		if emptyClause(class) != nil {
			continue
		}
		sum.classes++
		text := probeMethod
		if isAmbient(class) {
			text = "docreateProbe(): void;"
		}
		edits, err := AddMember(class, text)
		c.add("*tsx.MethodDecl", edits, err)
	}
	if f = c.check(); f == nil {
		return nil
	}
	return addLines(t, f, sum)
}

// addLines adds a line to the constructor of each class.
func addLines(t *testing.T, f *File, sum *editTotals) *File {
	t.Helper()
	c := collector{t: t, f: f, want: map[string]int{}}
	for class := range Every[Class](f) {
		if isAmbient(class) || emptyClause(class) != nil {
			continue
		}
		edits, err := AddToConstructor(class, probeLine)
		ctor := class.Body().Constructor()
		var refused *EditError
		switch {
		case errors.As(err, &refused) && hasPlace(class):
			t.Errorf("%v, but there is a place", err)
		case errors.As(err, &refused):
			sum.noPlace++
		case ctor == nil:
			sum.constructors++
			c.add("*tsx.ConstructorDecl", edits, err)
		default:
			c.add("*tsx.ExprStmt", edits, err)
		}
	}
	if len(c.edits) == 0 {
		return f
	}
	return c.check()
}

// hasPlace reports whether a class has or can have a constructor with a place
// for a line.
func hasPlace(class Class) bool {
	ctor, base := class.Body().Constructor(), class.Body().Extends()
	switch {
	case ctor == nil && len(class.Body().Named("constructor")) > 0 || ctor != nil && ctor.Body == nil:
		return false
	case base == nil:
		return true
	case ctor == nil:
		return !isKeyword(base.Expr, KwNull)
	}
	return superCall(ctor.Body) >= 0
}

// collector gathers the edits of a file and what they add, by type of node.
type collector struct {
	t     *testing.T
	f     *File
	edits []edit.Edit
	want  map[string]int
}

func (c *collector) add(kind string, edits []edit.Edit, err error) {
	c.t.Helper()
	if err != nil || len(edits) == 0 {
		c.t.Errorf("%s: %s: %d edits, error %v", c.f.Name, kind, len(edits), err)
		return
	}
	c.edits = append(c.edits, edits...)
	c.want[kind]++
}

// check applies the edits and compares the trees: what is wanted is inside of
// the new text, and elsewhere nothing changed.
func (c *collector) check() *File {
	t, f := c.t, c.f
	t.Helper()
	after, err := Apply(f, c.edits)
	if err != nil {
		t.Errorf("%v\n%v", err, c.edits)
		return nil
	}
	added := newRanges(t, f, c.edits)
	got := map[string]int{}
	before := shapes(f, func(Node) bool { return false })
	rest := shapes(after, func(n Node) bool {
		i, _ := slices.BinarySearchFunc(added, n.End(), func(r Range, end int) int { return cmp.Compare(r.End, end) })
		isNew := i < len(added) && n.Pos() >= added[i].Pos && n.End() > n.Pos()
		if isNew {
			got[fmt.Sprintf("%T", n)]++
		}
		return isNew
	})
	if !maps.Equal(got, c.want) {
		t.Errorf("%s: added %v, want %v", f.Name, got, c.want)
		return nil
	}
	if !slices.Equal(before, rest) {
		i := 0
		for i < min(len(before), len(rest)) && before[i] == rest[i] {
			i++
		}
		t.Errorf("%s: the tree changes behind %v", f.Name, before[max(0, i-3):i])
		return nil
	}
	return after
}

// newRanges are where the new text is after the edits. An edit may take away
// white space only.
func newRanges(t *testing.T, f *File, edits []edit.Edit) []Range {
	t.Helper()
	sorted := slices.SortedStableFunc(slices.Values(edits), func(a, b edit.Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var list []Range
	shift := 0
	for _, e := range sorted {
		if old := f.Source()[e.Start:e.End]; strings.TrimSpace(old) != "" {
			t.Errorf("%s: an edit takes away %q", f.Name, old)
		}
		list = append(list, Range{e.Start + shift, e.Start + shift + len(e.New)})
		shift += len(e.New) - (e.End - e.Start)
	}
	return list
}

// shape is a node without its place.
type shape struct {
	kind reflect.Type
	op   Kind
	text string // of a node without children
}

// shapes describes the nodes of a file, but for those that skip says and what
// is in them.
func shapes(f *File, skip func(Node) bool) []shape {
	list := make([]shape, 0, len(f.Source())/8+1)
	for n := range Children(f) {
		Walk(n, func(n Node) bool {
			if skip(n) {
				return false
			}
			list = append(list, shapeOf(f, n))
			return true
		})
	}
	return list
}

func shapeOf(f *File, n Node) shape {
	s := shape{kind: reflect.TypeOf(n)}
	switch n := n.(type) {
	case *BinaryExpr:
		s.op = n.Op
	case *Block, Class: // may be empty before the edits
		return s
	}
	for range Children(n) {
		return s
	}
	s.text = f.Text(n)
	return s
}
