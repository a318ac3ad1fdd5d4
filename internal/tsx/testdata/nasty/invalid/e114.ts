type A = { a: b
