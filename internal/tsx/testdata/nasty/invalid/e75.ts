var if = 1;
