/unclosed
