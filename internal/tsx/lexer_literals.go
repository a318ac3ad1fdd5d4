package tsx

import (
	"strings"
	"unicode/utf8"
)

// scanString reads a string in the given quotes.
func (l *lexer) scanString(i int, quote byte) {
	src := l.src
	l.tok = TokString
	for j := i + 1; j < len(src); j++ {
		switch src[j] {
		case quote:
			l.end = j + 1
			return
		case '\\':
			j += l.escape(j, true) - 1
		case '\n', '\r':
			l.errorAt(j, "this string is not closed before the end of the line")
			l.end = j
			return
		}
	}
	l.errorAt(len(src), "this string is not closed")
	l.end = len(src)
}

// scanTemplate reads the part of a template literal that begins at i with `
// or, after a hole, with }.
func (l *lexer) scanTemplate(i int) {
	src := l.src
	whole, hole := TokTemplate, TokTemplateHead
	if src[i] == '}' {
		whole, hole = TokTemplateTail, TokTemplateMiddle
	}
	l.tok = whole
	for j := i + 1; j < len(src); j++ {
		switch src[j] {
		case '`':
			l.end = j + 1
			return
		case '$':
			if l.byteAt(j+1) == '{' {
				l.tok, l.end = hole, j+2
				return
			}
		case '\\':
			j += l.escape(j, false) - 1
		}
	}
	l.errorAt(len(src), "this template is not closed; ` expected")
	l.end = len(src)
}

// rescanTemplate reads the current } as the next part of a template literal.
func (l *lexer) rescanTemplate() { l.scanTemplate(l.pos) }

// escape returns the length of the escape sequence at i. Where it is not
// valid, that is an error if report is set, and otherwise noted in badEscape.
func (l *lexer) escape(i int, report bool) int {
	size, msg := escapeSize(l.src[i:])
	if msg != "" {
		if report {
			l.errorAt(i, msg)
		} else {
			l.badEscape = true
		}
	}
	return size
}

// escapeSize is the length of the escape sequence that s begins with, and
// what is wrong with it.
func escapeSize(s string) (size int, msg string) {
	if len(s) < 2 {
		return len(s), "an escape sequence is cut off"
	}
	switch c := s[1]; {
	case c == '0' && (len(s) < 3 || byteClass[s[2]] != byteDigit):
		return 2, ""
	case c >= '0' && c <= '7':
		return octalSize(s), "octal escapes are not allowed; write \\x and two hexadecimal digits"
	case c == '8' || c == '9':
		return 2, "the escape \\" + s[1:2] + " is not allowed"
	case c == 'x':
		if n := hexDigits(s[2:], 2); n < 2 {
			return 2 + n, "two hexadecimal digits expected"
		}
		return 4, ""
	case c == 'u':
		r, n := unicodeEscape(s)
		switch {
		case n == 0:
			return 2, "a Unicode escape is four hexadecimal digits, or hexadecimal digits in braces"
		case r > utf8.MaxRune:
			return n, "there is no such Unicode character"
		}
		return n, ""
	case c == '\r' && len(s) > 2 && s[2] == '\n':
		return 3, ""
	case c >= utf8.RuneSelf:
		_, n := utf8.DecodeRuneInString(s[1:])
		return 1 + n, ""
	}
	return 2, ""
}

func octalSize(s string) int {
	limit := 4
	if s[1] > '3' {
		limit = 3
	}
	n := 1
	for n < limit && n < len(s) && s[n] >= '0' && s[n] <= '7' {
		n++
	}
	return n
}

// hexDigits counts the hexadecimal digits that s begins with, up to a limit.
func hexDigits(s string, limit int) int {
	n := 0
	for n < len(s) && n < limit && hexValue(s[n]) >= 0 {
		n++
	}
	return n
}

func hexValue(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return -1
}

// unicodeEscape reads \u0041 or \u{41} at the start of s. The size is 0 where
// there is none. A value beyond Unicode is returned as utf8.MaxRune+1.
func unicodeEscape(s string) (r rune, size int) {
	if len(s) < 3 || s[0] != '\\' || s[1] != 'u' {
		return 0, 0
	}
	digits, size := s[2:], 6
	if s[2] == '{' {
		close := strings.IndexByte(s, '}')
		if close < 4 {
			return 0, 0
		}
		digits, size = s[3:close], close+1
	} else if len(s) < 6 {
		return 0, 0
	} else {
		digits = s[2:6]
	}
	for i := range len(digits) {
		v := hexValue(digits[i])
		if v < 0 {
			return 0, 0
		}
		r = min(r<<4|v, utf8.MaxRune+1)
	}
	return r, size
}

// unescapeIdent resolves the Unicode escapes of an identifier.
func unescapeIdent(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if r, size := unicodeEscape(s[i:]); size > 0 {
			b.WriteRune(r)
			i += size
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// scanNumber reads a number, with or without the n of a bigint.
func (l *lexer) scanNumber(i int) {
	l.tok = TokNumber
	if l.src[i] == '0' {
		switch l.byteAt(i+1) | 0x20 {
		case 'x':
			l.scanRadix(i, 16, "hexadecimal")
			return
		case 'o':
			l.scanRadix(i, 8, "octal")
			return
		case 'b':
			l.scanRadix(i, 2, "binary")
			return
		}
	}
	j := l.digits(i)
	zero := l.src[i] == '0' && j > i+1
	if zero {
		l.leadingZero(i)
		if strings.Trim(l.src[i:j], "01234567") == "" {
			l.end = j
			return
		}
	}
	j, integer := l.fraction(j)
	if !zero && integer && l.byteAt(j) == 'n' {
		l.tok = TokBigInt
		j++
	}
	l.end = j
	l.checkAfterNumber(i)
}

// leadingZero reports what is wrong with digits that begin with a zero.
func (l *lexer) leadingZero(i int) {
	if l.byteAt(i+1) == '_' {
		l.errorAt(i+1, "a numeric separator is not allowed here")
		return
	}
	l.errorAt(i, "a number must not begin with a zero; octal numbers begin with 0o")
}

// fraction reads what may follow the digits before the point. It reports
// whether there was nothing.
func (l *lexer) fraction(j int) (end int, integer bool) {
	integer = true
	if l.byteAt(j) == '.' {
		integer = false
		j = l.digits(j + 1)
	}
	if l.byteAt(j)|0x20 == 'e' {
		integer = false
		j++
		if c := l.byteAt(j); c == '+' || c == '-' {
			j++
		}
		first := j
		if j = l.digits(j); j == first {
			l.errorAt(j, "a digit expected")
		}
	}
	return j, integer
}

// digits returns where the decimal digits and separators from i on end.
func (l *lexer) digits(i int) int {
	first := i
	for ; ; i++ {
		c := l.byteAt(i)
		if c == '_' {
			if i == first || l.src[i-1] == '_' || byteClass[l.byteAt(i+1)] != byteDigit {
				l.errorAt(i, "a numeric separator is not allowed here")
			}
		} else if byteClass[c] != byteDigit {
			return i
		}
	}
}

// scanRadix reads a number such as 0xFF, of base 16, 8 or 2.
func (l *lexer) scanRadix(i int, base rune, name string) {
	j := i + 2
	for ; ; j++ {
		c := l.byteAt(j)
		if c == '_' {
			if j == i+2 || l.src[j-1] == '_' || hexValue(l.byteAt(j+1)) < 0 && l.byteAt(j+1) != '_' {
				l.errorAt(j, "a numeric separator is not allowed here")
			}
		} else if v := hexValue(c); v < 0 || v >= base {
			break
		}
	}
	if j == i+2 {
		l.errorAt(j, "a "+name+" digit expected")
	}
	if l.byteAt(j) == 'n' {
		l.tok = TokBigInt
		j++
	}
	l.end = j
}

// checkAfterNumber reports a name that touches the number in front of it.
func (l *lexer) checkAfterNumber(i int) {
	r, size := utf8.DecodeRuneInString(l.src[l.end:])
	if r == '\\' {
		r, size = unicodeEscape(l.src[l.end:])
	}
	if size == 0 || !isIdentStart(r) {
		return
	}
	if end := l.identEnd(l.end); l.src[l.end:end] == "n" {
		l.errorAt(i, "a bigint must be an integer without exponent")
		l.end = end
		return
	}
	l.errorAt(l.end, "a name must not follow a number directly")
}
