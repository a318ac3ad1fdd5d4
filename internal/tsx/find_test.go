package tsx

import (
	"fmt"
	"strings"
	"testing"
)

func TestImports(t *testing.T) {
	f := Parse("a.ts", []byte(`import "effects";
import d from "d";
import type T from "t";
import e, * as ns from 'n' with { a: "b" };
import { a, type B, c as C, "x-y" as xy, default as F } from "m";
import type { G as H } from "m";
import r = require("r");
import type R = require("r");
import local = ns.x;
`))
	want := []string{
		"default of d as d", "default of t as T type", "default of n as e", "* of n as ns",
		"a of m as a", "B of m as B type", "c of m as C", "x-y of m as xy", "default of m as F", "G of m as H type",
		"* of r as r", "* of r as R type",
	}
	var got []string
	for _, imp := range f.Imports() {
		text := fmt.Sprintf("%s of %s as %s", imp.Imported, imp.Module, imp.Name)
		if imp.TypeOnly {
			text += " type"
		}
		got = append(got, text)
	}
	compareLines(t, got, want)
}

func TestExports(t *testing.T) {
	tests := []struct{ src, want string }{
		{"export const a = 1, { b, c: [d] } = e;", "a=a b=b d=d"},
		{"export function f(): void; export async function* g() {}", "f=f g=g"},
		{"export class A {} export abstract class B {} export interface I {} export type T = 1; export enum E {}", "A=A B=B I=I T=T E=E"},
		{"export declare const x: 1; export namespace n.m {} export declare module o {}", "x=x n=n o=o"},
		{"export default class {}", "default="},
		{"export default class A {}", "default=A"},
		{"export default function f() {}", "default=f"},
		{"export default function () {}", "default="},
		{"export default interface I {}", "default=I"},
		{"const a = 1; export default a;", "default=a"},
		{"export default { fetch() {} };", "default="},
		{"export = a;", "==a"},
		{"export { a, b as c, d as default, type E, 'x' as y };", "a=a c=b default=d E=E! y=x"},
		{"export type { A, B as C };", "A=A! C=B!"},
		{"export { a, b as c, default } from 'm';", "a<m:a c<m:b default<m:default"},
		{"export type { A } from 'm'; export { type B } from 'm';", "A<m:A! B<m:B!"},
		{"export * from 'm'; export * as ns from 'n'; export type * from 'o';", "*<m:* ns<n:* *<o:*!"},
		{"import { A as B } from 'm'; export { B as C };", "C=B<m:A"},
		{"import type { A } from 'm'; export { A };", "A=A<m:A!"},
		{"import d, * as ns from 'm'; export { d, ns }; export default d;", "d=d<m:default ns=ns<m:* default=d<m:default"},
		{"export import a = b.c; export as namespace lib; export {};", "a=a"},
		{"namespace n { export const a = 1; } const b = 1;", ""},
	}
	for _, test := range tests {
		f := Parse("a.ts", []byte(test.src))
		if err := f.Err(); err != nil {
			t.Errorf("%v: %s", err, test.src)
		}
		var got []string
		for _, e := range f.Exports() {
			got = append(got, exportText(e))
			if e.Node == nil {
				t.Errorf("%s: no node for %q", test.src, e.Name)
			}
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.src, got, test.want)
		}
	}
}

func exportText(e Export) string {
	text := e.Name
	if e.Local != "" || e.Module == "" {
		text += "=" + e.Local
	}
	if e.Module != "" {
		text += "<" + e.Module + ":" + e.Imported
	}
	if e.TypeOnly {
		text += "!"
	}
	return text
}

const objects = "import { DurableObject, DurableObject as DO } from 'cloudflare:workers';\nimport * as cf from 'cloudflare:workers';\nimport Base from './base';\nconst cf2 = cf;\nconst Alias = cf2.DurableObject;\n"

func TestInherits(t *testing.T) {
	tests := map[string]bool{
		"class X extends DurableObject<Env> {}":                           true,
		"class X extends DO {}":                                           true,
		"class X extends cf.DurableObject {}":                             true,
		"class X extends Alias {}":                                        true,
		"class X extends (DurableObject as any) {}":                       true,
		"class Y extends DO {} class Z extends Y {} class X extends Z {}": true,
		"const Y = class extends DO {}; const X = class extends Y {};":    true,
		"export const X = class extends DO {};":                           true,
		"class X extends Base {}":                                         false,
		"class X {}":                                                      false,
		"class X extends mixin(DurableObject) {}":                         false,
		"class X extends cf.WorkerEntrypoint {}":                          false,
		"class Y extends X {} class X extends Y {}":                       false,
		"class X implements DurableObject {}":                             false,
		"const A = B, B = A; class X extends A {}":                        false,
		"let L = DurableObject; class X extends L {}":                     false,
		"class X extends Other.DurableObject {}":                          false,
		"class X extends cf[`DurableObject`] {}":                          false,
		"function f(DurableObject) { return class extends DurableObject {}; } class X extends HTMLElement {}": false,
	}
	for src, want := range tests {
		f := Parse("a.ts", []byte(objects+src))
		if err := f.Err(); err != nil {
			t.Errorf("%s: %v", src, err)
		}
		class := f.Class("X")
		if class == nil {
			t.Errorf("%s: no class X", src)
			continue
		}
		if got := Resolve(f).Inherits(class, "cloudflare:workers", "DurableObject"); got != want {
			t.Errorf("%s: got %v", src, got)
		}
	}
}

func TestBase(t *testing.T) {
	tests := map[string]string{
		"class X extends Base {}":             "./base default",
		"class X extends cf.DurableObject {}": "cloudflare:workers DurableObject",
		"class Y {} class X extends Y {}":     " Y local",
		"class X extends HTMLElement {}":      " HTMLElement",
		"class X extends f() {}":              "none",
		"class X {}":                          "none",
	}
	for src, want := range tests {
		f := Parse("a.ts", []byte(objects+src))
		base, ok := Resolve(f).Base(f.Class("X"))
		got := base.Module + " " + base.Name
		if base.Module == "" && base.Symbol != nil {
			got += " local"
		}
		if !ok {
			got = "none"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", src, got, want)
		}
	}
}

func TestClassAndMembers(t *testing.T) {
	f := Parse("a.ts", []byte(`export default class Room {
	#a = 1; "b c"() {} get d() { return 1 } set d(x) {}
	constructor(); constructor(x?: 1) {}
	e(): void; e(x?: 1) {}
	static e() {} [f]() {} 1 = 2; static {} [k: string]: any; ;
}
const Anonymous = (class { x() {} }), Other = 1;
`))
	if err := f.Err(); err != nil {
		t.Fatal(err)
	}
	room := f.Class("Room")
	if room == nil || f.Class("default") != room || f.Class("Anonymous") == nil || f.Class("Other") != nil || f.Class("None") != nil {
		t.Fatal("classes are not found by name")
	}
	for name, want := range map[string]int{"#a": 1, "b c": 1, "d": 2, "e": 3, "constructor": 2, "1": 1, "f": 0, "k": 0} {
		if got := len(room.Body().Named(name)); got != want {
			t.Errorf("%d members named %q, want %d", got, name, want)
		}
	}
	if m := room.Body().Method("e"); m == nil || m.Body == nil {
		t.Error("the method e is not the one with a body")
	}
	if c := room.Body().Constructor(); c == nil || c.Body == nil {
		t.Error("the constructor is not the one with a body")
	}
	if f := Parse("a.ts", []byte("class A {}\nexport default A;")); f.Class("default") != f.Class("A") || f.Class("A") == nil {
		t.Error("the default class is not found by export default A")
	}
	if f := Parse("a.ts", []byte("export default (class {});")); f.Class("default") == nil {
		t.Error("the default class is not found in an expression")
	}
}

func compareLines(t *testing.T, got, want []string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got:\n%s\nwant:\n%s", g, w)
	}
}
