const r = "\01";
