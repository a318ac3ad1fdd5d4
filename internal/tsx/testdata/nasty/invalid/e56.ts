const [a = ] = b;
