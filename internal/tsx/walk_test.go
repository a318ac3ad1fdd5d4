package tsx

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const walkSource = "// one\nimport { a } from \"b\" // two\n\n/** three */\n// four\nexport class C {\n\tm() { return a(1) /* five */ } // six\n}\n// seven"

func TestPath(t *testing.T) {
	f := Parse("a.ts", []byte(walkSource))
	var names []string
	for _, n := range f.Path(strings.Index(walkSource, "1")) {
		names = append(names, strings.TrimPrefix(fmt.Sprintf("%T", n), "*tsx."))
	}
	want := []string{"NumberLit", "CallExpr", "ReturnStmt", "Block", "MethodDecl", "ClassDecl", "File"}
	if !slices.Equal(names, want) {
		t.Errorf("path %q, want %q", names, want)
	}
	for _, offset := range []int{-1, 0, strings.Index(walkSource, "three"), len(walkSource), len(walkSource) + 1} {
		if path := f.Path(offset); len(path) != 1 || path[0] != Node(f) {
			t.Errorf("path of offset %d has %d nodes, want the file alone", offset, len(path))
		}
	}
}

func TestComments(t *testing.T) {
	f := Parse("a.ts", []byte(walkSource))
	text := func(list []Comment) string {
		var parts []string
		for _, c := range list {
			parts = append(parts, c.Text)
		}
		return strings.Join(parts, "|")
	}
	class := f.Stmts[1].(*ClassDecl)
	method := class.Members[0].(*MethodDecl)
	tests := []struct {
		name string
		got  []Comment
		want string
	}{
		{"before the import", f.Leading(f.Stmts[0]), "// one"},
		{"after the import", f.Trailing(f.Stmts[0]), "// two"},
		{"before the class", f.Leading(class), "// two|/** three */|// four"},
		{"after return", f.Trailing(method.Body.Stmts[0]), "/* five */"},
		{"after the method", f.Trailing(method), "// six"},
		{"after the class", f.Trailing(class), ""},
		{"before the method", f.Leading(method), ""},
	}
	for _, test := range tests {
		if got := text(test.got); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if c := f.Leading(class)[1]; !c.Block || walkSource[c.Pos:c.End] != c.Text {
		t.Errorf("comment %+v", c)
	}
}

func TestPosition(t *testing.T) {
	src := "a\nb\r\nc\rd\u2028é\n"
	f := Parse("a.ts", []byte(src))
	tests := []struct {
		offset int
		want   Position
	}{
		{-1, Position{1, 1}}, {0, Position{1, 1}}, {1, Position{1, 2}}, {2, Position{2, 1}}, {4, Position{2, 3}},
		{5, Position{3, 1}}, {7, Position{4, 1}}, {11, Position{5, 1}}, {13, Position{5, 3}}, {14, Position{6, 1}}, {99, Position{6, 1}},
	}
	for _, test := range tests {
		if got := f.Position(test.offset); got != test.want {
			t.Errorf("offset %d is at %v, want %v", test.offset, got, test.want)
		}
	}
	for line, want := range map[int]int{0: 0, 1: 0, 2: 2, 3: 5, 4: 7, 5: 11, 6: 14, 7: 14} {
		if got := f.LineStart(line); got != want {
			t.Errorf("line %d begins at %d, want %d", line, got, want)
		}
	}
}

func TestWalks(t *testing.T) {
	f := Parse("a.ts", []byte("f(g(1), () => h(2))"))
	var calls []string
	for call := range Every[*CallExpr](f) {
		calls = append(calls, f.Text(call.Fun))
		if FileOf(call) != f {
			t.Errorf("the file of %s is another", f.Text(call))
		}
	}
	if !slices.Equal(calls, []string{"f", "g", "h"}) {
		t.Errorf("calls %q", calls)
	}
	for call := range Every[*CallExpr](f) {
		if inArrow := Enclosing[*ArrowFunc](call) != nil; inArrow != (f.Text(call.Fun) == "h") {
			t.Errorf("%s in an arrow function: %v", f.Text(call), inArrow)
		}
	}
	var outside []string
	Walk(f, func(n Node) bool {
		if call, ok := n.(*CallExpr); ok {
			outside = append(outside, f.Text(call.Fun))
		}
		_, isArrow := n.(*ArrowFunc)
		return !isArrow
	})
	if !slices.Equal(outside, []string{"f", "g"}) {
		t.Errorf("calls outside of functions: %q", outside)
	}
	count := 0
	for range All(f) {
		if count++; count == 3 {
			break
		}
	}
	if count != 3 {
		t.Errorf("%d nodes before the break", count)
	}
}

func TestTokens(t *testing.T) {
	f := Parse("a.tsx", []byte("x = <a b=\"c\">d {`e${f}g`} / h</a> /i/ 2 // j\n"))
	var kinds []string
	for tok := range f.Tokens() {
		kinds = append(kinds, tok.Kind.String())
	}
	want := []string{
		"identifier", "=", "<", "identifier", "identifier", "=", "string", ">", "text", "{", "start of template",
		"identifier", "end of template", "}", "text", "</", "identifier", ">", "/", "identifier", "/", "number", "end of file",
	}
	if !slices.Equal(kinds, want) {
		t.Errorf("tokens %q, want %q", kinds, want)
	}
}

// TestLanguageByName tells the languages apart by what only one of them reads.
func TestLanguageByName(t *testing.T) {
	const (
		element   = "x = <a />"
		assertion = "x = <a>y"
		await     = "await (x); export {}"
	)
	tests := []struct {
		name, src string
		valid     bool
	}{
		{"a.ts", element, false}, {"a.mts", element, false}, {"a.cts", element, false}, {"a.d.ts", element, false},
		{"a.tsx", element, true}, {"a.js", element, true}, {"a.mjs", element, true}, {"a.cjs", element, true},
		{"a.jsx", element, true}, {"A.TSX", element, true}, {"b.tsx/a.ts", element, false},
		{"a.ts", assertion, true}, {"a.tsx", assertion, false}, {`b.tsx\a.ts`, assertion, true},
	}
	for _, test := range tests {
		if err := Parse(test.name, []byte(test.src)).Err(); (err == nil) != test.valid {
			t.Errorf("%s: %s: error %v, want valid: %v", test.name, test.src, err, test.valid)
		}
	}
	for name, want := range map[string]bool{"a.ts": true, "a.d.ts": false, "a.d.mts": false, "a.d.css.ts": false, "x.d.y/a.ts": true, `x.d.y\a.ts`: true} {
		isOperator := false
		for range Every[*AwaitExpr](Parse(name, []byte(await))) {
			isOperator = true
		}
		if isOperator != want {
			t.Errorf("%s: await is an operator: %v, want %v", name, isOperator, want)
		}
	}
}

func TestModuleIsKnown(t *testing.T) {
	for src, want := range map[string]bool{
		"a": false, "import \"a\"": true, "import a = require(\"b\")": true, "import a = b.c": false, "export {}": true,
		"export = a": true, "export default 1": true, "export const a = 1": true, "export function a() {}": true,
		"export class A {}": true, "export interface A {}": true, "export type A = 1": true, "export enum A {}": true,
		"export namespace A {}": true, "import.meta": true, "import(\"a\")": false, "namespace A { export const b = 1 }": false,
	} {
		if got := Parse("a.ts", []byte(src)).Module; got != want {
			t.Errorf("%s: a module: %v, want %v", src, got, want)
		}
	}
}
