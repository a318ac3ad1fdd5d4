declare const a: unique symbol
declare let b: { readonly c: 1; d?(): void }
export declare function f(a: number): void
export declare function f<T>(a: T, b?: string): asserts a is T & string
declare namespace N { function g(): void; let h: i; class J { } interface K { } }
export default class A { private constructor(); protected b; static readonly c = 1; get d(): e; set d(v: e); #private; private f?; }
export = N;
export as namespace M;
declare module "x" { import y = require("z"); export * from "w"; }
/// <reference types="node" />
