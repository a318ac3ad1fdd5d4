\u0063lass A {}
