enum E { a b }
