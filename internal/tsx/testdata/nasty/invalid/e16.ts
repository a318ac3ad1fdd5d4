const u = "\u{110000}";
