@dec let x;
