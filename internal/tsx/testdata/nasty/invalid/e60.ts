class A { get a }
