package tsx

func (p *parser) parseInterface(s start, mods Modifiers) Stmt {
	n := p.interfaces.new()
	n.Mods = mods
	p.next()
	n.Name = p.parseIdent("")
	n.TypeParams = p.parseTypeParams()
	n.Heritage = p.parseHeritage()
	n.Lbrace = p.pos
	if p.expect(TokLbrace) {
		n.Members = list(p, &p.memberList, listTypeMembers, (*parser).parseTypeMember)
		n.Rbrace = p.expectAt(TokRbrace)
	} else {
		n.Rbrace = p.pos
	}
	p.done(&n.span, s)
	return n
}

// startsTypeMember reports whether the current token can begin a member of an
// interface or an object type.
func (p *parser) startsTypeMember() bool {
	switch p.tok {
	case TokLparen, TokLess, KwGet, KwSet, TokLbrack:
		return true
	case TokRbrace:
		return false
	}
	s := p.mark()
	ok := p.lookForTypeMember()
	p.reset(s)
	return ok
}

func (p *parser) lookForTypeMember() bool {
	named := false
	for isModifier(p.tok) {
		named = true
		p.next()
	}
	if p.tok == TokLbrack {
		return true
	}
	if p.isLiteralName() {
		named = true
		p.next()
	}
	if !named {
		return false
	}
	switch p.tok {
	case TokLparen, TokLess, TokQuestion, TokColon, TokComma:
		return true
	}
	return p.atSemicolon()
}

func (p *parser) parseTypeMember() Member {
	s := p.here()
	switch {
	case p.tok == TokLparen || p.tok == TokLess:
		n := new(CallSignature)
		p.parseTypeSignature(&n.Signature)
		p.typeSemicolon()
		p.done(&n.span, s)
		return n
	case p.tok == KwNew && p.peek(func(p *parser) bool { return p.tok == TokLparen || p.tok == TokLess }):
		n := new(ConstructSignature)
		p.next()
		p.parseTypeSignature(&n.Signature)
		p.typeSemicolon()
		p.done(&n.span, s)
		return n
	}
	mods := p.parseModifiers(false, false, false)
	if k := p.tok; (k == KwGet || k == KwSet) && p.acceptModifier() {
		return p.parseAccessor(s, mods, k, true)
	}
	if p.tok == TokLbrack && p.peek((*parser).insideIndexSignature) {
		return p.parseIndexSignature(s, mods)
	}
	return p.parsePropertySignature(s, mods)
}

func (p *parser) parsePropertySignature(s start, mods Modifiers) Member {
	name := p.parsePropertyName()
	optional := p.accept(TokQuestion)
	if p.tok == TokLparen || p.tok == TokLess {
		n := p.methodSigs.new()
		n.Mods, n.Name, n.Optional = mods, name, optional
		p.parseTypeSignature(&n.Signature)
		p.typeSemicolon()
		p.done(&n.span, s)
		return n
	}
	n := p.signatures.new()
	n.Mods, n.Name, n.Optional = mods, name, optional
	n.Type = p.parseAnnotation()
	n.Init = p.parseInit()
	p.typeSemicolon()
	p.done(&n.span, s)
	return n
}

// parseTypeSignature is parseSignature in a type.
func (p *parser) parseTypeSignature(sig *Signature) {
	sig.TypeParams = p.parseTypeParams()
	p.parseParams(sig, 0)
	if p.acceptReturnColon() {
		sig.Return, _ = p.tryType((*parser).skipReturn)
	}
}

// acceptReturnColon goes on over the colon of a return type, or over an arrow
// that stands there by mistake.
func (p *parser) acceptReturnColon() bool {
	if p.tok == TokArrow {
		p.errorAt(p.pos, ": expected")
		p.next()
		return true
	}
	return p.accept(TokColon)
}

// typeSemicolon ends a member of a type.
func (p *parser) typeSemicolon() {
	if !p.accept(TokComma) {
		p.semicolon()
	}
}

func (p *parser) parseTypeAlias(s start, mods Modifiers) Stmt {
	n := p.aliases.new()
	n.Mods = mods
	p.next()
	if p.nl {
		p.errorAt(p.pos, "the name of a type must be on the line of its keyword")
	}
	n.Name = p.parseIdent("")
	n.TypeParams = p.parseTypeParams()
	p.expect(TokAssign)
	n.Type = p.parseType()
	p.semicolon()
	p.done(&n.span, s)
	return n
}

func (p *parser) parseEnum(s start, mods Modifiers) Stmt {
	n := &EnumDecl{Mods: mods}
	p.next()
	n.Name = p.parseIdent("")
	n.Lbrace = p.pos
	if p.expect(TokLbrace) {
		outer := p.ctx
		p.ctx &^= ctxYield | ctxAwait
		n.Members, _ = commaList(p, &p.enumList, listEnumMembers, (*parser).enumMember)
		p.ctx = outer
		n.Rbrace = p.expectAt(TokRbrace)
	} else {
		n.Rbrace = p.pos
	}
	p.done(&n.span, s)
	return n
}

func (p *parser) enumMember() (*EnumMember, bool) {
	n := new(EnumMember)
	s := p.here()
	n.Name = p.parsePropertyName()
	outer := p.ctx
	p.ctx &^= ctxNoIn
	n.Init = p.parseInit()
	p.ctx = outer
	p.done(&n.span, s)
	return n, true
}
