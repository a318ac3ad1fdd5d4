package tsx

import (
	"fmt"
	"strings"
	"testing"
)

// stepText names a step by what it is.
func stepText(f *File, n Node) string {
	switch n := n.(type) {
	case *CallExpr:
		return f.Text(n.Fun)
	case *NewExpr:
		return "new " + f.Text(n.Class)
	case *TaggedTemplate:
		return f.Text(n.Tag) + "`"
	case *AwaitExpr:
		return "await"
	case *YieldExpr:
		return "yield"
	case *ForOfStmt:
		return "for await"
	case *VarList:
		return "await using"
	case *MethodDecl:
		return "(" + n.Name.NameText() + ")"
	case *PropertyDecl:
		return "(field " + n.Name.NameText() + ")"
	case *FuncDecl:
		return "(" + n.Name.Name + ")"
	case *ArrowFunc, *FuncExpr, *ConstructorDecl, *AccessorDecl:
		return "()"
	}
	return fmt.Sprintf("%T", n)
}

func TestSteps(t *testing.T) {
	tests := []struct{ body, want string }{
		{"a(b(), await c(d()));", "b d c await a"},
		{"await this.x.y(1).z();", "this.x.y this.x.y(1).z await"},
		{"const r = new A(b`x${c()}`);", "c b` new A"},
		{"if (a()) b(); else await c();", "a b c await"},
		{"for (a(); b(); c()) d();", "a b d c"},
		{"for (const x of a()) b();", "a b"},
		{"for await (const x of a()) { b(); }", "a for await b"},
		{"for (a().b in c()) d();", "c a d"},
		{"do a(); while (b());", "a b"},
		{"list.forEach(async (x) => { await a(x); }); b();", "() list.forEach b"},
		{"function g() { a(); } g();", "(g) g"},
		{"const { x = a(), [b()]: c = d() } = e();", "e a b d"},
		{"[x = a()] = b();", "b a"},
		{"x[a()] = b(); x[c()] += d();", "a b c d"},
		{"try { a(); } catch { b(); } finally { c(); }", "a b c"},
		{"class X extends a() { [b()] = c(); static d = e(); f() { g(); } static { h(); } }", "a b (field ) e (f) h"},
		{"const o = { a: b(), c() { d(); }, get e() { return f(); }, [g()]: 1 };", "b (c) () g"},
		{"await using x = a(); yield* b();", "a await using b yield"},
		{"return a() ? b() : c() ?? d();", "a b c d"},
		{"a?.b(c())?.[d()]; `${e()}`;", "c a?.b d e"},
		{"x = (a(), b()) as T; import('m');", "a b import"},
		{"switch (a()) { case b(): c(); default: d(); }", "a b c d"},
		{"@a() class X { @b() m(@c() p) {} }", "a b (m)"},
	}
	for _, test := range tests {
		f := Parse("a.ts", []byte("export class C { async *m(p = q()) { "+test.body+" } }"))
		if err := f.Err(); err != nil {
			t.Errorf("%v: %s", err, test.body)
			continue
		}
		var got []string
		for step := range Steps(f.Class("C").Body().Method("m")) {
			got = append(got, stepText(f, step))
		}
		if got, want := strings.Join(got, " "), "q "+test.want; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", test.body, got, want)
		}
	}
}

func TestStepsStop(t *testing.T) {
	f := Parse("a.ts", []byte("a(b(), c()); function g(x = y()) { for await (const z of d()) e(); }"))
	for limit := range 5 {
		seen := 0
		for range Steps(f) {
			if seen++; seen == limit {
				break
			}
		}
		if limit > 0 && seen != min(limit, 4) {
			t.Errorf("%d steps after a stop at %d", seen, limit)
		}
	}
}

func TestTextOf(t *testing.T) {
	tests := map[string]string{
		`"a\nb"`:                    "a\nb",
		"`a${x}b${y.z()}`":          "a{x}b{y.z()}",
		"`a\\`b`":                   "a`b",
		"sql<Row>`SELECT ${a}`":     "SELECT {a}",
		`"a" + "b"`:                 "ab",
		`("a" + x + "b" as string)`: "a{x}b",
		`x + y + "a" + z`:           "{x + y}a{z}",
		`"a" + ("b" + c) + 1`:       "ab{c}{1}",
		"'a' + `b${c}d` + 'e'":      "ab{c}de",
		`x + y`:                     "none",
		`x`:                         "none",
		`"a" - "b"`:                 "none",
		`1`:                         "none",
		`("a"!)`:                    "a",
		"`a` satisfies string":      "a",
	}
	for src, want := range tests {
		f := Parse("a.ts", []byte("x = "+src+";"))
		if err := f.Err(); err != nil {
			t.Fatal(err)
		}
		text, ok := TextOf(f.Stmts[0].(*ExprStmt).Expr.(*BinaryExpr).Y)
		got := "none"
		if ok {
			got = text.Parts[0]
			for i, hole := range text.Holes {
				got += "{" + f.Text(hole) + "}" + text.Parts[i+1]
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", src, got, want)
		}
		if ok && len(text.Parts) != len(text.Holes)+1 {
			t.Errorf("%s: %d parts, %d holes", src, len(text.Parts), len(text.Holes))
		}
	}
	if s := (Text{Parts: []string{"a = ", ""}, Holes: make([]Expr, 1)}).String(); s != "a = ?" {
		t.Errorf("got %q", s)
	}
}
