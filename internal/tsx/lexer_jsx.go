package tsx

// scanJSXText reads a child of an element from i on: text up to the next { or
// <, or one of these.
func (l *lexer) scanJSXText(i int) {
	l.full, l.pos = i, i
	l.nl, l.escaped = false, false
	if l.work--; l.halted || l.work < 0 {
		l.giveUp("this file is too ambiguous to be read in reasonable time")
		return
	}
	if i >= len(l.src) {
		l.tok, l.end = TokEOF, i
		return
	}
	switch {
	case l.src[i] == '{':
		l.tok, l.end = TokLbrace, i+1
		return
	case l.src[i] == '<' && l.byteAt(i+1) == '/':
		l.tok, l.end = TokLessSlash, i+2
		return
	case l.src[i] == '<':
		l.tok, l.end = TokLess, i+1
		return
	}
	for ; i < len(l.src) && l.src[i] != '{' && l.src[i] != '<'; i++ {
		switch l.src[i] {
		case '>':
			l.errorAt(i, "write {'>'} or &gt; for a > between elements")
		case '}':
			l.errorAt(i, "write {'}'} or &rbrace; for a } between elements")
		}
	}
	l.tok, l.end = TokJSXText, i
}

// extendJSXName lets the current word go on over hyphens, as the names of
// elements and attributes may.
func (l *lexer) extendJSXName() {
	if !l.tok.isWord() {
		return
	}
	for l.byteAt(l.end) == '-' {
		for l.byteAt(l.end) == '-' {
			l.end++
		}
		l.end = l.identEnd(l.end)
		l.tok = TokIdent
	}
}

// scanJSXAttrValue reads the token after the = of an attribute: a string
// there has no escapes and may span lines.
func (l *lexer) scanJSXAttrValue() (isString bool) {
	i := l.end
	quote := l.byteAt(i)
	if quote != '"' && quote != '\'' {
		l.scan()
		return false
	}
	l.full, l.pos, l.tok, l.nl, l.escaped = i, i, TokString, false, false
	for i++; i < len(l.src) && l.src[i] != quote; i++ {
	}
	if i == len(l.src) {
		l.errorAt(i, "this string is not closed")
		l.end = i
		return true
	}
	l.end = i + 1
	return true
}
