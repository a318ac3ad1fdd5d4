type U = | ;
