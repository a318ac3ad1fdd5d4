declare foo;
