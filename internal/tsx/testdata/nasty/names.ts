// Words that are keywords elsewhere.
let type = 1, of = 2, get = 3, set = 4, async = 5, declare = 6, module = 7, namespace = 8, abstract = 9;
let as = 1, from = 2, global = 3, is = 4, keyof = 5, readonly = 6, unique = 7, infer = 8, satisfies = 9, using = 10;
let asserts = 1, assert = 2, accessor = 3, override = 4, out = 5, require = 6, constructor = 7, defer = 8, any = 9;
type = of;
type
type2 = 3;
declare
const x1 = 1;
namespace
foo;
module
foo;
abstract
class Q {}
async
function q() {}
using
z;
declare.foo; type.foo; module.exports = 1; namespace.x; abstract(); global.x = 1; async(); readonly[0];
type T = type; type type = T; type of = type;
interface interface_ { interface: interface_; type: type; get; set; get(): void; set(): void; get x(): 1; set x(v); readonly; readonly readonly: 1; static: 2; new: 3; new(): T; get<T>(): 1; async: 1; declare: 1; }
const o = { get, set, async, static: 1, type, of, get x() { return 1 }, set x(v) {}, async y() {}, *z() {}, async *w() {}, get: 1, set: 2, async: 3, get() {}, set() {}, async() {}, await: 1, yield: 2, new: 3, get [a]() { return 1 }, "get": 1, 'set'() {}, 1() {}, 1n: 2, get 1() { return 1 }, async "b"() {}, async get() {}, async *set() {} };
for (const of of of) {}
for (of of of) {}
for (let of = 1; ;) break;
for (async of => {}; ;) break;
let let_;
var let2 = let_;
function of2(this: T, type: type, of?: of) { return as as as as as }
const y = x satisfies satisfies as as;
const asyncFn = async of => of;
label: for (;;) { continue label }
yield: for (;;) { break yield }
let await_ = await;
declare function declare2(): void;
declare type A = 1;
declare module "m";
declare module m2 {}
declare global {}
declare namespace n.m.o { const x: 1; export import a = b.c; }
