let a: b<c;
