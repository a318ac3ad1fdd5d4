var a: b c;
