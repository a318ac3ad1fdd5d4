package tsx

import (
	"errors"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/edit"
)

// refusals are edits that cannot be made, and what the error says.
var refusals = []struct {
	name, file, src string
	do              func(*File) ([]edit.Edit, error)
	want            string
}{
	{"a file with errors", "", "class A {}\nlet = ;\n", addMemberText("b = 1;"), "a.ts:2:"},
	{"an import into a file with errors", "", "let = ;\n", addImport(object), "is not edited; add by hand: import { DurableObject } from \"cloudflare:workers\";"},
	{"a member that is there", "", "class A {\n  b = 1;\n}\n", addMemberText("b = 2;"), "a.ts:2:3: class \"A\" has a member \"b\" already; add by hand: b = 2;"},
	{"a private member that is there", "", "const A = class {\n  static #b = 1;\n};\n", addMemberText("#b() {}"), "a.ts:2:3: class \"A\" has a member \"#b\" already"},
	{"a computed member that is there", "", "class A { [b.c]() {} }", addMemberText("[b.c] = 1;"), "a.ts:1:11: class \"A\" has a member \"[b.c]\" already"},
	{"a member that is a parameter", "", "class A {\n  constructor(private b: C) {}\n}\n", addMemberText("b = 2;"), "a.ts:2:15: class \"A\" has a member \"b\" already"},
	{"half of the members", "", "class A { b = 1; }", addMemberText("b = 1;\nc = 2;"), "has some of the new members already"},
	{"a member that does not parse", "", "class A {}", addMemberText("b( {"), "does not parse"},
	{"a member that closes the class", "", "class A {}", addMemberText("}\nclass B {"), "does not fit"},
	{"no member", "", "class A {}", addMemberText("// nothing"), "does not fit"},
	{"a member of an object", "", "a = { b: 1 };", func(f *File) ([]edit.Edit, error) {
		for m := range Every[*PropertyAssign](f) {
			return AddMemberAfter(m, "c() {}")
		}
		return nil, nil
	}, "a.ts:1:7: \"b\" is not a member of a class"},
	{"a constructor without super", "", "class A extends B {\n  constructor() {\n    if (x) super();\n  }\n}\n", toConstructor("go();"), "a.ts:2:3: the constructor has no statement super(…) of its own; add by hand: go();"},
	{"a constructor under extends null", "", "class A extends null {}", toConstructor("go();"), "extends null"},
	{"a constructor of a declared class", "", "declare class A {}", toConstructor("go();"), "class \"A\" is only declared here"},
	{"a method of a declared class", "a.d.ts", "export class A {}", toMethod("b()", "go();"), "class \"A\" is only declared here"},
	{"a head that is none", "", "class A {}", toMethod("get b()", "go();"), "\"get b()\" is not the head of a method"},
	{"a heritage without a type", "", "class A implements {}", addMemberText("b = 1;"), "class \"A\" has nothing behind implements"},
	{"await where it is not allowed", "", "export function f() {}", onFirst(AddStmt, "await [a];\nawait /a/;"), "does not parse"},
	{"a name that the body has", "", "function f(a) {\n  const b = 1;\n}\n", onFirst(AddStmt, "const b = 2;"), "a.ts:2:9: the name \"b\" is taken; add by hand: const b = 2;"},
	{"a name that the parameters have", "", "function f(a) {}\n", onFirst(AddStmt, "const a = 2;"), "a.ts:1:12: the name \"a\" is taken"},
	{"a statement without braces around", "", "if (a) b();", func(f *File) ([]edit.Edit, error) {
		for s := range Every[*ExprStmt](f) {
			return AddStmtBefore(s, "c();")
		}
		return nil, nil
	}, "a.ts:1:8: the statement has no braces around it"},
	{"an import whose name is taken", "", "let a;\nclass DurableObject {}\n", addImport(object), "a.ts:2:7: the name \"DurableObject\" is taken; add by hand: import"},
	{"an import whose name is imported from elsewhere", "", "import { DurableObject } from \"./mine\";\n", addImport(object), "a.ts:1:10: the name \"DurableObject\" is taken"},
	{"a type in JavaScript", "a.js", "", addImport(Import{Module: "m", Imported: "T", TypeOnly: true}), "JavaScript file cannot import"},
	{"an import of no name", "", "", addImport(Import{Module: "m", Imported: "a", Name: "b-c"}), "cannot be imported as \"b-c\""},
	{"an import of everything without a name", "", "", addImport(Import{Module: "m", Imported: "*"}), "cannot be imported as"},
	{"a module of a script", "a.js", "return await;", addImport(object), "not valid as a module"},
	{"an export that is another", "", "import a from \"a\";\nexport class Room {}\n", addExport(room), "a.ts:2:1: the file exports another \"Room\"; add by hand: export { Room } from \"./room\";"},
	{"a second default", "", "export default 1;\nlet a;\n", addExport(Export{Name: "default", Local: "a"}), "a.ts:1:1: the file exports another \"default\""},
	{"an export of nothing", "", "let a;\n", addExport(Export{Name: "b"}), "nothing at the top level is named \"b\""},
	{"a property that is there", "", "x = {\n  a: 1,\n};\n", onFirst(AddProperty, "a: 2"), "a.ts:2:3: the object has a property \"a\" already; add by hand: a: 2"},
	{"a property of a pattern", "", "({ a } = b);\n", onFirst(AddProperty, "c"), "no object literal"},
	{"an element of a pattern", "", "for ([a] of b);\n", onFirst(AddElement, "c"), "no array literal"},
	{"a property with a comma", "", "x = {};\n", onFirst(AddProperty, "a: 1,"), "ends with \",\""},
	{"a property that closes the literal", "", "x = {};\n", onFirst(AddProperty, "a: 1 }, { b: 2"), "does not fit"},
	{"an argument of no call", "", "a;\n", onFirst(func(e *Ident, text string) ([]edit.Edit, error) { return AddArgument(e, text) }, "b"), "is no call"},
	{"a wrap that is open", "", "a;\n", wrapFirst[*Ident]("f(", ""), "cannot be wrapped here"},
	{"a wrap that is no expression", "", "a;\n", wrapFirst[*Ident]("const b = ", ""), "cannot be wrapped here"},
}

// TestEditsAreRefused checks what cannot be done: the error has a place, says
// why, and what to add by hand.
func TestEditsAreRefused(t *testing.T) {
	for _, test := range refusals {
		t.Run(test.name, func(t *testing.T) {
			f := editCase{file: test.file, src: test.src}.parse()
			edits, err := test.do(f)
			var refused *EditError
			if !errors.As(err, &refused) || len(edits) > 0 {
				t.Fatalf("got %v, %v; want an *EditError", edits, err)
			}
			if refused.Line < 1 || refused.Column < 1 || refused.File != f.Name {
				t.Errorf("no place: %+v", refused)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestEditErrorUnwraps(t *testing.T) {
	_, err := AddImport(Parse("a.ts", []byte("let = ;")), object)
	var syntax *SyntaxError
	if !errors.As(err, &syntax) {
		t.Errorf("%v does not lead to the *SyntaxError", err)
	}
}

func TestApplyRefusesWhatDoesNotParse(t *testing.T) {
	f := Parse("a.ts", []byte("a;"))
	if _, err := Apply(f, []edit.Edit{edit.Insert(1, "(")}); err == nil || !strings.Contains(err.Error(), "a.ts:1:") {
		t.Errorf("got %v", err)
	}
	if _, err := Apply(f, []edit.Edit{edit.Insert(9, "(")}); err == nil || !strings.Contains(err.Error(), "a.ts") {
		t.Errorf("got %v", err)
	}
}

// fuzzEdits are the helpers with text of any kind.
var fuzzEdits = []func(text string) func(*File) ([]edit.Edit, error){
	addMemberText,
	addMemberFirst,
	toConstructor,
	func(text string) func(*File) ([]edit.Edit, error) { return toMethod("async alarm()", text) },
	func(text string) func(*File) ([]edit.Edit, error) { return onFirst(AddStmt, text) },
	func(text string) func(*File) ([]edit.Edit, error) { return onFirst(AddStmtFirst, text) },
	func(text string) func(*File) ([]edit.Edit, error) {
		return onFirst(func(s *ExprStmt, text string) ([]edit.Edit, error) { return AddStmtBefore(s, text) }, text)
	},
	func(text string) func(*File) ([]edit.Edit, error) {
		return onFirst(func(s *VarStmt, text string) ([]edit.Edit, error) { return AddStmtAfter(s, text) }, text)
	},
	func(text string) func(*File) ([]edit.Edit, error) { return onFirst(AddProperty, text) },
	func(text string) func(*File) ([]edit.Edit, error) { return onFirst(AddElement, text) },
	func(text string) func(*File) ([]edit.Edit, error) {
		return onFirst(func(e *CallExpr, text string) ([]edit.Edit, error) { return AddArgument(e, text) }, text)
	},
	func(text string) func(*File) ([]edit.Edit, error) { return wrapFirst[*CallExpr]("await "+text, "") },
	func(text string) func(*File) ([]edit.Edit, error) {
		return addImport(Import{Module: "m", Imported: text})
	},
	func(text string) func(*File) ([]edit.Edit, error) {
		return addImport(Import{Module: text, Imported: "default", Name: "a"})
	},
	func(text string) func(*File) ([]edit.Edit, error) { return addExport(Export{Name: text, Module: "m"}) },
	func(text string) func(*File) ([]edit.Edit, error) { return addExport(Export{Name: text}) },
	func(text string) func(*File) ([]edit.Edit, error) {
		return addExport(Export{Name: "default", Local: text})
	},
}

// FuzzEdits checks the laws of every helper on any file and any text: no
// panic; an edit that is made parses again, and takes away nothing but white
// space and the word type.
func FuzzEdits(f *testing.F) {
	texts := []string{"b = 1;", alarm, hook, "await a();", "b: 1", "...c", "[a].b;", "`a\n${b}`", "*g() {}", "a", "static;", "x, ", "// c", "return;"}
	for i, c := range allEditCases() {
		for which := range fuzzEdits {
			f.Add(c.parse().Name, c.src, texts[(i+which)%len(texts)], uint8(which))
		}
	}
	f.Fuzz(func(t *testing.T, name, src, text string, which uint8) {
		file := Parse(name, []byte(src))
		edits, err := fuzzEdits[int(which)%len(fuzzEdits)](text)(file)
		if err != nil {
			if len(edits) > 0 {
				t.Errorf("edits and an error: %v", err)
			}
			return
		}
		for _, e := range edits {
			if old := strings.TrimFunc(file.Source()[e.Start:e.End], isSpaceRune); old != "" && old != "type" {
				t.Errorf("takes away %q", old)
			}
		}
		if after, err := Apply(file, edits); err != nil {
			out, _ := edit.Apply([]byte(src), edits)
			t.Errorf("%v: %q", err, out)
		} else if len(edits) > 0 {
			checkTree(t, after)
		}
	})
}

func isSpaceRune(r rune) bool { return spaceSize(string(r)) > 0 }
