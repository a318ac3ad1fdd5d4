package tsx

// isModifier reports whether k can be a modifier of a declaration.
func isModifier(k Kind) bool {
	switch k {
	case KwAbstract, KwAccessor, KwAsync, KwConst, KwDeclare, KwDefault, KwExport, KwIn, KwPublic,
		KwPrivate, KwProtected, KwReadonly, KwStatic, KwOut, KwOverride:
		return true
	}
	return false
}

// parseModifiers reads the modifiers of a declaration, and its decorators if
// decorators is set: all in front, or all after the first modifiers. With
// constant, const is a modifier of its own, as for type parameters; with body,
// static { is a static block.
func (p *parser) parseModifiers(decorators, constant, body bool) Modifiers {
	if !isModifier(p.tok) && !(decorators && p.tok == TokAt) {
		return nil
	}
	mark := p.nodeList.mark()
	leading := decorators && p.tok == TokAt
	if leading {
		p.pushDecorators()
	}
	static := false
	any := p.pushModifiers(constant, body, &static)
	if any && decorators && p.tok == TokAt {
		p.pushDecorators()
		p.pushModifiers(constant, body, &static)
	}
	return p.nodeList.take(mark)
}

func (p *parser) pushDecorators() {
	for p.tok == TokAt {
		n := new(Decorator)
		s := p.here()
		p.next()
		outer := p.ctx
		p.ctx |= ctxDecorator
		n.Expr = p.parseDecoratorExpr()
		p.ctx = outer
		p.done(&n.span, s)
		p.nodeList.push(n)
	}
}

// parseDecoratorExpr reads the expression after @.
func (p *parser) parseDecoratorExpr() Expr {
	if p.ctx&ctxAwait == 0 || p.tok != KwAwait {
		return p.parseLeft()
	}
	x := p.parseIdent("an expression expected")
	p.next()
	return p.parseCalls(x)
}

// pushModifiers reads modifier keywords, and reports whether there are any.
func (p *parser) pushModifiers(constant, body bool, static *bool) bool {
	any := false
	for {
		s, k := p.here(), p.tok
		if !p.acceptOneModifier(constant, body, *static) {
			return any
		}
		any = true
		*static = *static || k == KwStatic
		p.nodeList.push(p.modifier(s, k))
	}
}

func (p *parser) acceptOneModifier(constant, body, static bool) bool {
	switch {
	case !isModifier(p.tok):
		return false
	case p.tok == KwConst && constant:
		s := p.mark()
		if p.next(); !p.nl && p.canFollowModifier() {
			return true
		}
		p.reset(s)
		return false
	case p.tok == KwStatic && body && p.peekKind() == TokLbrace:
		return false
	case p.tok == KwStatic && static:
		return false
	}
	return p.acceptModifier()
}

// modifier makes the node of a keyword that was read.
func (p *parser) modifier(s start, k Kind) *Modifier {
	n := p.modifiers.new()
	n.Kind = k
	p.done(&n.span, s)
	return n
}

// acceptModifier goes on if the current token is a modifier of what follows,
// and not the name itself.
func (p *parser) acceptModifier() bool {
	s := p.mark()
	if p.isModifierOfNext() {
		return true
	}
	p.reset(s)
	return false
}

// isModifierOfNext goes on to the next token and judges by it.
func (p *parser) isModifierOfNext() bool {
	k := p.tok
	p.next()
	switch k {
	case KwConst:
		return p.tok == KwEnum
	case KwExport:
		if p.tok == KwDefault {
			return p.peek((*parser).canFollowDefault)
		}
		if p.tok == KwType {
			return p.peek((*parser).canFollowExport)
		}
		return p.canFollowExport()
	case KwDefault:
		return p.canFollowDefault()
	case KwStatic:
		return p.canFollowModifier()
	case KwGet, KwSet:
		return p.tok == TokLbrack || p.isLiteralName()
	}
	return !p.nl && p.canFollowModifier()
}

func (p *parser) canFollowModifier() bool {
	return p.tok == TokLbrack || p.tok == TokLbrace || p.tok == TokStar || p.tok == TokEllipsis ||
		p.isLiteralName()
}

// canFollowExport reports whether a declaration follows export, and not a list
// of names.
func (p *parser) canFollowExport() bool {
	return p.tok == TokAt || p.tok != TokStar && p.tok != KwAs && p.tok != TokLbrace && p.canFollowModifier()
}

// canFollowDefault reports whether a declaration follows export default, and
// not an expression.
func (p *parser) canFollowDefault() bool {
	switch p.tok {
	case KwClass, KwFunction, KwInterface, TokAt:
		return true
	case KwAbstract:
		return p.peek(func(p *parser) bool { return p.tok == KwClass && !p.nl })
	case KwAsync:
		return p.peek(func(p *parser) bool { return p.tok == KwFunction && !p.nl })
	}
	return false
}
