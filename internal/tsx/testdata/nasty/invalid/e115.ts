type A = typeof ;
