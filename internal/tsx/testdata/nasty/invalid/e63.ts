class A { @dec }
