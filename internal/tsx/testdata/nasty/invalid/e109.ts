class A<T { }
