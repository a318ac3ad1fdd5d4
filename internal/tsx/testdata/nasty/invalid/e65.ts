if (a) function
