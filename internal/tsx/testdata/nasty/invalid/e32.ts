let v: a | () => b;
