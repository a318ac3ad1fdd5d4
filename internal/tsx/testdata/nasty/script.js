#!/usr/bin/env node
// JavaScript reads type arguments as comparisons, and elements everywhere.
f(a < b, c > (d));
const x = a < b > (c), y = <div>{z}</div>;
with (a) { b }
var await_ = 1, yield_ = 2, let_ = 3;
var yield = 1, static = 2, implements = 3, interface = 4, package = 5;
yield
* 2;
function* g() { yield /re/; yield
/re/ }
const t = tag`\unicode`;
async () => { for await (const x of y) ; }
label: { break label }
var async; async
0 < 1;
class A { static async = 1; 'use strict'; #x; get [y]() { } }
export { };
