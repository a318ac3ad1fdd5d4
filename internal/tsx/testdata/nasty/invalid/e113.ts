type A = [a, b
