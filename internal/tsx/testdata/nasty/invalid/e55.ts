const { a: } = b;
