import xx from "y" with { type: "json" };
const a = await b, c = await (d), e = await [f], g = await `h`, i = await /j/, k = await -l, m = await { n };
for await (const o of p) q;
await r; await (s); (await t).u;
export default await v;
const w = { await: 1 }, y = { x: await z };
class A { static { } x = 1; [await aa]() { } }
if (await bb) ; while (await (cc)) ;
export const dd = () => 1, ee = async () => await (ff);
function gg() { hh }
