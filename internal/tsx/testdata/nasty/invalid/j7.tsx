const a = <T>(x) => x;
