package tsx

// Types are read without building a tree: a Type knows its range only. The
// skip functions go over one form of type each. Where a type may turn out to
// be missing, which decides whether something is an arrow function, they
// report whether there was one.

// parseType reads a type.
func (p *parser) parseType() *Type {
	t, _ := p.tryType((*parser).skipType)
	return t
}

// tryType makes a node of what skip goes over.
func (p *parser) tryType(skip func(*parser) bool) (*Type, bool) {
	s := p.here()
	n := p.types.new()
	ok := skip(p)
	p.done(&n.span, s)
	return n, ok
}

// parseAnnotation reads : and a type, if they are there.
func (p *parser) parseAnnotation() *Type {
	if !p.accept(TokColon) {
		return nil
	}
	return p.parseType()
}

// parseReturn is parseAnnotation for a function, whose type may be a
// predicate.
func (p *parser) parseReturn() (t *Type, ok bool) {
	if !p.accept(TokColon) {
		return nil, true
	}
	return p.tryType((*parser).skipReturn)
}

// skipReturn goes over a return type or a type predicate.
func (p *parser) skipReturn() bool {
	outer := p.ctx
	p.ctx &^= ctxNoConditional
	if p.isIdent() {
		s := p.mark()
		p.next()
		if p.tok == KwIs && !p.nl {
			p.next()
		} else {
			p.reset(s)
		}
	}
	ok := p.skipType()
	p.ctx = outer
	return ok
}

// skipType goes over a type of any form.
func (p *parser) skipType() bool {
	p.enter()
	outer := p.ctx
	p.ctx &^= ctxYield | ctxAwait
	ok := p.skipConditional()
	p.ctx = outer
	p.leave()
	return ok
}

func (p *parser) skipConditional() bool {
	if p.startsFuncType() {
		return p.skipFuncType()
	}
	ok := p.skipUnion()
	if p.ctx&ctxNoConditional != 0 || p.nl || !p.accept(KwExtends) {
		return ok
	}
	p.ctx |= ctxNoConditional
	p.skipType()
	p.ctx &^= ctxNoConditional
	p.expect(TokQuestion)
	p.skipType()
	p.expect(TokColon)
	p.skipType()
	return true
}

// startsFuncType reports whether a function type begins here, and not a type
// in parentheses.
func (p *parser) startsFuncType() bool {
	switch p.tok {
	case TokLess, KwNew:
		return true
	case TokLparen:
		s := p.mark()
		p.next()
		ok := p.insideFuncType()
		p.reset(s)
		return ok
	case KwAbstract:
		return p.peekKind() == KwNew
	}
	return false
}

// insideFuncType reports whether what follows an opening parenthesis can only
// be parameters.
func (p *parser) insideFuncType() bool {
	if p.tok == TokRparen || p.tok == TokEllipsis {
		return true
	}
	if isModifier(p.tok) {
		p.parseModifiers(false, false, false)
	}
	switch {
	case p.isIdent() || p.tok == KwThis:
		p.next()
	case p.tok == TokLbrack || p.tok == TokLbrace:
		errors := len(p.errors)
		p.parseBinding()
		if errors != len(p.errors) {
			return false
		}
	default:
		return false
	}
	switch p.tok {
	case TokColon, TokComma, TokQuestion, TokAssign:
		return true
	case TokRparen:
		p.next()
		return p.tok == TokArrow
	}
	return false
}

// skipFuncType goes over (a: T) => U and new (a: T) => U.
func (p *parser) skipFuncType() bool {
	p.accept(KwAbstract)
	p.accept(KwNew)
	p.skipTypeParams()
	ok := p.skipParams()
	return p.expect(TokArrow) && p.skipReturn() && ok
}

func (p *parser) skipTypeParams() {
	if !p.accept(TokLess) {
		return
	}
	p.skipList(listTypeParams, func(p *parser) { p.parseTypeParam() })
	p.expect(TokGreater)
}

// skipParams goes over the parameters of a type.
func (p *parser) skipParams() bool {
	if !p.expect(TokLparen) {
		return false
	}
	outer := p.ctx
	p.ctx &^= ctxYield | ctxAwait
	p.functions++
	p.skipList(listParams, (*parser).skipParam)
	p.functions--
	p.ctx = outer
	p.expect(TokRparen)
	return true
}

// skipParam goes over a parameter. The common form, a name, leaves nothing in
// memory.
func (p *parser) skipParam() {
	if p.tok != TokIdent && p.tok != TokEllipsis {
		p.parseParam()
		return
	}
	p.accept(TokEllipsis)
	if p.tok == TokIdent {
		p.next()
	} else {
		p.parseBinding()
	}
	p.accept(TokQuestion)
	if p.accept(TokColon) {
		p.skipType()
	}
	p.parseInit()
}

// skipUnion goes over types joined by | and &.
func (p *parser) skipUnion() bool { return p.skipJoined(TokBar, (*parser).skipIntersection) }

func (p *parser) skipIntersection() bool { return p.skipJoined(TokAmp, (*parser).skipOperator) }

func (p *parser) skipJoined(operator Kind, operand func(*parser) bool) bool {
	if p.accept(operator) {
		p.skipOperand(operator, operand)
	} else if ok := operand(p); p.tok != operator {
		return ok
	}
	for p.accept(operator) {
		p.skipOperand(operator, operand)
	}
	return true
}

// skipOperand goes over one type after an operator, where a function type
// needs parentheses.
func (p *parser) skipOperand(operator Kind, operand func(*parser) bool) {
	if !p.startsFuncType() {
		operand(p)
		return
	}
	p.errorAt(p.pos, "a function type next to "+operator.String()+" needs parentheses")
	p.skipFuncType()
}

// skipOperator goes over keyof T, infer T and the like.
func (p *parser) skipOperator() bool {
	switch p.tok {
	case KwKeyof, KwUnique, KwReadonly:
		p.enter()
		p.next()
		p.skipOperator()
		p.leave()
		return true
	case KwInfer:
		p.next()
		p.parseIdent("")
		p.skipInferConstraint()
		return true
	}
	outer := p.ctx
	p.ctx &^= ctxNoConditional
	ok := p.skipPostfix()
	p.ctx = outer
	return ok
}

// skipInferConstraint goes over the constraint of an inferred type, unless the
// extends belongs to the conditional type around it.
func (p *parser) skipInferConstraint() {
	s := p.mark()
	if !p.accept(KwExtends) {
		return
	}
	outer := p.ctx
	p.ctx |= ctxNoConditional
	p.skipType()
	p.ctx = outer
	if p.ctx&ctxNoConditional == 0 && p.tok == TokQuestion {
		p.reset(s)
	}
}

// skipPostfix goes over a type and the brackets after it.
func (p *parser) skipPostfix() bool {
	ok := p.skipPrimary()
	for !p.nl {
		switch p.tok {
		case TokNot:
			p.next()
		case TokQuestion:
			if p.peek(func(p *parser) bool { return p.startsType(false) }) {
				return ok
			}
			p.next()
		case TokLbrack:
			p.next()
			if p.startsType(false) {
				p.skipType()
			}
			p.expect(TokRbrack)
		default:
			return ok
		}
		ok = true
	}
	return ok
}

func (p *parser) skipPrimary() bool {
	switch p.tok {
	case TokStarAssign:
		p.tok, p.end = TokStar, p.pos+1
		p.next()
	case TokString, TokNumber, TokBigInt, TokTemplate, KwTrue, KwFalse, KwNull, KwVoid, TokStar:
		p.checkTemplate()
		p.next()
	case TokQuestion, TokNot, TokQuestionQuestion, KwFunction:
		return p.skipDocType()
	case TokMinus:
		if k := p.peekKind(); k != TokNumber && k != TokBigInt {
			return p.skipTypeName()
		}
		p.next()
		p.next()
	case KwThis:
		p.next()
		if p.tok == KwIs && !p.nl {
			p.next()
			p.skipType()
		}
	case KwTypeof:
		p.skipTypeof()
	case KwImport:
		p.skipImportType()
	case TokLbrace:
		p.skipBraces()
	case TokLbrack:
		p.next()
		p.skipList(listTupleTypes, (*parser).skipTupleElem)
		p.expect(TokRbrack)
	case TokLparen:
		p.next()
		ok := p.skipType()
		p.expect(TokRparen)
		return ok
	case KwAsserts:
		p.skipAsserts()
	case TokTemplateHead:
		p.skipTemplateType()
	default:
		return p.skipTypeName()
	}
	return true
}

// skipDocType goes over the forms of documentation comments, which the
// compiler reads everywhere and complains about later.
func (p *parser) skipDocType() bool {
	if p.tok == KwFunction {
		if p.peekKind() != TokLparen {
			return p.skipTypeName()
		}
		p.next()
		p.next()
		p.skipList(listParams, (*parser).skipDocParam)
		p.expect(TokRparen)
		if p.accept(TokColon) {
			p.skipReturn()
		}
		return true
	}
	if p.tok == TokQuestionQuestion {
		p.tok, p.end = TokQuestion, p.pos+1
	}
	nullable := p.tok == TokQuestion
	p.next()
	if !nullable {
		p.skipPrimary()
		return true
	}
	switch p.tok {
	case TokComma, TokRbrace, TokRparen, TokGreater, TokAssign, TokBar:
	default:
		p.skipType()
	}
	return true
}

func (p *parser) skipDocParam() {
	if (p.tok == KwThis || p.tok == KwNew) && p.peekKind() == TokColon {
		p.next()
		p.next()
	}
	p.accept(TokEllipsis)
	p.skipType()
	if p.accept(TokAssign) {
		p.errorAt(p.full, "a type cannot be optional here")
	}
}

// skipTypeName goes over a.b.c<T>.
func (p *parser) skipTypeName() bool {
	if !p.skipEntityName(true) {
		return false
	}
	if !p.nl && p.rescanLess() == TokLess {
		p.skipTypeArgs()
	}
	return true
}

// skipEntityName goes over a.b.c. Reserved words are names where any is true,
// as they are in types.
func (p *parser) skipEntityName(any bool) bool {
	ok := p.skipName(any)
	for p.tok == TokDot {
		p.next()
		if p.tok == TokLess {
			break
		}
		if p.nl && p.tok.isWord() && p.peek(func(p *parser) bool { return p.tok.isWord() && !p.nl }) {
			p.errorAt(p.full, "a name expected")
			break
		}
		p.skipName(any)
	}
	return ok
}

func (p *parser) skipName(any bool) bool {
	if any && p.tok.isWord() || p.isIdent() {
		p.advance()
		return true
	}
	if p.tok == TokPrivateName {
		p.errorAt(p.pos, "a private name cannot be used here")
		p.next()
		return true
	}
	p.errorAt(p.pos, "a type expected")
	return false
}

func (p *parser) skipTypeArgs() {
	p.next()
	p.skipList(listTypeArgs, func(p *parser) { p.skipType() })
	p.expect(TokGreater)
}

// parseTypeArgs reads type arguments in angle brackets, if they are there.
func (p *parser) parseTypeArgs() []*Type {
	if p.tok != TokLess {
		return nil
	}
	p.next()
	args, _ := commaList(p, &p.typeList, listTypeArgs, (*parser).typeElem)
	p.expect(TokGreater)
	return args
}

func (p *parser) typeElem() (*Type, bool) { return p.parseType(), true }

func (p *parser) skipTypeof() {
	if p.peekKind() == KwImport {
		p.next()
		p.skipImportType()
		return
	}
	p.next()
	p.skipEntityName(true)
	if !p.nl && p.tok == TokLess {
		p.skipTypeArgs()
	}
}

// skipImportType goes over import("module").a.b<T>.
func (p *parser) skipImportType() {
	p.expect(KwImport)
	p.expect(TokLparen)
	p.skipType()
	if p.accept(TokComma) {
		p.expect(TokLbrace)
		if p.tok == KwWith || p.tok == KwAssert {
			p.next()
		} else {
			p.errorAt(p.pos, "with expected")
		}
		p.expect(TokColon)
		p.parseAttributeBraces()
		p.accept(TokComma)
		p.expect(TokRbrace)
	}
	p.expect(TokRparen)
	if p.accept(TokDot) {
		p.skipEntityName(true)
	}
	if !p.nl && p.rescanLess() == TokLess {
		p.skipTypeArgs()
	}
}

// skipAsserts goes over asserts x is T, or a type of that name.
func (p *parser) skipAsserts() {
	if !p.peek(func(p *parser) bool { return p.tok.isWord() && !p.nl }) {
		p.skipTypeName()
		return
	}
	p.next()
	if p.tok == KwThis {
		p.next()
	} else {
		p.parseIdent("")
	}
	if p.accept(KwIs) {
		p.skipType()
	}
}

// skipTupleElem goes over ...T, name: T or T of a tuple.
func (p *parser) skipTupleElem() {
	if p.tok.isWord() || p.tok == TokEllipsis {
		s := p.mark()
		p.accept(TokEllipsis)
		if p.tok.isWord() {
			p.next()
			p.accept(TokQuestion)
			if p.tok == TokColon {
				p.next()
				p.accept(TokEllipsis)
				p.skipType()
				return
			}
		}
		p.reset(s)
	}
	p.accept(TokEllipsis)
	p.skipType()
}

// skipTemplateType goes over a template literal type.
func (p *parser) skipTemplateType() {
	p.checkTemplate()
	for {
		p.next()
		p.skipType()
		if p.tok != TokRbrace {
			p.errorAt(p.pos, "} expected")
			return
		}
		p.rescanTemplate()
		p.checkTemplate()
		if p.tok == TokTemplateTail {
			p.next()
			return
		}
	}
}

// skipBraces goes over an object type or a mapped type.
func (p *parser) skipBraces() {
	if p.peek((*parser).insideMapped) {
		p.skipMapped()
		return
	}
	p.next()
	p.skipTypeMembers()
	p.expect(TokRbrace)
}

func (p *parser) skipTypeMembers() {
	outer := p.lists
	p.lists |= 1 << listTypeMembers
	for !p.listEnds(listTypeMembers) {
		if p.startsTypeMember() {
			p.skipTypeMember()
		} else if p.leavesList(listTypeMembers) {
			break
		}
	}
	p.lists = outer
}

// skipTypeMember goes over a member of an object type. The common form, a
// property with a plain name, leaves nothing in memory.
func (p *parser) skipTypeMember() {
	if p.tok != TokIdent && p.tok != TokString {
		p.parseTypeMember()
		return
	}
	p.next()
	p.accept(TokQuestion)
	if p.tok == TokLparen || p.tok == TokLess {
		p.skipTypeParams()
		p.skipParams()
		if p.acceptReturnColon() {
			p.skipReturn()
		}
	} else {
		if p.accept(TokColon) {
			p.skipType()
		}
		p.parseInit()
	}
	p.typeSemicolon()
}

// insideMapped reports whether a mapped type begins after the brace.
func (p *parser) insideMapped() bool {
	if p.tok == TokPlus || p.tok == TokMinus {
		p.next()
		return p.tok == KwReadonly
	}
	p.accept(KwReadonly)
	if p.tok != TokLbrack {
		return false
	}
	if p.next(); !p.isIdent() {
		return false
	}
	p.next()
	return p.tok == KwIn
}

func (p *parser) skipMapped() {
	p.next()
	p.skipSign(KwReadonly)
	p.expect(TokLbrack)
	p.skipName(true)
	p.expect(KwIn)
	p.skipType()
	if p.accept(KwAs) {
		p.skipType()
	}
	p.expect(TokRbrack)
	p.skipSign(TokQuestion)
	if p.accept(TokColon) {
		p.skipType()
	}
	p.semicolon()
	p.skipTypeMembers()
	p.expect(TokRbrace)
}

// skipSign goes over k, +k or -k.
func (p *parser) skipSign(k Kind) {
	if p.tok == TokPlus || p.tok == TokMinus {
		p.next()
		p.expect(k)
		return
	}
	p.accept(k)
}

// startsType reports whether the current token can begin a type. As a hint for
// what is no parameter, param leaves out the forms that would be ambiguous.
func (p *parser) startsType(param bool) bool {
	switch p.tok {
	case KwVoid, KwNull, KwThis, KwTypeof, TokLbrace, TokLbrack, TokLess, TokBar, TokAmp, KwNew,
		TokString, TokNumber, TokBigInt, KwTrue, KwFalse, TokStar, TokQuestion, TokNot, TokEllipsis,
		KwImport, TokTemplate, TokTemplateHead:
		return true
	case KwFunction:
		return !param
	case TokMinus:
		if param {
			return false
		}
		k := p.peekKind()
		return k == TokNumber || k == TokBigInt
	case TokLparen:
		return !param && p.peek(func(p *parser) bool {
			return p.tok == TokRparen || p.startsParam() || p.startsType(false)
		})
	}
	return p.isIdent()
}
