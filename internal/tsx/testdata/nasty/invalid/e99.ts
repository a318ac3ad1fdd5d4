for (a) {}
