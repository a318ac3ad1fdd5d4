if (a) b; else if (c) d; else { e }
if (a) if (b) c; else d
do a(); while (b) c()
do { } while (a); while (b) { continue; }
for (;;) { break } for (var a = 1, b; a < b; a++, b--) ; for (let x in y, z) ; for (const [a, { b }] of c) d
for (x of y) ; for (x.y in z) ; for (const x = (a in b); ;) ; for (let [a] = b; ;) ;
for (var i = () => { a in b }; ;) ; for (var k = { a: b in c }, l = f(a in b), m = `${a in b}`; ;) ;
async function f() { for await (const x of y) await x; await using a = b, c = d; for (await using e of f) ; for (using g of h) ; await (a); await [b]; await -c }
using a = b; { using c = d }
switch (a) { case b: case c: d; break; default: e }
switch (a) { default: case b: { } }
try { } catch { } try { } catch (e) { } finally { } try { } finally { } try { } catch ({ a, b: [c] }) { } try { } catch (e: unknown) { }
throw a; label: label2: for (;;) { break label; continue label2 } debugger
var a, b = 1, { c, d: e = 1, ...f } = g, [h, , i = 1, ...[j]] = k, l: T = m, n!: U; let { [o]: p, "q": r, 1: s } = t
a = b = c, d += e -= f *= g /= h %= i **= j <<= k >>= l >>>= m &= n ^= o |= p ||= q &&= r ??= s
a ? b : c ? d : e; (a, b); [a, , b, ...c,]; ({ a, b: c, [d]: e, ...f, g() { }, get h() { return 1 }, set h(v) { }, async *i() { }, "j": 1, 2: 3, });
({ a, b: c, d = 1, e: { f }, ...g } = h); [a, b.c, d[e], ...f] = g; ({ a: b = c } = d)
a ** b ** c; (-a) ** b; a + b - c * d / e % f; a || b && c | d ^ e & f == g < h << i + j * k; !a + ~b - -c + +d; typeof a === "b"; void 0; delete a.b; a++ + ++b; a-- - --b; a instanceof b in c; a ?? (b || c); a !== b != c
a?.b?.[c]?.(d)?.e!.f; a.b["c"](d)(e)`f`; new a; new a(); new a.b(c); new (a())(); new new a()(); new a.b().c; new.target_; (function () { new.target })
x
++y
a
(b)
return_
var z
let
q
if (a) { } else { }
;;;
function g(a, { b }, [c], ...d) { "use strict"; return }
function* h() { yield; yield a; yield* b; const c = yield d; yield
e; yield [f]; yield (g); yield /h/ }
(async () => { await a; (await b).c; await c.d(); [await e]; `${await f}`; for await (a of b); })()
with (a) b
async () => { async function* x() { yield await y } }
a = function () { } , b = class { }, c = function* d() { }, e = async function () { }, f = async function* () { }
0; 0.5; .5; 5.; 1e3; 1E-3; 0xFF; 0b11; 0o17; 1_000; 1n; 0xFFn; 0b1n; "a\
b\u0041\x41\u{41}\n\0"; 'it\'s'; a.b; 1..c; 1.0.d; 1 .e
\u0061bc = \u{62}; ünïcödé = 𠮷 = ℵ; var ゼロ, \u0061wait
a /* c */ . /* d */ b // e
/* f */; /** g */ function i() { /* h */ }
a
/b/g
!function () { }(); (() => { })(); +a; -b
if (a) ; else ; while (a) ;
{ { } } { a; b }
yield_: ; await_: ;
a = b ? (c, d) : e; a = (b) ? c : d; a = b ? c => d : e; a = { b: c ? d : e }
enum E { } declare enum F { a = 1 } const enum G { b } namespace H { } namespace I.J { export const a = 1 } module K { } declare module "L" { export default a } declare global { var x } abstract class M { }
interface N { } type O = P; declare let Q; declare const R: S, T; declare var U: V; declare class W { } declare function X(): void; declare async function Y(): Z
