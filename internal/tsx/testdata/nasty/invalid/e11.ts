const x = 08;
