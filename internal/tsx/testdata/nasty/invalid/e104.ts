export export a;
