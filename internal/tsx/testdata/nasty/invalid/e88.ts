function f(,) {}
