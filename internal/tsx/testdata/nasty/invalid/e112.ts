type A = { [K in T }
