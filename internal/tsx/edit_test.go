package tsx

import (
	"errors"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/edit"
)

// editCase is an edit of a file, and the file that comes out of it.
type editCase struct {
	name string // of the case
	file string // empty for a.ts
	src  string
	do   func(f *File) ([]edit.Edit, error)
	want string
}

func (c editCase) parse() *File {
	name := c.file
	if name == "" {
		name = "a.ts"
	}
	return Parse(name, []byte(c.src))
}

// onClass makes an edit of the first class of the file.
func onClass(do func(Class) ([]edit.Edit, error)) func(*File) ([]edit.Edit, error) {
	return func(f *File) ([]edit.Edit, error) {
		for class := range Every[Class](f) {
			return do(class)
		}
		return nil, errors.New("no class")
	}
}

func addMemberText(text string) func(*File) ([]edit.Edit, error) {
	return onClass(func(c Class) ([]edit.Edit, error) { return AddMember(c, text) })
}

func addMemberFirst(text string) func(*File) ([]edit.Edit, error) {
	return onClass(func(c Class) ([]edit.Edit, error) { return AddMemberFirst(c, text) })
}

func addMemberBefore(name, text string) func(*File) ([]edit.Edit, error) {
	return onClass(func(c Class) ([]edit.Edit, error) { return AddMemberBefore(c.Body().Named(name)[0], text) })
}

func addMemberAfter(name, text string) func(*File) ([]edit.Edit, error) {
	return onClass(func(c Class) ([]edit.Edit, error) { return AddMemberAfter(c.Body().Named(name)[0], text) })
}

func toConstructor(text string) func(*File) ([]edit.Edit, error) {
	return onClass(func(c Class) ([]edit.Edit, error) { return AddToConstructor(c, text) })
}

func toMethod(head, text string) func(*File) ([]edit.Edit, error) {
	return onClass(func(c Class) ([]edit.Edit, error) { return AddToMethod(c, head, text) })
}

// onFirst makes an edit of the first node of a type.
func onFirst[T Node](do func(T, string) ([]edit.Edit, error), text string) func(*File) ([]edit.Edit, error) {
	return func(f *File) ([]edit.Edit, error) {
		for n := range Every[T](f) {
			return do(n, text)
		}
		return nil, errors.New("no such node")
	}
}

func addImport(imp Import) func(*File) ([]edit.Edit, error) {
	return func(f *File) ([]edit.Edit, error) { return AddImport(f, imp) }
}

func addExport(exp Export) func(*File) ([]edit.Edit, error) {
	return func(f *File) ([]edit.Edit, error) { return AddExport(f, exp) }
}

// allEditCases are the tables of all helpers.
func allEditCases() []editCase {
	var all []editCase
	for _, table := range [][]editCase{memberCases, constructorCases, stmtCases, importCases, exportCases, elementCases} {
		all = append(all, table...)
	}
	return all
}

// repeats reports whether the helper adds again what is there.
func repeats(c editCase) bool {
	for _, word := range []string{"argument", "element", "wrapped"} {
		if strings.HasPrefix(c.name, word) {
			return true
		}
	}
	return false
}

func TestEdits(t *testing.T) {
	for _, c := range allEditCases() {
		t.Run(c.name, func(t *testing.T) {
			f := c.parse()
			edits, err := c.do(f)
			if err != nil {
				t.Fatal(err)
			}
			after, err := Apply(f, edits)
			if err != nil {
				t.Fatalf("%v\n%+v", err, edits)
			}
			if got := after.Source(); got != c.want {
				t.Fatalf("got:\n%s\nwant:\n%s\n(%q)", got, c.want, got)
			}
			if repeats(c) {
				return
			}
			if again, err := c.do(after); err != nil || len(again) > 0 {
				t.Errorf("a second time: %v, %v; want no edits", again, err)
			}
		})
	}
}

// TestEditsInOtherFiles checks that an edit does the same in a file with other
// line endings, or with a byte order mark.
func TestEditsInOtherFiles(t *testing.T) {
	crlf := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	mark := func(text string) string { return "\uFEFF" + text }
	for _, c := range allEditCases() {
		for name, change := range map[string]func(string) string{"CRLF": crlf, "mark": mark} {
			hinted := strings.Contains(c.src, "\n") && !strings.Contains(c.src, "\r")
			if name == "CRLF" && !hinted || name == "mark" && (strings.HasPrefix(c.src, "#!") || strings.HasPrefix(c.src, "\uFEFF")) {
				continue
			}
			other := c
			other.src, other.want = change(c.src), change(c.want)
			f := other.parse()
			edits, err := other.do(f)
			if err != nil {
				t.Errorf("%s, %s: %v", c.name, name, err)
				continue
			}
			after, err := Apply(f, edits)
			if err != nil {
				t.Errorf("%s, %s: %v", c.name, name, err)
			} else if got := after.Source(); got != other.want {
				t.Errorf("%s, %s: got %q\nwant %q", c.name, name, got, other.want)
			}
		}
	}
}

func TestRewrite(t *testing.T) {
	f := Parse("a.ts", []byte("class A {}\n"))
	after, err := Rewrite(f, addMemberText("b = 1;"), addMemberText("b = 1;"), toConstructor("go();"), addImport(object))
	if err != nil {
		t.Fatal(err)
	}
	want := "import { DurableObject } from \"cloudflare:workers\";\n\nclass A {\n  b = 1;\n\n  constructor() {\n    go();\n  }\n}\n"
	if got := after.Source(); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if after, err := Rewrite(f, toConstructor("go();"), addMemberText("constructor() {}")); err == nil {
		t.Errorf("got %q", after.Source())
	}
}

const alarm = "async alarm(): Promise<void> {\n\tawait this.tick(\"x\");\n}"

var memberCases = []editCase{
	{name: "member into an empty class", src: "class A {}\n", do: addMemberText(alarm),
		want: "class A {\n  async alarm(): Promise<void> {\n    await this.tick(\"x\");\n  }\n}\n"},
	{name: "member into an empty class with white space", src: "\tclass A {\n\n\t}\n", do: addMemberText("x = 1;"),
		want: "\tclass A {\n\t  x = 1;\n\t}\n"},
	{name: "member behind a comment", src: "class A {\n\t// nothing yet\n}\n", do: addMemberText("x = 1;"),
		want: "class A {\n\t// nothing yet\n  x = 1;\n}\n"},
	{name: "method behind a method", src: "class A {\n\tb() {}\n}", do: addMemberText(alarm),
		want: "class A {\n\tb() {}\n\n\tasync alarm(): Promise<void> {\n\t\tawait this.tick(\"x\");\n\t}\n}"},
	{name: "method where methods have no blank lines", src: "class A {\n  b() {}\n  c() {}\n}\n", do: addMemberText("d() {}"),
		want: "class A {\n  b() {}\n  c() {}\n  d() {}\n}\n"},
	{name: "field behind fields", src: "class A {\n    b = 1;\n    c = 2; // two\n\n    d() {}\n}\n", do: addMemberAfter("c", "e = 3;"),
		want: "class A {\n    b = 1;\n    c = 2; // two\n    e = 3;\n\n    d() {}\n}\n"},
	{name: "member behind the last comment", src: "class A {\n  b() {} // b\n\n  // more to come\n}\n", do: addMemberText("c() {}"),
		want: "class A {\n  b() {} // b\n\n  // more to come\n\n  c() {}\n}\n"},
	{name: "member with CRLF, tabs and no semicolons", src: "class A {\r\n\tb = 'x'\r\n\tc() {\r\n\t\tfoo()\r\n\t}\r\n}\r\n", do: addMemberText(alarm),
		want: "class A {\r\n\tb = 'x'\r\n\tc() {\r\n\t\tfoo()\r\n\t}\r\n\r\n\tasync alarm(): Promise<void> {\r\n\t\tawait this.tick('x')\r\n\t}\r\n}\r\n"},
	{name: "member that would continue the field before", src: "class A {\n  b = 1\n  c = 2\n}\n", do: addMemberText("*gen() {}"),
		want: "class A {\n  b = 1\n  c = 2;\n\n  *gen() {}\n}\n"},
	{name: "field before one that would continue it", src: "class A {\n  b = 1\n  ;[c] = 2\n}\n", do: addMemberAfter("b", "d = 3;"),
		want: "class A {\n  b = 1\n  ; d = 3; [c] = 2\n}\n"},
	{name: "field whose name could be a modifier", src: "class A {\n  b = 1\n}\n", do: addMemberFirst("static;"),
		want: "class A {\n  static;\n  b = 1\n}\n"},
	{name: "member into a class on one line", src: "class A { b = 1; c() {} }\n", do: addMemberText("d() {}"),
		want: "class A { b = 1; c() {} d() {} }\n"},
	{name: "member first into a class on one line", src: "class A { b = 1 }\n", do: addMemberFirst("d = 2;"),
		want: "class A { d = 2; b = 1 }\n"},
	{name: "member behind an open field on one line", src: "class A { b = 1 }\n", do: addMemberText("d = 2;"),
		want: "class A { b = 1; d = 2; }\n"},
	{name: "method of several lines into a class on one line", src: "export class A { b = 1 } // a\n", do: addMemberText(alarm),
		want: "export class A { b = 1\n\n  async alarm(): Promise<void> {\n    await this.tick(\"x\");\n  }\n} // a\n"},
	{name: "member into a default class without name", src: "export default class extends B {\n  c() {}\n}\n", do: addMemberText("d() {}"),
		want: "export default class extends B {\n  c() {}\n\n  d() {}\n}\n"},
	{name: "member before one with comments and decorators", src: "class A {\n  a() {}\n\n  /** b */\n  @dec()\n  b() {}\n}\n", do: addMemberBefore("b", "c() {}"),
		want: "class A {\n  a() {}\n\n  c() {}\n\n  /** b */\n  @dec()\n  b() {}\n}\n"},
	{name: "member before overloads", src: "class A {\n  a(): void;\n  a(x: 1): void;\n  a(x?: 1) {}\n}\n", do: addMemberBefore("a", "c() {}"),
		want: "class A {\n  c() {}\n\n  a(): void;\n  a(x: 1): void;\n  a(x?: 1) {}\n}\n"},
	{name: "member after overloads", src: "class A<T> {\n  a(): void;\n  a(x: 1): void;\n  a(x?: 1) {}\n}\n", do: addMemberAfter("a", "c() {}"),
		want: "class A<T> {\n  a(): void;\n  a(x: 1): void;\n  a(x?: 1) {}\n\n  c() {}\n}\n"},
	{name: "member with a template keeps its lines", src: "class A {\n\tb() {}\n}\n", do: addMemberText("c() {\n\treturn `a\n\tb`;\n}"),
		want: "class A {\n\tb() {}\n\n\tc() {\n\t\treturn `a\n\tb`;\n\t}\n}\n"},
	{name: "member first", src: "class A { // a\n  b = 1;\n}\n", do: addMemberFirst("c = 2;"),
		want: "class A { // a\n  c = 2;\n  b = 1;\n}\n"},
	{name: "getter beside its setter", src: "class A {\n  set a(x) {}\n}\n", do: addMemberText("get a() { return 1; }"),
		want: "class A {\n  set a(x) {}\n\n  get a() { return 1; }\n}\n"},
	{name: "method into a class of a JSX file", file: "a.jsx", src: "class A extends C {\n  render() { return <a href=\"x\">'</a> }\n}\n", do: addMemberText("b() {\n\treturn <b/>;\n}"),
		want: "class A extends C {\n  render() { return <a href=\"x\">'</a> }\n\n  b() {\n    return <b/>;\n  }\n}\n"},
	{name: "member behind a byte order mark", src: "\uFEFFclass A {}\n", do: addMemberText("b = 1;"),
		want: "\uFEFFclass A {\n  b = 1;\n}\n"},
}

const hook = "this.clock = new Clock(ctx);"

var constructorCases = []editCase{
	{name: "constructor for an object", src: "import { DurableObject } from \"cloudflare:workers\";\n\nexport class A extends DurableObject<Env> {\n  a = 1;\n\n  b() {}\n}\n", do: toConstructor(hook),
		want: "import { DurableObject } from \"cloudflare:workers\";\n\nexport class A extends DurableObject<Env> {\n  a = 1;\n\n  constructor(ctx: DurableObjectState, env: Env) {\n    super(ctx, env);\n    this.clock = new Clock(ctx);\n  }\n\n  b() {}\n}\n"},
	{name: "constructor for an object in JavaScript", file: "a.js", src: "import * as cf from 'cloudflare:workers'\n\nexport class A extends cf.DurableObject {\n\tb() {}\n}\n", do: toConstructor(hook),
		want: "import * as cf from 'cloudflare:workers'\n\nexport class A extends cf.DurableObject {\n\tconstructor(ctx, env) {\n\t\tsuper(ctx, env)\n\t\tthis.clock = new Clock(ctx)\n\t}\n\n\tb() {}\n}\n"},
	{name: "constructor without base", src: "class A {}\n", do: toConstructor("go();"),
		want: "class A {\n  constructor() {\n    go();\n  }\n}\n"},
	{name: "constructor like that of a local base", src: "class B { constructor(private a: string, b?: number) {} }\nclass C extends B {}\n",
		do:   func(f *File) ([]edit.Edit, error) { return AddToConstructor(f.Class("C"), "go();") },
		want: "class B { constructor(private a: string, b?: number) {} }\nclass C extends B {\n  constructor(a: string, b?: number) {\n    super(a, b);\n    go();\n  }\n}\n"},
	{name: "constructor of an unknown base", src: "import { B } from \"b\";\nclass C extends B {}\n", do: toConstructor("go();"),
		want: "import { B } from \"b\";\nclass C extends B {\n  constructor(...args: ConstructorParameters<typeof B>) {\n    super(...args);\n    go();\n  }\n}\n"},
	{name: "line behind super", src: "class A extends B {\n\tconstructor() {\n\t\tconst x = 1;\n\t\tsuper(x); // first\n\t\tthis.y = x;\n\t}\n}\n", do: toConstructor("go();"),
		want: "class A extends B {\n\tconstructor() {\n\t\tconst x = 1;\n\t\tsuper(x); // first\n\t\tgo();\n\t\tthis.y = x;\n\t}\n}\n"},
	{name: "line into a constructor on one line", src: "class A { constructor(readonly a: B) {} }\n", do: toConstructor("go();"),
		want: "class A { constructor(readonly a: B) {\n  go();\n} }\n"},
	{name: "line into an existing method", src: "class A {\n  async alarm() {\n    await a();\n  }\n}\n", do: toMethod("async alarm(): Promise<void>", "await b();"),
		want: "class A {\n  async alarm() {\n    await a();\n    await b();\n  }\n}\n"},
	{name: "line before the last return", src: "class A {\n  run() {\n    a();\n    // done\n    return 1;\n  }\n}\n", do: toMethod("run()", "b();"),
		want: "class A {\n  run() {\n    a();\n    b();\n    // done\n    return 1;\n  }\n}\n"},
	{name: "line into a new method", src: "class A {\n  a = 1;\n}\n", do: toMethod("async alarm(): Promise<void>", "await b(`\n`);\nc();"),
		want: "class A {\n  a = 1;\n\n  async alarm(): Promise<void> {\n    await b(`\n`);\n    c();\n  }\n}\n"},
}

var stmtCases = []editCase{
	{name: "statement into an empty body", src: "function f() {}\n", do: onFirst(AddStmt, "go();"),
		want: "function f() {\n  go();\n}\n"},
	{name: "statement at the end", src: "function f() {\n\ta()\n\t// end\n}\n", do: onFirst(AddStmt, "go();"),
		want: "function f() {\n\ta()\n\t// end\n\tgo()\n}\n"},
	{name: "statement that would continue the one before", src: "function f() {\n  a()\n}\n", do: onFirst(AddStmt, "[1].map(g);"),
		want: "function f() {\n  a();\n  [1].map(g)\n}\n"},
	{name: "statement in front of one that would continue it", src: "function f() {\n  (a)()\n  b()\n}\n", do: onFirst(AddStmtFirst, "go();"),
		want: "function f() {\n  go();\n  (a)()\n  b()\n}\n"},
	{name: "statement behind directives", src: "function f() {\n  \"use strict\";\n  a();\n}\n", do: onFirst(AddStmtFirst, "go();"),
		want: "function f() {\n  \"use strict\";\n  go();\n  a();\n}\n"},
	{name: "statement on one line", src: "const f = () => { a() }\n", do: onFirst(AddStmt, "go();"),
		want: "const f = () => { a(); go(); }\n"},
	{name: "statement first on one line", src: "const f = async () => {a()}\n", do: onFirst(AddStmtFirst, "await go();"),
		want: "const f = async () => { await go(); a()}\n"},
	{name: "statement behind another of the file", src: "app.get(x); // one\n\nexport default app;\n", do: onFirst(func(s *ExprStmt, text string) ([]edit.Edit, error) { return AddStmtAfter(s, text) }, "app.route(y);"),
		want: "app.get(x); // one\napp.route(y);\n\nexport default app;\n"},
	{name: "statement before another of the file", src: "let a;\n\n// about b\nb();\n", do: onFirst(func(s *ExprStmt, text string) ([]edit.Edit, error) { return AddStmtBefore(s, text) }, "a();"),
		want: "let a;\n\na();\n// about b\nb();\n"},
	{name: "statement into a case", src: "switch (a) {\n  case 1:\n    b();\n    break;\n}\n", do: onFirst(func(s *BreakStmt, text string) ([]edit.Edit, error) { return AddStmtBefore(s, text) }, "c();"),
		want: "switch (a) {\n  case 1:\n    b();\n    c();\n    break;\n}\n"},
	{name: "wrapped call", src: "const a = await b();\n", do: wrapFirst[*CallExpr]("retry(() => ", ")"), want: "const a = await retry(() => b());\n"},
	{name: "wrapped sum", src: "const a = b && c;\n", do: wrapFirst[*BinaryExpr]("", " as number"), want: "const a = (b && c) as number;\n"},
	{name: "wrapped comma", src: "f((b, c));\n", do: onFirst(func(p *ParenExpr, _ string) ([]edit.Edit, error) { return Wrap(p.Expr, "g(", ")") }, ""), want: "f((g((b, c))));\n"},
}

func wrapFirst[T Expr](before, after string) func(*File) ([]edit.Edit, error) {
	return onFirst(func(e T, _ string) ([]edit.Edit, error) { return Wrap(e, before, after) }, "")
}
