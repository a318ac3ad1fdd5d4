type A = | a | b; type B = & a & b; type C = a extends b ? c : d extends e ? f : g;
type D = { [K in keyof T]: T[K] }; type E = { readonly [K in T as `x${K}`]?: U }; type F = { -readonly [K in T]-?: U; }; type G = { +readonly [K in T]+?: U };
type H = { [key: string]: T; (x: T): U; new (x: T): U; a: T, b?(): U; readonly c; get d(): T; set d(v: T); [e]: T; "f": U; 1: V; <T>(x: T): T; new: T; };
type I = [a, b?, ...c[]]; type J = [a: T, b?: U, ...c: V[]]; type K = readonly T[]; type L = unique symbol; type M = T["a"]["b"][]; type N = typeof a.b<T>; type O = import("x").Y<Z>[]; type P = typeof import("x", { with: { "resolution-mode": "import" } }).y;
type Q = (a: T, b?: U, ...c: V[]) => W; type R = new (a: T) => U; type S = abstract new () => T; type U = <T>(x: T) => x is T; type V = (this: T) => asserts this is U; type W = ({ a, b }: T, [c]: U) => void;
type X = infer_ extends (infer U extends string) ? U : never; type Y = T extends infer U extends string ? U : never; type Z = T extends (infer U extends string ? 1 : 2) ? U : never;
type AA = -1 | 1n | "a" | 'b' | true | null | undefined | void | never | this | `a${b}`;
type AB = (a | b)[]; type AC = ((a) => b) | c; type AD = keyof typeof x; type AE = A.B.C<D> extends F ? 1 : 2;
let a: T[][] = [], b: T | undefined = c, d: () => T, e: typeof f, g: (h), i: { j: k }, l: [m, n], o: A<B<C>>, p: asserts, q: readonly string[];
let r = <T>(s), t = u as v as w, x = y as const, z = a satisfies B as C;
let aa = b as any as { c: d }[], ab = c as (d) => e, ac = d! as e, ad = (e as f).g, ae = f as typeof g[number];
let af = a as b | c, ag = a as b & c, ah = a as b ? c : d, aj = a as b || c, ak = a as b && c;
function f<const T, in out U, in V extends W, out X = Y>(x: T): x is U;
function f<T>(this: Window, ...args: T[]): asserts args is T { }
function g(x): this is T { return true }
declare function h(a: string, b: { c: d }): void
declare function i(): unique symbol;
interface I1<T> extends A<T>, B.C<D> { }
interface I2 { a: string, b: number; c(): void
	d
	e?: () => void
	[f: string]: any
	readonly g: T
	(x): y
	new <T>(x): y
	get h(): T
	set h(v)
	readonly [i]: T
	method?<T>(x: T): void
	"quoted": 1
	async
	get;
	set;
}
type AF = { a: 1
	b: 2
	c }
type AG = A
type AH = { }["x"]
let am: A
[0].x;
let an: string | (() => void) | (new () => T), ao: (string)[], ap: (() => void)[], aq: ((a: T) => U)["x"];
type AI<T> = T extends (...args: infer A) => infer R ? [A, R] : never;
type AJ = { [x in `${A}`]: B } & { [Symbol.iterator](): C };
type AK = abstract | new_ | asserts | infer_ | is;
type AL = (string | number) extends infer T ? T extends A ? B : C : D;
type AM = ?string; let ar: string?; let as1: !T; let at: *; let au: T!;
type AN = asserts.x; type AO = typeof this.x; type AP = typeof x; type AQ = (new () => A) & (() => B);
type AR = [...A, ...B]; type AS = [first: string, second?: number]; type AT = [a?: 1]; type AU = [(a)?];
enum E1 { A, B = 1, "C" = 2, D = A | B, 'e-f', }
const enum E2 { A }
declare const enum E3 { A = "x".length }
export type { A1 } from "b"; import type { B1 } from "c";
