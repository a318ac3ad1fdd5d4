const v = 1a;
