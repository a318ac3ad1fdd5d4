class A { a( { } b() {} }
