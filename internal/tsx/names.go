package tsx

// isIdent reports whether the current token can be an identifier here.
func (p *parser) isIdent() bool {
	switch {
	case p.tok == TokIdent:
		return true
	case p.tok == KwYield:
		return p.ctx&ctxYield == 0
	case p.tok == KwAwait:
		return p.ctx&ctxAwait == 0
	}
	return p.tok > lastReserved
}

// isBindingIdent is isIdent where a name is declared: yield and await are
// refused there later, by the compiler's checker.
func (p *parser) isBindingIdent() bool { return p.tok == TokIdent || p.tok > lastReserved }

// isLiteralName reports whether the current token is a member name that is
// neither computed nor private.
func (p *parser) isLiteralName() bool {
	return p.tok.isWord() || p.tok == TokString || p.tok == TokNumber || p.tok == TokBigInt
}

// name makes an identifier of the current token, whatever it is.
func (p *parser) name() *Ident {
	n := p.idents.new()
	s := p.here()
	n.Name = p.src[p.pos:p.end]
	if p.escaped {
		n.Name = unescapeIdent(n.Name)
	}
	p.advance()
	p.done(&n.span, s)
	return n
}

// identIf makes an identifier of the current token if ok, and otherwise
// reports msg and makes one without a name.
func (p *parser) identIf(ok bool, msg string) *Ident {
	if ok {
		return p.name()
	}
	switch {
	case p.tok == TokPrivateName:
		p.errorAt(p.pos, "a private name cannot be used here")
		return p.name()
	case msg != "":
		p.errorAt(p.pos, msg)
	case p.tok.isReserved():
		p.errorAt(p.pos, p.tok.String()+" is a reserved word; a name expected")
	default:
		p.errorAt(p.pos, "a name expected")
	}
	return p.missing()
}

// missing makes the identifier that stands where nothing was found.
func (p *parser) missing() *Ident {
	n := p.idents.new()
	s := p.here()
	p.done(&n.span, s)
	n.pos, n.end = n.full, n.full
	return n
}

// parseIdent reads an identifier; msg says what is wrong without one.
func (p *parser) parseIdent(msg string) *Ident { return p.identIf(p.isIdent(), msg) }

// parseBindingIdent reads a name that is declared.
func (p *parser) parseBindingIdent() *Ident { return p.identIf(p.isBindingIdent(), "") }

// parseWord reads a name that may be a reserved word.
func (p *parser) parseWord() *Ident { return p.identIf(p.tok.isWord(), "") }

func (p *parser) parsePrivateName() *PrivateName {
	n := new(PrivateName)
	s := p.here()
	n.Name = p.src[p.pos:p.end]
	if p.escaped {
		n.Name = unescapeIdent(n.Name)
	}
	p.next()
	p.done(&n.span, s)
	return n
}

// parsePropertyName reads the name of a member.
func (p *parser) parsePropertyName() PropertyName {
	switch p.tok {
	case TokString:
		return p.parseString()
	case TokNumber:
		return p.parseNumber()
	case TokBigInt:
		return p.parseBigInt()
	case TokLbrack:
		return p.parseComputedName()
	case TokPrivateName:
		return p.parsePrivateName()
	}
	return p.parseWord()
}

func (p *parser) parseComputedName() *ComputedName {
	n := new(ComputedName)
	s := p.here()
	p.next()
	n.Expr = p.parseExprIn()
	p.expect(TokRbrack)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseString() *StringLit {
	n := p.strings.new()
	s := p.here()
	n.raw = p.src[p.pos:p.end]
	p.next()
	p.done(&n.span, s)
	return n
}

func (p *parser) parseNumber() *NumberLit {
	n := p.numbers.new()
	s := p.here()
	n.Raw = p.src[p.pos:p.end]
	p.next()
	p.done(&n.span, s)
	return n
}

func (p *parser) parseBigInt() *BigIntLit {
	n := new(BigIntLit)
	s := p.here()
	n.Raw = p.src[p.pos:p.end]
	p.next()
	p.done(&n.span, s)
	return n
}

// startsBinding reports whether the current token can begin what a variable
// is bound to.
func (p *parser) startsBinding() bool {
	return p.tok == TokLbrace || p.tok == TokLbrack || p.tok == TokPrivateName || p.isBindingIdent()
}

// parseBinding reads a name or a pattern.
func (p *parser) parseBinding() Binding {
	switch p.tok {
	case TokLbrack:
		return p.parseArrayPattern()
	case TokLbrace:
		return p.parseObjectPattern()
	}
	return p.parseBindingIdent()
}

func (p *parser) parseObjectPattern() *ObjectPattern {
	p.enter()
	n := new(ObjectPattern)
	s := p.here()
	p.next()
	outer := p.ctx
	p.ctx &^= ctxNoIn
	n.Elems, _ = commaList(p, &p.bindingList, listObjectPattern, (*parser).objectPatternElem)
	p.ctx = outer
	p.expect(TokRbrace)
	p.done(&n.span, s)
	p.leave()
	return n
}

func (p *parser) parseArrayPattern() *ArrayPattern {
	p.enter()
	n := new(ArrayPattern)
	s := p.here()
	p.next()
	outer := p.ctx
	p.ctx &^= ctxNoIn
	n.Elems, _ = commaList(p, &p.nodeList, listArrayPattern, (*parser).arrayPatternElem)
	p.ctx = outer
	p.expect(TokRbrack)
	p.done(&n.span, s)
	p.leave()
	return n
}

func (p *parser) objectPatternElem() (*BindingElem, bool) {
	n := new(BindingElem)
	s := p.here()
	n.Rest = p.accept(TokEllipsis)
	canBind := p.isBindingIdent()
	name := p.parsePropertyName()
	if ident, ok := name.(*Ident); ok && canBind && p.tok != TokColon {
		n.Name = ident
	} else {
		p.expect(TokColon)
		n.Prop = name
		n.Name = p.parseBinding()
	}
	n.Init = p.parseInit()
	p.done(&n.span, s)
	return n, true
}

func (p *parser) arrayPatternElem() (Node, bool) {
	if p.tok == TokComma {
		return p.omitted(), true
	}
	n := new(BindingElem)
	s := p.here()
	n.Rest = p.accept(TokEllipsis)
	n.Name = p.parseBinding()
	n.Init = p.parseInit()
	p.done(&n.span, s)
	return n, true
}

// omitted makes the node of an element that is left out.
func (p *parser) omitted() *Omitted {
	n := new(Omitted)
	at := int32(p.full)
	n.full, n.pos, n.end = at, at, at
	return n
}

// parseInit reads = and a value, if they are there.
func (p *parser) parseInit() Expr {
	if !p.accept(TokAssign) {
		return nil
	}
	return p.parseAssign(true)
}
