const c = `unterminated ${x
