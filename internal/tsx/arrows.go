package tsx

// verdict is what a look ahead says about an arrow function.
type verdict uint8

const (
	isNot verdict = iota
	isArrow
	maybe // only reading on as if it were one will tell
)

// tryArrow reads an arrow function, or returns nil where none begins.
func (p *parser) tryArrow(arrowType bool) Expr {
	switch p.tok {
	case TokLparen, TokLess, KwAsync:
	case TokArrow:
		return p.arrowOrNil(true, true)
	default:
		return nil
	}
	s := p.mark()
	v := p.lookForArrow()
	p.reset(s)
	switch v {
	case isArrow:
		return p.arrowOrNil(true, true)
	case maybe:
		if f := p.speculateArrow(arrowType); f != nil {
			return f
		}
	}
	if p.tok == KwAsync {
		return p.tryBareAsyncArrow(arrowType)
	}
	return nil
}

// arrowOrNil is parseArrow without a typed nil.
func (p *parser) arrowOrNil(certain, arrowType bool) Expr {
	if n := p.parseArrow(certain, arrowType); n != nil {
		return n
	}
	return nil
}

// speculateArrow reads an arrow function if there is one. Places where there
// is none are remembered: nested ones would take exponential time.
func (p *parser) speculateArrow(arrowType bool) Expr {
	at := p.pos
	if p.notArrow[at] {
		return nil
	}
	s := p.mark()
	if f := p.arrowOrNil(false, arrowType); f != nil {
		return f
	}
	p.reset(s)
	if p.notArrow == nil {
		p.notArrow = map[int]bool{}
	}
	p.notArrow[at] = true
	return nil
}

// lookForArrow judges by the tokens at hand. It does not go back.
func (p *parser) lookForArrow() verdict {
	if p.tok == KwAsync {
		if p.next(); p.nl || p.tok != TokLparen && p.tok != TokLess {
			return isNot
		}
	}
	if p.tok == TokLess {
		p.next()
		return p.lookInTypeParams()
	}
	p.next()
	switch {
	case p.tok == TokRparen:
		p.next()
		if p.tok == TokArrow || p.tok == TokColon || p.tok == TokLbrace {
			return isArrow
		}
		return isNot
	case p.tok == TokLbrack || p.tok == TokLbrace:
		return maybe
	case p.tok == TokEllipsis:
		return isArrow
	case isModifier(p.tok) && p.tok != KwAsync && p.peek((*parser).isIdent):
		if p.next(); p.tok == KwAs {
			return isNot
		}
		return isArrow
	case !p.isIdent() && p.tok != KwThis:
		return isNot
	}
	p.next()
	return p.lookAfterParam()
}

// lookAfterParam judges by what follows the first parameter.
func (p *parser) lookAfterParam() verdict {
	switch p.tok {
	case TokColon:
		return isArrow
	case TokQuestion:
		p.next()
		if p.tok == TokColon || p.tok == TokComma || p.tok == TokAssign || p.tok == TokRparen {
			return isArrow
		}
		return isNot
	case TokComma, TokAssign, TokRparen:
		return maybe
	}
	return isNot
}

// lookInTypeParams judges by what follows <. Where elements are possible,
// <T,>, <T extends U> and <const T> are type parameters, and <T> is none.
func (p *parser) lookInTypeParams() verdict {
	if !p.isIdent() && p.tok != KwConst {
		return isNot
	}
	if !p.jsx {
		return maybe
	}
	p.accept(KwConst)
	p.next()
	switch p.tok {
	case TokComma, TokAssign:
		return isArrow
	case KwExtends:
		p.next()
		if p.tok == TokAssign || p.tok == TokGreater || p.tok == TokSlash {
			return isNot
		}
		return isArrow
	}
	return isNot
}

// tryBareAsyncArrow reads async x => …, or returns nil.
func (p *parser) tryBareAsyncArrow(arrowType bool) Expr {
	m := p.mark()
	s := p.here()
	mods := p.asyncModifier()
	if !p.nl && p.isIdent() {
		name := p.name()
		if p.tok == TokArrow && !p.nl {
			return p.parseBareArrow(s, mods, name, arrowType)
		}
	}
	p.reset(m)
	return nil
}

// asyncModifier reads async, if it is there.
func (p *parser) asyncModifier() Modifiers {
	if p.tok != KwAsync {
		return nil
	}
	mark := p.nodeList.mark()
	s := p.here()
	p.next()
	p.nodeList.push(p.modifier(s, KwAsync))
	return p.nodeList.take(mark)
}

// parseBareArrow reads an arrow function whose parameter has no parentheses,
// from its arrow on.
func (p *parser) parseBareArrow(s start, mods Modifiers, name *Ident, arrowType bool) Expr {
	param := p.params.new()
	param.Name = name
	param.full, param.pos, param.end = name.full, name.pos, name.end
	n := p.arrows.new()
	n.Mods, n.Lparen, n.Rparen = mods, -1, -1
	mark := p.paramList.mark()
	p.paramList.push(param)
	n.Params = p.paramList.take(mark)
	n.Arrow = p.expectAt(TokArrow)
	n.Body = p.parseArrowBody(mods != nil, arrowType)
	p.done(&n.span, s)
	return n
}

// parseArrow reads an arrow function with parentheses. Where it is not certain
// to be one, it returns nil as soon as it cannot be, and does not go back.
func (p *parser) parseArrow(certain, arrowType bool) *ArrowFunc {
	s := p.here()
	mods := p.asyncModifier()
	n := p.arrows.new()
	n.Mods = mods
	n.TypeParams = p.parseTypeParams()
	if !p.parseArrowParams(&n.Signature, certain, functionContext(false, mods != nil)) {
		return nil
	}
	colon := p.tok == TokColon
	var ok bool
	if n.Return, ok = p.parseReturn(); !ok && !certain {
		return nil
	}
	if !certain && p.tok != TokArrow && p.tok != TokLbrace {
		return nil
	}
	last := p.tok
	n.Arrow = p.expectAt(TokArrow)
	if last == TokArrow || last == TokLbrace {
		n.Body = p.parseArrowBody(mods != nil, arrowType)
	} else {
		n.Body = p.parseIdent("")
	}
	if !arrowType && colon && p.tok != TokColon {
		return nil
	}
	p.done(&n.span, s)
	return n
}

// parseArrowParams reads parameters in parentheses, and reports whether they
// can be those of an arrow function.
func (p *parser) parseArrowParams(sig *Signature, certain bool, inside context) bool {
	sig.Lparen = p.pos
	if !p.expect(TokLparen) {
		sig.Rparen = p.pos
		return certain
	}
	element := (*parser).certainParam
	if !certain {
		element = (*parser).possibleParam
	}
	ok := false
	if sig.Params, ok = p.parseParamList(inside, element); !ok {
		return false
	}
	sig.Rparen = p.pos
	return p.expect(TokRparen) || certain
}

func (p *parser) parseArrowBody(async, arrowType bool) Node {
	inside := functionContext(false, async)
	if p.tok == TokLbrace {
		return p.parseBody(inside)
	}
	if p.tok != TokSemicolon && p.tok != KwFunction && p.tok != KwClass && p.startsStmt() && !p.startsExprStmt() {
		// A statement where an expression belongs: the brace is missing.
		return p.parseBody(inside)
	}
	outer := p.ctx
	p.ctx = p.ctx&^(ctxYield|ctxAwait) | inside
	p.functions++
	x := p.parseAssign(arrowType)
	p.functions--
	p.ctx = outer
	return x
}
