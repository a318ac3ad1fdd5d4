type A = `${b`;
