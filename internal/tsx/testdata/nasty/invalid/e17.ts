const t = "\x4";
