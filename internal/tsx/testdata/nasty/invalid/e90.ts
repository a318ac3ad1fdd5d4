x #y;
