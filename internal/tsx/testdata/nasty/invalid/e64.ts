class A { static }; class B { public };class C { a @dec }
