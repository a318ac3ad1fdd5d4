let @ = 1
