// Not a module: await is a name unless something follows it on the line.
var await;
await (x);
await [y];
await
z;
function f(await) { return await + 1 }
await: for (;;) break await;
