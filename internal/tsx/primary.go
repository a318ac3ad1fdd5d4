package tsx

// parsePrimary reads an expression that needs no other in front of it.
func (p *parser) parsePrimary() Expr {
	switch p.tok {
	case TokIdent:
		return p.name()
	case TokString:
		return p.parseString()
	case TokNumber:
		return p.parseNumber()
	case TokBigInt:
		return p.parseBigInt()
	case TokTemplate, TokTemplateHead:
		return p.parseTemplate(false)
	case KwThis, KwSuper, KwNull, KwTrue, KwFalse:
		return p.parseKeyword()
	case TokLparen:
		return p.parseParen()
	case TokLbrack:
		return p.parseArray()
	case TokLbrace:
		return p.parseObject()
	case KwAsync:
		if p.peek(func(p *parser) bool { return p.tok == KwFunction && !p.nl }) {
			return p.parseFuncExpr()
		}
	case KwFunction:
		return p.parseFuncExpr()
	case KwClass:
		return p.parseClassExpr(p.here(), nil)
	case TokAt:
		return p.parseDecorated()
	case KwNew:
		return p.parseNew()
	case TokSlash, TokSlashAssign:
		return p.parseRegexp()
	case TokPrivateName:
		return p.parsePrivateName()
	case KwAwait:
		p.sawAwait = p.sawAwait || p.functions == 0
	}
	return p.parseIdent("an expression expected")
}

// parseKeyword makes an expression of the current keyword.
func (p *parser) parseKeyword() *KeywordExpr {
	n := p.keywords.new()
	s := p.here()
	n.Keyword = p.tok
	p.next()
	p.done(&n.span, s)
	return n
}

func (p *parser) parseRegexp() Expr {
	n := new(RegexpLit)
	s := p.here()
	p.rescanRegexp()
	n.Raw = p.src[p.pos:p.end]
	p.next()
	p.done(&n.span, s)
	return n
}

func (p *parser) parseParen() Expr {
	n := new(ParenExpr)
	s := p.here()
	p.next()
	n.Expr = p.parseExprIn()
	p.expect(TokRparen)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseArray() Expr {
	n := p.arrays.new()
	s := p.here()
	p.next()
	n.Elems, _ = commaList(p, &p.exprList, listArray, (*parser).element)
	p.expect(TokRbrack)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseObject() Expr {
	n := p.objects.new()
	s := p.here()
	p.next()
	n.Members, _ = commaList(p, &p.memberList, listObject, (*parser).objectMember)
	p.expect(TokRbrace)
	p.done(&n.span, s)
	return n
}

func (p *parser) objectMember() (Member, bool) {
	s := p.here()
	if p.accept(TokEllipsis) {
		n := &SpreadProp{Expr: p.parseAssign(true)}
		p.done(&n.span, s)
		return n, true
	}
	mods := p.parseModifiers(true, false, false)
	if k := p.tok; (k == KwGet || k == KwSet) && p.acceptModifier() {
		return p.parseAccessor(s, mods, k, false), true
	}
	star := p.accept(TokStar)
	isIdent := p.isIdent()
	name := p.parsePropertyName()
	optional := p.accept(TokQuestion)
	p.accept(TokNot)
	if star || p.tok == TokLparen || p.tok == TokLess {
		return p.parseMethod(s, mods, star, name, optional), true
	}
	if ident, ok := name.(*Ident); ok && isIdent && p.tok != TokColon {
		return p.parseShorthand(s, mods, ident), true
	}
	p.expect(TokColon)
	n := p.props.new()
	n.Mods, n.Name = mods, name
	n.Value = p.parseAssignIn()
	p.done(&n.span, s)
	return n, true
}

func (p *parser) parseShorthand(s start, mods Modifiers, name *Ident) Member {
	n := p.shorthands.new()
	n.Mods, n.Name = mods, name
	if p.accept(TokAssign) {
		n.Default = p.parseAssignIn()
	}
	p.done(&n.span, s)
	return n
}

func (p *parser) parseFuncExpr() Expr {
	n := new(FuncExpr)
	s := p.here()
	outer := p.ctx
	p.ctx &^= ctxDecorator
	n.Mods = p.parseModifiers(false, false, false)
	p.expect(KwFunction)
	n.Generator = p.accept(TokStar)
	if p.isBindingIdent() {
		n.Name = p.parseBindingIdent()
	}
	inside := functionContext(n.Generator, n.Mods.Has(KwAsync))
	p.parseSignature(&n.Signature, inside)
	n.Body = p.parseBody(inside)
	p.ctx = outer
	p.done(&n.span, s)
	return n
}

// functionContext is the context of the parameters and the body of a function.
func functionContext(generator, async bool) context {
	var ctx context
	if generator {
		ctx |= ctxYield
	}
	if async {
		ctx |= ctxAwait
	}
	return ctx
}

// parseDecorated reads a class expression with decorators.
func (p *parser) parseDecorated() Expr {
	s := p.here()
	mods := p.parseModifiers(true, false, false)
	if p.tok == KwClass {
		return p.parseClassExpr(s, mods)
	}
	p.errorAt(p.full, "a class expected after its decorators")
	return p.missing()
}

func (p *parser) parseNew() Expr {
	p.enter()
	defer p.leave()
	s := p.here()
	p.next()
	if p.accept(TokDot) {
		n := &MetaProperty{Keyword: KwNew, Name: p.parseWord()}
		p.done(&n.span, s)
		return n
	}
	n := &NewExpr{Class: p.parseMembers(p.parsePrimary(), false), Lparen: -1}
	if inst, ok := n.Class.(*InstantiationExpr); ok {
		n.Class, n.TypeArgs = inst.X, inst.TypeArgs
	}
	if p.tok == TokQuestionDot {
		p.errorAt(p.pos, "an optional chain cannot follow new")
	}
	if p.tok == TokLparen {
		n.Lparen, n.Args = p.parseArgs()
	}
	p.done(&n.span, s)
	return n
}

// parseTemplate reads a template literal. In one with a tag, escapes that mean
// nothing are allowed.
func (p *parser) parseTemplate(tagged bool) *TemplateLit {
	n := p.templates.new()
	s := p.here()
	parts, exprs := p.templateParts.mark(), p.exprList.mark()
	for {
		if !tagged {
			p.checkTemplate()
		}
		more := p.tok == TokTemplateHead || p.tok == TokTemplateMiddle
		p.templateParts.push(p.parseTemplatePart())
		if !more {
			break
		}
		p.exprList.push(p.parseExprIn())
		if p.tok != TokRbrace {
			p.errorAt(p.pos, "} expected")
			p.templateParts.push(p.missingPart())
			break
		}
		p.rescanTemplate()
	}
	n.Parts, n.Exprs = p.templateParts.take(parts), p.exprList.take(exprs)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseTemplatePart() *TemplatePart {
	n := p.parts.new()
	s := p.here()
	n.raw = p.src[p.pos:p.end]
	p.next()
	p.done(&n.span, s)
	return n
}

// missingPart makes the end of a template that was not found.
func (p *parser) missingPart() *TemplatePart {
	n := p.parts.new()
	at := int32(p.full)
	n.full, n.pos, n.end = at, at, at
	return n
}

// checkTemplate reports an escape in the current part of a template that is
// not allowed without a tag.
func (p *parser) checkTemplate() {
	if !p.badEscape {
		return
	}
	for i := p.pos; i < p.end; i++ {
		if p.src[i] == '\\' {
			size, msg := escapeSize(p.src[i:p.end])
			if msg != "" {
				p.errorAt(i, msg)
			}
			i += size - 1
		}
	}
}
