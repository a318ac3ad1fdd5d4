const s = `\u12`;
