abstract abstract class A {}
