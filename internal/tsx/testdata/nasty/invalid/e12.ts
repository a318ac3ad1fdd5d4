const y = 1__0;
