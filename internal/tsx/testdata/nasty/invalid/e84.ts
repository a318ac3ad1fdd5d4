a<b>.c;
