class A { foo bar }
