package tsx

func (p *parser) parseClassDecl(s start, mods Modifiers) Stmt {
	n := new(ClassDecl)
	p.parseClass(&n.ClassBody, mods)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseClassExpr(s start, mods Modifiers) Expr {
	n := new(ClassExpr)
	p.parseClass(&n.ClassBody, mods)
	p.done(&n.span, s)
	return n
}

// parseClass reads a class from its keyword on.
func (p *parser) parseClass(c *ClassBody, mods Modifiers) {
	p.enter()
	defer p.leave()
	outer := p.ctx
	c.Mods = mods
	p.next()
	if p.isBindingIdent() && !(p.tok == KwImplements && p.peek(func(p *parser) bool { return p.tok.isWord() })) {
		c.Name = p.name()
	}
	c.TypeParams = p.parseTypeParams()
	if mods.Has(KwExport) {
		p.ctx |= ctxAwait
	}
	c.Heritage = p.parseHeritage()
	c.Lbrace = p.pos
	if p.expect(TokLbrace) {
		c.Members = list(p, &p.memberList, listClassMembers, (*parser).parseClassMember)
		c.Rbrace = p.expectAt(TokRbrace)
	} else {
		c.Rbrace = p.pos
	}
	p.ctx = outer
}

func (p *parser) parseHeritage() []*HeritageClause {
	if p.tok != KwExtends && p.tok != KwImplements {
		return nil
	}
	return list(p, &p.clauseList, listHeritage, (*parser).parseHeritageClause)
}

func (p *parser) parseHeritageClause() *HeritageClause {
	n := &HeritageClause{Keyword: p.tok}
	s := p.here()
	p.next()
	n.Types, _ = commaList(p, &p.heritageList, listHeritageTypes, (*parser).heritageType)
	p.done(&n.span, s)
	return n
}

func (p *parser) heritageType() (*HeritageType, bool) {
	n := new(HeritageType)
	s := p.here()
	n.Expr = p.parseLeft()
	if inst, ok := n.Expr.(*InstantiationExpr); ok {
		n.Expr, n.TypeArgs = inst.X, inst.TypeArgs
	} else {
		n.TypeArgs = p.parseTypeArgs()
	}
	p.done(&n.span, s)
	return n, true
}

// startsHeritageType reports whether the current token can begin what a class
// extends. A brace can: an object literal. It is the body of the class unless
// another clause follows it.
func (p *parser) startsHeritageType(recovery bool) bool {
	if p.tok == TokLbrace {
		return p.peek(func(p *parser) bool {
			if p.tok != TokRbrace {
				return true
			}
			p.next()
			return p.tok == TokComma || p.tok == TokLbrace || p.tok == KwExtends || p.tok == KwImplements
		})
	}
	starts := p.isIdent()
	if !recovery {
		starts = p.startsLeft()
	}
	isClause := (p.tok == KwImplements || p.tok == KwExtends) && p.peek((*parser).startsExpr)
	return starts && !isClause
}

// startsClassMember reports whether the current token can begin a member.
func (p *parser) startsClassMember() bool {
	s := p.mark()
	ok := p.lookForMember()
	p.reset(s)
	return ok
}

func (p *parser) lookForMember() bool {
	if p.tok == TokAt {
		return true
	}
	var name Kind
	for isModifier(p.tok) {
		switch name = p.tok; name {
		case KwPublic, KwPrivate, KwProtected, KwReadonly, KwOverride, KwStatic, KwAccessor:
			return true
		}
		p.next()
	}
	if p.tok == TokStar {
		return true
	}
	if p.isLiteralName() {
		name = p.tok
		p.next()
	}
	switch {
	case p.tok == TokLbrack:
		return true
	case name == 0:
		return false
	case !name.isKeyword() || name == KwGet || name == KwSet:
		return true
	}
	switch p.tok {
	case TokLparen, TokLess, TokNot, TokColon, TokAssign, TokQuestion:
		return true
	}
	return p.atSemicolon()
}

func (p *parser) parseClassMember() Member {
	s := p.here()
	if p.tok == TokSemicolon {
		n := new(EmptyMember)
		p.next()
		p.done(&n.span, s)
		return n
	}
	mods := p.parseModifiers(true, true, true)
	switch k := p.tok; k {
	case KwStatic:
		if p.peekKind() == TokLbrace {
			return p.parseStaticBlock(s, mods)
		}
	case KwGet, KwSet:
		if p.acceptModifier() {
			return p.parseAccessor(s, mods, k, false)
		}
	case KwConstructor, TokString:
		if p.acceptConstructorName() {
			return p.parseConstructor(s, mods)
		}
	case TokLbrack:
		if p.peek((*parser).insideIndexSignature) {
			return p.parseIndexSignature(s, mods)
		}
	}
	if p.isLiteralName() || p.tok == TokStar || p.tok == TokLbrack {
		return p.parsePropertyOrMethod(s, mods)
	}
	p.errorAt(p.full, "a member expected after its modifiers")
	return p.parseField(s, mods, p.missing(), false)
}

// acceptConstructorName goes on if the current token names the constructor.
func (p *parser) acceptConstructorName() bool {
	if p.tok == TokString {
		text := p.src[p.pos:p.end]
		if text != `"constructor"` && text != `'constructor'` || p.peekKind() != TokLparen {
			return false
		}
	}
	p.next()
	return true
}

func (p *parser) parseConstructor(s start, mods Modifiers) Member {
	n := &ConstructorDecl{Mods: mods}
	p.parseSignature(&n.Signature, 0)
	n.Body = p.parseBodyOrSemicolon(0, false)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseStaticBlock(s start, mods Modifiers) Member {
	n := &StaticBlock{Mods: mods}
	p.next()
	outer := p.ctx
	p.ctx = p.ctx&^ctxYield | ctxAwait
	n.Body = p.parseBlock()
	p.ctx = outer
	p.done(&n.span, s)
	return n
}

func (p *parser) parsePropertyOrMethod(s start, mods Modifiers) Member {
	star := p.accept(TokStar)
	name := p.parsePropertyName()
	optional := p.accept(TokQuestion)
	if star || p.tok == TokLparen || p.tok == TokLess {
		return p.parseMethod(s, mods, star, name, optional)
	}
	return p.parseField(s, mods, name, optional)
}

// parseMethod reads a method from its type parameters on.
func (p *parser) parseMethod(s start, mods Modifiers, star bool, name PropertyName, optional bool) Member {
	n := p.methods.new()
	n.Mods, n.Generator, n.Name, n.Optional = mods, star, name, optional
	inside := functionContext(star, mods.Has(KwAsync))
	p.parseSignature(&n.Signature, inside)
	n.Body = p.parseBodyOrSemicolon(inside, false)
	p.done(&n.span, s)
	return n
}

// parseField reads a field from what follows its name.
func (p *parser) parseField(s start, mods Modifiers, name PropertyName, optional bool) Member {
	n := p.fields.new()
	n.Mods, n.Name, n.Optional = mods, name, optional
	n.Definite = !optional && !p.nl && p.accept(TokNot)
	n.Type = p.parseAnnotation()
	outer := p.ctx
	p.ctx &^= ctxYield | ctxAwait | ctxNoIn
	n.Init = p.parseInit()
	p.ctx = outer
	p.endField(n)
	p.done(&n.span, s)
	return n
}

func (p *parser) endField(n *PropertyDecl) {
	switch {
	case p.tok == TokAt && !p.nl:
		p.errorAt(p.pos, "decorators belong in front of the member")
	case p.tok == TokLparen:
		p.errorAt(p.pos, "a type cannot be called")
		p.next()
	case p.acceptSemicolon():
	case n.Type != nil && n.Init == nil:
		p.errorAt(p.pos, "= or ; expected")
	default:
		p.missingSemicolon(n.Name)
	}
}

// parseAccessor reads a getter or setter from its name on.
func (p *parser) parseAccessor(s start, mods Modifiers, k Kind, inType bool) Member {
	n := &AccessorDecl{Mods: mods, Keyword: k}
	n.Name = p.parsePropertyName()
	p.parseSignature(&n.Signature, 0)
	n.Body = p.parseBodyOrSemicolon(0, inType)
	p.done(&n.span, s)
	return n
}

// insideIndexSignature reports whether what follows [ is the parameter of an
// index signature, and not a computed name.
func (p *parser) insideIndexSignature() bool {
	if p.tok == TokEllipsis || p.tok == TokRbrack {
		return true
	}
	if isModifier(p.tok) {
		if p.next(); p.isIdent() {
			return true
		}
	} else if !p.isIdent() {
		return false
	} else {
		p.next()
	}
	if p.tok == TokColon || p.tok == TokComma {
		return true
	}
	if p.tok != TokQuestion {
		return false
	}
	p.next()
	return p.tok == TokColon || p.tok == TokComma || p.tok == TokRbrack
}

func (p *parser) parseIndexSignature(s start, mods Modifiers) Member {
	n := &IndexSignature{Mods: mods}
	p.next()
	n.Params, _ = commaList(p, &p.paramList, listParams, (*parser).certainParam)
	p.expect(TokRbrack)
	n.Type = p.parseAnnotation()
	p.typeSemicolon()
	p.done(&n.span, s)
	return n
}
