package tsx

import (
	"slices"
	"strings"
	"testing"
)

// marked takes the marks out of code: « and » are around the names that refer
// to one thing.
func marked(code string) (src string, want []Range) {
	var b strings.Builder
	for _, r := range code {
		switch r {
		case '«':
			want = append(want, Range{Pos: b.Len()})
		case '»':
			want[len(want)-1].End = b.Len()
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), want
}

var referenceCases = []struct{ name, file, code string }{
	{"variable and block", "", "let «a» = 1; { let a = 2; a; } «a»++;"},
	{"inner variable", "", "let a; { let «a» = 2; «a»; } a;"},
	{"used before it is declared", "", "«f»(); function «f»() { «f»(); }"},
	{"var leaves blocks", "", "function g() { «v» = 1; if (x) { var «v»; } for (var «v» of y) «v»; } v;"},
	{"var repeats a parameter", "", "function g(«p») { var «p»; return «p»; }"},
	{"var stays in a static block", "", "class A { static { var «v» = 1; «v»; } } v;"},
	{"function in a block", "", "{ function «f»() {} «f»(); } f();"},
	{"parameter and default", "", "const x = 1; function f(«x», y = «x») { return «x»; } x;"},
	{"default does not see the body", "", "const «x» = 1; function f(y = «x») { var x = 2; return x; }"},
	{"patterns", "", "const { a: { b: [«c» = 1] }, ...d } = e; «c»; a; b;"},
	{"shorthand", "", "const «a» = 1; f({ «a», a: 2 }); x.a; ({ a: «a» });"},
	{"function expression", "", "const f = function «g»() { «g»(); }; g();"},
	{"function expression with a parameter of its name", "", "(function g(«g») { «g»(); });"},
	{"class expression", "", "const C = class «D» { m() { return «D»; } }; D;"},
	{"class as value and type", "", "class «A»<T> { a: «A»<T>; static b = new «A»(); } let x: «A»<A.B> | { A: 1 };"},
	{"catch", "", "let e; try {} catch («e») { «e»; } e;"},
	{"loop", "", "for (let «i» = 0; «i» < 1; «i»++) { let j = «i»; } i;"},
	{"switch", "", "switch (a) { case 1: let «b»; break; default: «b» = 1; } b;"},
	{"labels are no names", "", "const «a» = 1; a: for (;;) { break a; continue a; } «a»;"},
	{"members are no names", "", "const «m» = 1; class A { m = «m»; get m() { return «m»; } [«m»]() { this.m; } }"},
	{"import", "", "import { a as «b», c } from 'm'; «b»; a; export { «b» as d };"},
	{"export from is no reference", "", "import { «a» } from 'm'; export { a } from 'n'; export { «a» };"},
	{"type and value apart", "", "type «T» = 1; function f<T>(x: T) {} let y: «T»; const z = T;"},
	{"value over a type parameter", "", "const «T» = 1; function f<T>(x: T) { return «T»; }"},
	{"interface merges", "", "interface «I» { I: «I» } interface «I» { x?: «I»[] } class A implements «I» {}"},
	{"typeof in a type", "", "const «a» = { b: 1 }; type A = typeof «a»; let c: typeof «a».b; let d: { a: 1, a?: 2, a(): 3, readonly a: 4 };"},
	{"type parameters in types", "", "type «U» = 1; type V<T> = T extends «U» ? «U» : { [U in T]: U };"},
	{"type's own names", "", "type U = 1; let f: <U>(x: U) => U; let g: «V» extends (infer U)[] ? U : 1; type «V» = 2; let h: «V»;"},
	{"names of parameters in types", "", "type «a» = 1; let f: (b: «a», ...c: «a»[]) => «a»; let t: [b: «a», d?: «a»];"},
	{"conditional in a type", "", "type «C» = 1; let x: A extends B ? «C» : «C»; let y: A extends «C» ? { C: «C» } : 1;"},
	{"namespace in a type", "", "import * as «ns» from 'm'; let a: «ns».T; class A extends «ns».B<«ns».C> {} import b = «ns».d;"},
	{"enum", "", "enum «E» { a = 1, b = a } «E».a; let x: «E».a;"},
	{"enum member", "", "enum E { «a» = 1, b = «a» } a;"},
	{"namespace of types", "", "namespace «N» { export type T = 1; } let x: «N».T; let y: N = N; interface I extends «N».T {}"},
	{"members without semicolons", "", "type «T» = 1; let f: {\n  (a: 1): (b: 2) => «T»\n  (a: «T»): 1\n  m(): «T»\n  T(): 2\n}"},
	{"namespace", "", "namespace «N» { export const a = «N».b; } «N».a; let x: «N».T;"},
	{"JSX", "a.tsx", "const «A» = 1; const b = 2; <«A» A=\"A\" b={«A»}><b>A</b><«A».C/></«A»>;"},
	{"template", "", "const «a» = 1; `${«a»} a`; type T = `${a}`;"},
	{"decorator", "", "const «d» = f; @«d» class A { @«d»() m(@«d» d) {} }"},
	{"predicate", "", "function f(«x»: A): «x» is B { return «x»; } x;"},
	{"this is no name", "", "const «a» = 1; function f(this: A) { this.a; «a»; }"},
	{"private names", "", "const «a» = 1; class A { #a = «a»; b() { return #a in this; } }"},
	{"import attributes", "", "import x from 'm' with { type: 'json' }; const «type» = 1; «type»;"},
	{"meta property", "", "const «target» = 1; function f() { new.target; «target»; }"},
	{"global declarations", "", "declare global { interface «W» { a: «W» } } let x: W; export {};"},
	{"module.exports name", "a.cjs", "const «a» = require('a'); module.exports = { «a» };"},
}

func TestReferences(t *testing.T) {
	for _, c := range referenceCases {
		t.Run(c.name, func(t *testing.T) {
			src, want := marked(c.code)
			name := c.file
			if name == "" {
				name = "a.ts"
			}
			f := Parse(name, []byte(src))
			if err := f.Err(); err != nil {
				t.Fatal(err)
			}
			s := Resolve(f)
			for _, r := range want {
				sym := s.AtOffset(r.Pos)
				if sym == nil {
					t.Fatalf("nothing at %d, %q", r.Pos, src[r.Pos:])
				}
				if got := s.References(sym); !slices.Equal(got, want) {
					t.Fatalf("from %d: got %v, want %v", r.Pos, show(src, got), c.code)
				}
			}
		})
	}
}

// show puts the marks back.
func show(src string, list []Range) string {
	for i := len(list) - 1; i >= 0; i-- {
		r := list[i]
		src = src[:r.Pos] + "«" + src[r.Pos:r.End] + "»" + src[r.End:]
	}
	return src
}

func TestLookup(t *testing.T) {
	f := Parse("a.ts", []byte("import type { T } from 'm';\nimport d, * as ns from 'n';\nfunction f(p: T) { const v = 1; }\ninterface I {}\n"))
	s := Resolve(f)
	body := f.Stmts[2].(*FuncDecl).Body
	for name, want := range map[string]string{
		"T": "value type only", "d": "value type", "ns": "value type", "f": "value", "p": "value", "v": "value", "I": "type", "x": "none",
	} {
		if got := describe(s.Lookup(body, name)); got != want {
			t.Errorf("%s in the body: got %s, want %s", name, got, want)
		}
	}
	if s.Lookup(f, "v") != nil || s.Lookup(f, "p") != nil {
		t.Error("names of the function are seen outside")
	}
	var names []string
	for _, sym := range s.Top().Symbols {
		names = append(names, sym.Name)
	}
	if got := strings.Join(names, " "); got != "T d ns f I" {
		t.Errorf("top level: %s", got)
	}
}

func describe(sym *Symbol) string {
	if sym == nil {
		return "none"
	}
	text := ""
	for _, mark := range []struct {
		on   bool
		word string
	}{{sym.Value, "value"}, {sym.Type, "type"}, {sym.TypeOnly, "only"}} {
		if mark.on {
			text += " " + mark.word
		}
	}
	return strings.TrimSpace(text)
}

// TestScopesOnNastyFiles checks laws: a declaration refers to itself, and is
// among its references; nothing panics, whatever the file.
func TestScopesOnNastyFiles(t *testing.T) {
	for _, file := range nastyFiles(t) {
		f := Parse(file.name, file.text)
		s := Resolve(f)
		for id := range Every[*Ident](f) {
			sym := s.Of(id)
			if sym == nil {
				continue
			}
			if sym.Name != id.Name {
				t.Fatalf("%s: %q refers to %q", file.name, id.Name, sym.Name)
			}
			if f.Err() == nil && !slices.Contains(s.References(sym), Range{id.Pos(), id.End()}) {
				t.Fatalf("%s: %q at %d is not among the references", file.name, id.Name, id.Pos())
			}
		}
	}
}
