package tsx

// parseSignature reads type parameters, parameters and the return type of a
// function whose inside is in the given context.
func (p *parser) parseSignature(sig *Signature, inside context) {
	sig.TypeParams = p.parseTypeParams()
	p.parseParams(sig, inside)
	sig.Return, _ = p.parseReturn()
}

// parseParams reads parameters in parentheses.
func (p *parser) parseParams(sig *Signature, inside context) {
	sig.Lparen = p.pos
	if !p.expect(TokLparen) {
		sig.Rparen = p.pos
		return
	}
	sig.Params, _ = p.parseParamList(inside, (*parser).certainParam)
	sig.Rparen = p.expectAt(TokRparen)
}

// parseParamList reads parameters up to the closing bracket.
func (p *parser) parseParamList(inside context, element func(*parser) (*Param, bool)) ([]*Param, bool) {
	outer := p.ctx
	p.ctx = p.ctx&^(ctxYield|ctxAwait) | inside
	params, ok := commaList(p, &p.paramList, listParams, element)
	p.ctx = outer
	return params, ok
}

func (p *parser) certainParam() (*Param, bool) { return p.parseParam(), true }

// possibleParam is certainParam where it is not known whether these are
// parameters: it gives up at what cannot be one.
func (p *parser) possibleParam() (*Param, bool) {
	n := p.params.new()
	s := p.here()
	n.Mods = p.parseModifiers(true, false, false)
	if p.tok != KwThis {
		n.Rest = p.accept(TokEllipsis)
		if !p.isBindingIdent() && p.tok != TokLbrack && p.tok != TokLbrace {
			return nil, false
		}
	}
	p.parseParamRest(n)
	p.done(&n.span, s)
	return n, true
}

func (p *parser) parseParam() *Param {
	n := p.params.new()
	s := p.here()
	n.Mods = p.parseModifiers(true, false, false)
	if p.tok != KwThis {
		n.Rest = p.accept(TokEllipsis)
	}
	p.parseParamRest(n)
	p.done(&n.span, s)
	return n
}

// parseParamRest reads a parameter from its name on.
func (p *parser) parseParamRest(n *Param) {
	if p.tok == KwThis {
		n.Name = p.name()
		n.Type = p.parseAnnotation()
		if len(n.Mods) > 0 {
			p.errorAt(n.Mods[0].Pos(), "the parameter this must not have modifiers or decorators")
		}
		return
	}
	p.functions++
	n.Name = p.parseBinding()
	if n.Name.Pos() == n.Name.End() && len(n.Mods) == 0 && isModifier(p.tok) {
		// A reserved modifier where a name belongs would never be read.
		p.next()
	}
	n.Optional = p.accept(TokQuestion)
	n.Type = p.parseAnnotation()
	n.Init = p.parseInit()
	p.functions--
}

// startsParam reports whether the current token can begin a parameter. A type
// counts: its name is missing.
func (p *parser) startsParam() bool {
	return p.tok == TokEllipsis || p.startsBinding() || isModifier(p.tok) || p.tok == TokAt || p.startsType(true)
}

// parseTypeParams reads type parameters in angle brackets, if they are there.
func (p *parser) parseTypeParams() []*TypeParam {
	if !p.accept(TokLess) {
		return nil
	}
	params, _ := commaList(p, &p.typeParamList, listTypeParams, func(p *parser) (*TypeParam, bool) {
		return p.parseTypeParam(), true
	})
	p.expect(TokGreater)
	return params
}

func (p *parser) parseTypeParam() *TypeParam {
	n := p.typeParams.new()
	s := p.here()
	n.Mods = p.parseModifiers(false, true, false)
	n.Name = p.parseIdent("")
	if p.accept(KwExtends) {
		if p.startsType(false) || !p.startsExpr() {
			n.Constraint = p.parseType()
		} else {
			p.parseUnary()
		}
	}
	if p.accept(TokAssign) {
		n.Default = p.parseType()
	}
	p.done(&n.span, s)
	return n
}

// parseBody reads the block of a function.
func (p *parser) parseBody(inside context) *Block {
	outer := p.ctx
	p.ctx = p.ctx&^(ctxYield|ctxAwait|ctxDecorator|ctxNoIn) | inside
	p.functions++
	b := p.parseBlock()
	p.functions--
	p.ctx = outer
	return b
}

// parseBodyOrSemicolon reads the block of a function, or the end of one that
// is only declared. In a type that is a comma or a semicolon.
func (p *parser) parseBodyOrSemicolon(inside context, inType bool) *Block {
	if p.tok != TokLbrace {
		if inType {
			p.typeSemicolon()
			return nil
		}
		if p.acceptSemicolon() {
			return nil
		}
	}
	return p.parseBody(inside)
}

// parseBlock reads statements in braces.
func (p *parser) parseBlock() *Block {
	n := p.blocks.new()
	s := p.here()
	if p.expect(TokLbrace) {
		n.Stmts = list(p, &p.stmtList, listBlock, (*parser).parseStmt)
		p.expect(TokRbrace)
	}
	p.done(&n.span, s)
	if p.tok == TokAssign {
		p.errorAt(p.pos, "a block cannot be assigned to; put a pattern in parentheses")
		p.next()
	}
	return n
}

func (p *parser) parseFuncDecl(s start, mods Modifiers) Stmt {
	n := p.funcs.new()
	n.Mods = mods
	outer := p.ctx
	p.expect(KwFunction)
	n.Generator = p.accept(TokStar)
	if p.isBindingIdent() || !mods.Has(KwDefault) {
		n.Name = p.parseBindingIdent()
	}
	inside := functionContext(n.Generator, mods.Has(KwAsync))
	if mods.Has(KwExport) {
		p.ctx |= ctxAwait
	}
	p.parseSignature(&n.Signature, inside)
	n.Body = p.parseBodyOrSemicolon(inside, false)
	p.ctx = outer
	p.done(&n.span, s)
	return n
}
