package tsx

// scanOperator reads a punctuator that may have more than one byte. It never
// joins a > with what follows, because of type arguments; see rescanGreater.
func (l *lexer) scanOperator(i int, c byte) {
	next := l.byteAt(i + 1)
	switch c {
	case '.':
		l.scanDot(i, next)
	case '<':
		l.scanLess(i, next)
	case '>':
		l.tok, l.end = TokGreater, i+1
	case '?':
		l.scanQuestion(i, next)
	case '*':
		if next == '*' {
			l.maybeAssign(i+2, TokStarStar, TokStarStarAssign)
		} else {
			l.maybeAssign(i+1, TokStar, TokStarAssign)
		}
	case '=':
		l.scanEqual(i, next)
	case '!':
		switch {
		case next == '=' && l.byteAt(i+2) == '=':
			l.tok, l.end = TokNotEqualEqual, i+3
		default:
			l.maybeAssign(i+1, TokNot, TokNotEqual)
		}
	case '/':
		l.maybeAssign(i+1, TokSlash, TokSlashAssign)
	case '%':
		l.maybeAssign(i+1, TokPercent, TokPercentAssign)
	case '^':
		l.maybeAssign(i+1, TokCaret, TokCaretAssign)
	default:
		l.scanDoubled(i, c, next)
	}
	l.checkConflict(i, c)
}

// maybeAssign ends the token at end, or after an = that follows.
func (l *lexer) maybeAssign(end int, plain, assign Kind) {
	if l.byteAt(end) == '=' {
		l.tok, l.end = assign, end+1
	} else {
		l.tok, l.end = plain, end
	}
}

// scanDoubled reads an operator that may be doubled: + - & |.
func (l *lexer) scanDoubled(i int, c, next byte) {
	doubled := next == c
	switch {
	case c == '+' && doubled:
		l.tok, l.end = TokPlusPlus, i+2
	case c == '-' && doubled:
		l.tok, l.end = TokMinusMinus, i+2
	case c == '+':
		l.maybeAssign(i+1, TokPlus, TokPlusAssign)
	case c == '-':
		l.maybeAssign(i+1, TokMinus, TokMinusAssign)
	case c == '&' && doubled:
		l.maybeAssign(i+2, TokAmpAmp, TokAmpAmpAssign)
	case c == '&':
		l.maybeAssign(i+1, TokAmp, TokAmpAssign)
	case doubled:
		l.maybeAssign(i+2, TokBarBar, TokBarBarAssign)
	default:
		l.maybeAssign(i+1, TokBar, TokBarAssign)
	}
}

func (l *lexer) scanDot(i int, next byte) {
	switch {
	case byteClass[next] == byteDigit:
		l.scanNumber(i)
	case next == '.' && l.byteAt(i+2) == '.':
		l.tok, l.end = TokEllipsis, i+3
	default:
		l.tok, l.end = TokDot, i+1
	}
}

func (l *lexer) scanLess(i int, next byte) {
	switch {
	case next == '<':
		l.maybeAssign(i+2, TokShiftLeft, TokShiftLeftAssign)
	case next == '/' && l.jsx && l.byteAt(i+2) != '*':
		l.tok, l.end = TokLessSlash, i+2
	default:
		l.maybeAssign(i+1, TokLess, TokLessEqual)
	}
}

func (l *lexer) scanQuestion(i int, next byte) {
	switch {
	case next == '.' && byteClass[l.byteAt(i+2)] != byteDigit:
		l.tok, l.end = TokQuestionDot, i+2
	case next == '?':
		l.maybeAssign(i+2, TokQuestionQuestion, TokQuestionQuestionAssign)
	default:
		l.tok, l.end = TokQuestion, i+1
	}
}

func (l *lexer) scanEqual(i int, next byte) {
	switch {
	case next == '=' && l.byteAt(i+2) == '=':
		l.tok, l.end = TokEqualEqualEqual, i+3
	case next == '>':
		l.tok, l.end = TokArrow, i+2
	default:
		l.maybeAssign(i+1, TokAssign, TokEqualEqual)
	}
}

// checkConflict reports the marker that a version control system leaves at
// the start of a line where a merge failed.
func (l *lexer) checkConflict(i int, c byte) {
	const size = 7
	if c != '<' && c != '=' && c != '>' && c != '|' || l.byteAt(i+size-1) != c {
		return
	}
	if i > 0 && byteClass[l.src[i-1]] != byteBreak {
		return
	}
	for k := 1; k < size; k++ {
		if l.src[i+k] != c {
			return
		}
	}
	if c == '=' || l.byteAt(i+size) == ' ' {
		l.errorAt(i, "this is the marker of a merge conflict")
		l.tok, l.end = TokInvalid, i+lineSize(l.src[i:])
	}
}

// rescanGreater joins the current > with the bytes after it, where the
// grammar wants an operator.
func (l *lexer) rescanGreater() Kind {
	if l.tok != TokGreater {
		return l.tok
	}
	switch {
	case l.byteAt(l.end) != '>':
		l.maybeAssign(l.end, TokGreater, TokGreaterEqual)
	case l.byteAt(l.end+1) != '>':
		l.maybeAssign(l.end+1, TokShiftRight, TokShiftRightAssign)
	default:
		l.maybeAssign(l.end+2, TokShiftRightUnsigned, TokShiftRightUnsignedAssign)
	}
	return l.tok
}

// rescanLess splits a << where type arguments may begin.
func (l *lexer) rescanLess() Kind {
	if l.tok == TokShiftLeft {
		l.tok, l.end = TokLess, l.pos+1
	}
	return l.tok
}

// rescanRegexp reads the current / or /= as a regular expression.
func (l *lexer) rescanRegexp() {
	src, i, inClass := l.src, l.pos+1, false
	for ; ; i++ {
		if i >= len(src) || src[i] == '\n' || src[i] == '\r' || src[i] == 0xE2 && isLineSeparator(src[i:]) {
			l.errorAt(l.pos, "this regular expression is not closed; / expected")
			break
		}
		if src[i] == '/' && !inClass {
			i = l.identEnd(i + 1)
			break
		}
		switch src[i] {
		case '[':
			inClass = true
		case ']':
			inClass = false
		case '\\':
			// The byte after a backslash is never a delimiter, but it may end the line.
			if i+1 < len(src) && src[i+1] != '\n' && src[i+1] != '\r' {
				i++
			}
		}
	}
	l.tok, l.end = TokRegexp, i
}
