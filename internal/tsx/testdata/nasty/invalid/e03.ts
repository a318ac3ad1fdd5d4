const b = "unterminated
