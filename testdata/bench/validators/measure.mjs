// Imports a bundle and validates with it: prints the milliseconds until the
// first answer, and the microseconds of one validation afterwards.
const input = { resource: "a:b", ttlMs: 5000, kind: "a", msg: { type: "send", text: "x" } };
const start = performance.now();
const { parse } = await import(process.argv[2]);
if (!parse(input) || parse({ ...input, ttlMs: 1 })) throw new Error("the schema is wrong");
const first = performance.now() - start;
for (let i = 0; i < 20_000; i++) parse(input);
const warm = performance.now();
for (let i = 0; i < 200_000; i++) parse(input);
console.log(first.toFixed(2), ((performance.now() - warm) / 200).toFixed(2));
