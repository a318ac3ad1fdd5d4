class A { constructor( { } }
