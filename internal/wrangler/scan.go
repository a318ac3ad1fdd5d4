package wrangler

import "bytes"

// skipToken returns the end of the string, comment or single byte at offset. A
// line comment ends before its line end. What is not closed ends with the text.
func skipToken(src []byte, offset int) int {
	rest := src[offset:]
	switch {
	case rest[0] == '"':
		return offset + stringLength(rest)
	case isLineComment(rest):
		return offset + lineLength(rest)
	case bytes.HasPrefix(rest, []byte("/*")):
		if end := bytes.Index(rest[2:], []byte("*/")); end >= 0 {
			return offset + 2 + end + 2
		}
		return len(src)
	default:
		return offset + 1
	}
}

func stringLength(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

func isLineComment(text []byte) bool { return bytes.HasPrefix(text, []byte("//")) }

// lineLength returns the length of the first line without its line end.
func lineLength(text []byte) int {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		text = text[:end]
	}
	return len(bytes.TrimRight(text, "\r"))
}

// remarks returns the end of the comments that begin on the line of offset and
// so belong to what stands before it, and whether the last is a line comment.
// With none it returns offset.
func remarks(src []byte, offset int) (end int, toLineEnd bool) {
	end = offset
	for i := offset; i < len(src); {
		switch {
		case src[i] == ' ' || src[i] == '\t':
			i++
		case isLineComment(src[i:]):
			return skipToken(src, i), true
		case src[i] == '/':
			i = skipToken(src, i)
			end = i
		default:
			return end, false
		}
	}
	return end, false
}

// lastRemark returns the end of the last comment in src[from:to], which holds
// only comments and space, or from.
func lastRemark(src []byte, from, to int) int {
	end := from
	for i := from; i < to; {
		next := skipToken(src, i)
		if src[i] == '/' {
			end = next
		}
		i = next
	}
	return end
}

// indentAt returns the white space that begins the line of offset.
func indentAt(src []byte, offset int) string {
	line := bytes.TrimPrefix(src[bytes.LastIndexByte(src[:offset], '\n')+1:], []byte(byteOrderMark))
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}
