// Regular expressions against division.
const a = /[/]\/(?<name>x)/giu.test("/");
const b = c / d / e;
const g = (c) / d / e;
const h = x++ / 2 / y--;
if (a) /re/.exec(b);
{ } /re/g.test("x");
function f() { return /=x/ }
const i = typeof /re/, j = !/re/, k = [/a/, /b/], l = { a: /c/ }, m = a ? /d/ : /e/;
const n = `${/}/}` / 2;
const o = this / 2 / 3, p = super_ / 2, q = a[0] / 2 / 3, r = "s" / 2 / 3;
x = /=/;
x /= 2;
const s = () => /x/;
const t = a! / b!;
yield_ / 2;
label: /re/;
while (x) /re/;
const u = function () {} / 2;
const v = class {} / 2;
return_: { /x/g; }
const w = /[\]/]/, y = /\/\//, z = /(?:)/;
const aa = a /* c */ / b // d
/ e;
