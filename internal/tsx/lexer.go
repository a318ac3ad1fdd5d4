package tsx

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lexer cuts the source into tokens, one at a time. What a slash, a brace or a
// less-than sign begins depends on the grammar, so the parser asks for those
// tokens to be read again where it knows better.
type lexer struct {
	src  string
	full int  // where the trivia in front of the token begins
	pos  int  // first byte of the token
	end  int  // after its last byte
	tok  Kind // kind of the token
	nl   bool // there is a line break in its trivia

	escaped   bool // an identifier or keyword written with Unicode escapes
	badEscape bool // a template part with an escape that only a tag may have
	jsx       bool // the file may hold elements
	halted    bool // a limit was passed: all the rest counts as end of file
	work      int  // tokens that may still be read before the parser gives up

	errors []rawError
	fatal  rawError // why the lexer halted
}

// rawError is a syntax error before its line is known.
type rawError struct {
	pos int
	msg string
}

// errorAt notes an error, unless one is known at the same place: what follows
// from the first is of no use to the reader.
func (l *lexer) errorAt(pos int, msg string) {
	if n := len(l.errors); n > 0 && l.errors[n-1].pos == pos {
		return
	}
	l.errors = append(l.errors, rawError{pos, msg})
}

// byteAt is the byte at i, or 0 behind the end.
func (l *lexer) byteAt(i int) byte {
	if i < len(l.src) {
		return l.src[i]
	}
	return 0
}

// Classes of bytes.
const (
	byteOther    uint8 = iota
	byteSpace          // white space within a line
	byteBreak          // \n and \r
	byteWord           // may begin an identifier
	byteDigit          // 0 to 9
	bytePunct          // always a token of its own
	byteOperator       // may be longer than one byte
	byteWide           // part of a rune of several bytes
)

var byteClass = func() (class [256]uint8) {
	for c := range class {
		switch {
		case c >= utf8.RuneSelf:
			class[c] = byteWide
		case c >= '0' && c <= '9':
			class[c] = byteDigit
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == '$':
			class[c] = byteWord
		case strings.IndexByte(" \t\v\f", byte(c)) >= 0:
			class[c] = byteSpace
		case c == '\n', c == '\r':
			class[c] = byteBreak
		case strings.IndexByte("{}()[];,:~@", byte(c)) >= 0:
			class[c] = bytePunct
		case strings.IndexByte("!%&*+-./<=>?^|", byte(c)) >= 0:
			class[c] = byteOperator
		}
	}
	return class
}()

var punctuator = [128]Kind{
	'{': TokLbrace, '}': TokRbrace, '(': TokLparen, ')': TokRparen, '[': TokLbrack, ']': TokRbrack,
	';': TokSemicolon, ',': TokComma, ':': TokColon, '~': TokTilde, '@': TokAt,
}

// scan reads the next token.
func (l *lexer) scan() {
	l.full = l.end
	l.nl, l.escaped, l.badEscape = false, false, false
	if l.work--; l.halted || l.work < 0 {
		l.giveUp("this file is too ambiguous to be read in reasonable time")
		return
	}
	i := l.skipTrivia(l.end)
	l.pos = i
	if i >= len(l.src) {
		l.tok, l.end = TokEOF, i
		return
	}
	c := l.src[i]
	switch byteClass[c] {
	case byteWord:
		l.scanWord(i)
	case byteDigit:
		l.scanNumber(i)
	case bytePunct:
		l.tok, l.end = punctuator[c], i+1
	case byteOperator:
		l.scanOperator(i, c)
	case byteWide:
		l.scanWide(i)
	default:
		l.scanOther(i, c)
	}
}

// giveUp ends the reading of the file at the current token.
func (l *lexer) giveUp(msg string) {
	if !l.halted {
		l.halted = true
		l.fatal = rawError{l.full, msg}
	}
	l.tok, l.pos, l.end = TokEOF, len(l.src), len(l.src)
}

// skipTrivia returns where the white space and the comments from i on end.
func (l *lexer) skipTrivia(i int) int {
	src := l.src
	for i < len(src) {
		c := src[i]
		switch byteClass[c] {
		case byteSpace:
			i++
		case byteBreak:
			l.nl = true
			i++
		case byteWide:
			size, isBreak := wideSpace(src[i:])
			if size == 0 {
				return i
			}
			l.nl = l.nl || isBreak
			i += size
		default:
			if c != '/' && c != '#' {
				return i
			}
			size, block := commentSize(src[i:], i == 0)
			if size == 0 {
				return i
			}
			if block {
				l.checkBlock(i, size)
			}
			i += size
		}
	}
	return i
}

// checkBlock looks into a block comment for line breaks and for its end.
func (l *lexer) checkBlock(i, size int) {
	text := l.src[i : i+size]
	l.nl = l.nl || strings.ContainsAny(text, "\n\r") || strings.Contains(text, "\u2028") || strings.Contains(text, "\u2029")
	if size < 4 || !strings.HasSuffix(text, "*/") {
		l.errorAt(i+size, "this comment is not closed; */ expected")
	}
}

// commentSize is the length of the comment that s begins with, without the
// line break after it; 0 where there is none. Only the first line of a file
// may be #!.
func commentSize(s string, first bool) (size int, block bool) {
	if len(s) < 2 {
		return 0, false
	}
	switch {
	case s[0] == '/' && s[1] == '*':
		if i := strings.Index(s[2:], "*/"); i >= 0 {
			return i + 4, true
		}
		return len(s), true
	case s[0] == '/' && s[1] == '/', first && s[0] == '#' && s[1] == '!':
		return lineSize(s), false
	}
	return 0, false
}

// lineSize is the number of bytes in front of the first line break of s.
func lineSize(s string) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\n' || c == '\r' || c == 0xE2 && isLineSeparator(s[i:]) {
			return i
		}
	}
	return len(s)
}

// spaceSize is the length of the single white space that s begins with, or 0.
func spaceSize(s string) int {
	switch byteClass[s[0]] {
	case byteSpace, byteBreak:
		return 1
	case byteWide:
		size, _ := wideSpace(s)
		return size
	}
	return 0
}

// wideSpace is spaceSize for a space of several bytes. It also tells whether
// it ends a line.
func wideSpace(s string) (size int, isBreak bool) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == '\u2028', r == '\u2029':
		return size, true
	case r == '\u0085', r == '\u00A0', r == '\u1680', r >= '\u2000' && r <= '\u200B',
		r == '\u202F', r == '\u205F', r == '\u3000', r == '\uFEFF':
		return size, false
	}
	return 0, false
}

// scanWord reads an identifier or keyword that begins with an ASCII letter.
func (l *lexer) scanWord(i int) {
	src := l.src
	j := i + 1
	for j < len(src) && (byteClass[src[j]] == byteWord || byteClass[src[j]] == byteDigit) {
		j++
	}
	if j < len(src) && (src[j] == '\\' || src[j] >= utf8.RuneSelf) {
		j = l.identEnd(j)
	}
	l.end = j
	switch {
	case l.escaped:
		l.tok = keyword(unescapeIdent(src[i:j]))
	default:
		l.tok = keyword(src[i:j])
	}
}

// identEnd returns where the identifier that reaches up to i ends.
func (l *lexer) identEnd(i int) int {
	for i < len(l.src) {
		c := l.src[i]
		switch {
		case byteClass[c] == byteWord, byteClass[c] == byteDigit:
			i++
		case c == '\\':
			r, size := unicodeEscape(l.src[i:])
			if size == 0 || !isIdentPart(r) {
				return i
			}
			l.escaped = true
			i += size
		default:
			r, size := utf8.DecodeRuneInString(l.src[i:])
			if c < utf8.RuneSelf || !isIdentPart(r) {
				return i
			}
			i += size
		}
	}
	return i
}

func isIdentStart(r rune) bool {
	return r == '$' || r == '_' || unicode.IsLetter(r) || unicode.In(r, unicode.Nl, unicode.Other_ID_Start)
}

func isIdentPart(r rune) bool {
	return r == '$' || r == '_' || r == '\u200C' || r == '\u200D' || unicode.IsLetter(r) ||
		unicode.In(r, unicode.Nl, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Start, unicode.Other_ID_Continue)
}

// scanWide reads a token that begins with a rune of several bytes.
func (l *lexer) scanWide(i int) {
	r, size := utf8.DecodeRuneInString(l.src[i:])
	l.end = i + size
	if r != utf8.RuneError && isIdentStart(r) {
		l.end = l.identEnd(l.end)
		l.tok = TokIdent
		return
	}
	l.tok = TokInvalid
	l.errorAt(i, "this character cannot be used here")
}

// scanOther reads strings, templates, private names, identifiers that begin
// with an escape, and what is no token at all.
func (l *lexer) scanOther(i int, c byte) {
	switch c {
	case '"', '\'':
		l.scanString(i, c)
		return
	case '`':
		l.scanTemplate(i)
		return
	case '#':
		if l.scanPrivateName(i) {
			return
		}
	case '\\':
		if r, size := unicodeEscape(l.src[i:]); size > 0 && isIdentStart(r) {
			l.escaped = true
			l.end = l.identEnd(i + size)
			l.tok = keyword(unescapeIdent(l.src[i:l.end]))
			return
		}
	}
	l.tok, l.end = TokInvalid, i+1
	l.errorAt(i, "this character cannot be used here")
}

func (l *lexer) scanPrivateName(i int) bool {
	r, size := utf8.DecodeRuneInString(l.src[i+1:])
	if r == '\\' {
		r, size = unicodeEscape(l.src[i+1:])
		l.escaped = size > 0
	}
	if size == 0 || !isIdentStart(r) {
		l.escaped = false
		return false
	}
	l.end = l.identEnd(i + 1 + size)
	l.tok = TokPrivateName
	return true
}
