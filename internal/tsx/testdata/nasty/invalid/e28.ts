interface I { a: }
