import "a";
import a from "a";
import * as b from "b";
import { c } from "c";
import { d as e, type f, type g as h, type as i, type as as, type as as as, default as j, "k" as l, type "m" as n, type, } from "o";
import p, { q } from "r";
import s, * as t from "u";
import type v from "w";
import type { x } from "y";
import type * as z from "aa";
import type from "ab";
import type, { ac } from "ad";
import type type from "ae";
import type from from "af";
import from from "ag";
import type ah = require("ai");
import aj = require("ak");
import al = am.an.ao;
import type = require("ap");
import type aq = ar.as;
import at from "au" with { type: "json" };
import av from "aw" assert { "type": "json", };
import "ax" with {};
import defer * as ay from "az";
import defer from "ba";
import { } from "bb";
export * from "bc";
export * as bd from "be";
export * as "bf" from "bg";
export * as default from "bh";
export type * from "bi";
export type * as bj from "bk";
export { bl, bm as bn, type bo, type bp as bq, bs as default, bt as "bu", type as as };
export { bv } from "bw" with { type: "json" };
export { "bx" as by, default, default as bz } from "ca";
export type { cb, cc as cd };
export {};
export const ce = 1, { cf, cg: [ch] } = ci;
export let cj; export var ck;
export function cl() {}
export async function cm() {}
export async function* cn() {}
export class co {}
export abstract class cp {}
export interface cq {}
export type cr = cs;
export enum ct {}
export const enum cu {}
export namespace cv {}
export declare const cw: cx;
export declare function cy(): cz;
export import da = db.dc;
export as namespace dd;
export default function () {}
export = de;
import.meta.url; import("df").then(); import.defer("dg"); await import("dh", { with: { type: "json" } });
type di = import("dj"); const dk = import.meta;
@dl export class dm {}
export default interface dn {}
export default async () => {};
export default { dp: 1 } satisfies dq as dr;
