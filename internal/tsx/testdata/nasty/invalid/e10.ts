<T>a ** b;
