async function f() { await }
