package tsx

// parseExpr reads an expression, commas included.
func (p *parser) parseExpr() Expr {
	outer := p.ctx
	p.ctx &^= ctxDecorator
	x := p.parseAssign(true)
	for p.tok == TokComma {
		x = p.binary(x, func() Expr { return p.parseAssign(true) })
	}
	p.ctx = outer
	return x
}

// parseExprIn is parseExpr inside of brackets, where in is an operator even in
// the head of a for loop.
func (p *parser) parseExprIn() Expr {
	outer := p.ctx
	p.ctx &^= ctxNoIn
	x := p.parseExpr()
	p.ctx = outer
	return x
}

// parseAssignIn is parseAssign inside of brackets.
func (p *parser) parseAssignIn() Expr {
	outer := p.ctx
	p.ctx &^= ctxNoIn
	x := p.parseAssign(true)
	p.ctx = outer
	return x
}

// binary makes an expression of x, the current token as operator, and what
// operand reads after it.
func (p *parser) binary(x Expr, operand func() Expr) Expr {
	n := p.binaries.new()
	n.X, n.Op, n.OpPos = x, p.tok, p.pos
	p.next()
	p.enter()
	n.Y = operand()
	p.leave()
	p.done(&n.span, startOf(x))
	return n
}

// parseAssign reads an expression without commas. Between ? and : of a
// conditional, an arrow function with a return type is one only if a colon
// follows; arrowType is false there.
func (p *parser) parseAssign(arrowType bool) Expr {
	p.enter()
	defer p.leave()
	if p.tok == KwYield && (p.ctx&ctxYield != 0 || p.peek((*parser).isOperandOnLine)) {
		return p.parseYield()
	}
	if f := p.tryArrow(arrowType); f != nil {
		return f
	}
	x := p.parseBinary(precLowest)
	if ident, ok := x.(*Ident); ok && p.tok == TokArrow {
		return p.parseBareArrow(startOf(x), nil, ident, arrowType)
	}
	if isAssignable(x) && p.rescanGreater().isAssignment() {
		return p.binary(x, func() Expr { return p.parseAssign(arrowType) })
	}
	return p.parseConditional(x, arrowType)
}

// isOperandOnLine reports whether the current token makes an operator of a
// yield or await in front of it, outside of the functions where they are one
// in any case.
func (p *parser) isOperandOnLine() bool {
	return !p.nl && (p.tok.isWord() || p.tok == TokNumber || p.tok == TokBigInt || p.tok == TokString)
}

// isAssignable reports whether an assignment operator may follow x: whether it
// is a primary expression, a call or a member access.
func isAssignable(x Expr) bool {
	switch x.(type) {
	case *BinaryExpr, *UnaryExpr, *PostfixExpr, *AwaitExpr, *YieldExpr, *ConditionalExpr,
		*AsExpr, *SatisfiesExpr, *TypeAssertion, *ArrowFunc, *SpreadElem:
		return false
	}
	return true
}

func (p *parser) parseYield() Expr {
	n := new(YieldExpr)
	s := p.here()
	p.next()
	if !p.nl && (p.tok == TokStar || p.startsExpr()) {
		n.Star = p.accept(TokStar)
		n.X = p.parseAssign(true)
	}
	p.done(&n.span, s)
	return n
}

func (p *parser) parseConditional(cond Expr, arrowType bool) Expr {
	if !p.accept(TokQuestion) {
		return cond
	}
	n := &ConditionalExpr{Cond: cond}
	outer := p.ctx
	p.ctx &^= ctxNoIn | ctxDecorator
	n.Then = p.parseAssign(false)
	p.ctx = outer
	if p.expect(TokColon) {
		n.Else = p.parseAssign(arrowType)
	} else {
		n.Else = p.missing()
	}
	p.done(&n.span, startOf(cond))
	return n
}

// Precedence of the binary operators, from the one that binds least.
const (
	precLowest = iota
	precOr
	precAnd
	precBitOr
	precBitXor
	precBitAnd
	precEquality
	precRelation
	precShift
	precAdd
	precMultiply
	precPower
)

var precedence = [256]uint8{
	TokQuestionQuestion: precOr, TokBarBar: precOr,
	TokAmpAmp:     precAnd,
	TokBar:        precBitOr,
	TokCaret:      precBitXor,
	TokAmp:        precBitAnd,
	TokEqualEqual: precEquality, TokNotEqual: precEquality,
	TokEqualEqualEqual: precEquality, TokNotEqualEqual: precEquality,
	TokLess: precRelation, TokGreater: precRelation, TokLessEqual: precRelation, TokGreaterEqual: precRelation,
	KwInstanceof: precRelation, KwIn: precRelation, KwAs: precRelation, KwSatisfies: precRelation,
	TokShiftLeft: precShift, TokShiftRight: precShift, TokShiftRightUnsigned: precShift,
	TokPlus: precAdd, TokMinus: precAdd,
	TokStar: precMultiply, TokSlash: precMultiply, TokPercent: precMultiply,
	TokStarStar: precPower,
}

// parseBinary reads operands joined by operators that bind more than prec.
func (p *parser) parseBinary(prec uint8) Expr {
	return p.parseBinaryRest(p.parseUnary(), prec)
}

func (p *parser) parseBinaryRest(x Expr, prec uint8) Expr {
	for {
		k := p.rescanGreater()
		own := precedence[k]
		if own < prec || own == prec && k != TokStarStar || own == 0 {
			return x
		}
		switch {
		case k == KwIn && p.ctx&ctxNoIn != 0, (k == KwAs || k == KwSatisfies) && p.nl:
			return x
		case k == KwAs:
			p.next()
			n := &AsExpr{X: x, Type: p.parseType()}
			p.done(&n.span, startOf(x))
			x = n
		case k == KwSatisfies:
			p.next()
			n := &SatisfiesExpr{X: x, Type: p.parseType()}
			p.done(&n.span, startOf(x))
			x = n
		default:
			x = p.binary(x, func() Expr { return p.parseBinary(own) })
		}
	}
}

// isBinaryOperator reports whether the current token joins two operands.
func (p *parser) isBinaryOperator() bool {
	return precedence[p.tok] > 0 && !(p.tok == KwIn && p.ctx&ctxNoIn != 0)
}

// parseUnary reads an operand with the operators in front of it, and the
// powers to which it is raised.
func (p *parser) parseUnary() Expr {
	switch p.tok {
	case TokPlus, TokMinus, TokTilde, TokNot, KwDelete, KwTypeof, KwVoid, KwAwait:
	case TokLess:
		if p.jsx {
			return p.parsePower()
		}
	default:
		return p.parsePower()
	}
	op := p.tok
	x := p.parseSimpleUnary()
	if p.tok == TokStarStar {
		p.errorAt(x.Pos(), "put the operand of ** in parentheses; it begins with "+op.String())
	}
	return x
}

func (p *parser) parsePower() Expr {
	x := p.parseUpdate()
	if p.tok == TokStarStar {
		return p.parseBinaryRest(x, precPower)
	}
	return x
}

// parseSimpleUnary reads an operand with the operators in front of it.
func (p *parser) parseSimpleUnary() Expr {
	p.enter()
	defer p.leave()
	switch p.tok {
	case TokPlus, TokMinus, TokTilde, TokNot, KwDelete, KwTypeof, KwVoid:
		n := p.unaries.new()
		s := p.here()
		n.Op = p.tok
		p.next()
		n.X = p.parseSimpleUnary()
		p.done(&n.span, s)
		return n
	case TokLess:
		if p.jsx {
			return p.parseJSXOperand()
		}
		return p.parseTypeAssertion()
	case KwAwait:
		if p.ctx&ctxAwait != 0 || p.peek((*parser).isOperandOnLine) {
			n := new(AwaitExpr)
			s := p.here()
			p.next()
			n.X = p.parseSimpleUnary()
			p.done(&n.span, s)
			return n
		}
	}
	return p.parseUpdate()
}

func (p *parser) parseTypeAssertion() Expr {
	n := new(TypeAssertion)
	s := p.here()
	p.next()
	n.Type = p.parseType()
	p.expect(TokGreater)
	n.X = p.parseSimpleUnary()
	p.done(&n.span, s)
	return n
}

// parseUpdate reads an operand with ++ or -- around it.
func (p *parser) parseUpdate() Expr {
	if p.tok == TokPlusPlus || p.tok == TokMinusMinus {
		n := p.unaries.new()
		s := p.here()
		n.Op = p.tok
		p.next()
		n.X = p.parseLeft()
		p.done(&n.span, s)
		return n
	}
	if p.jsx && p.tok == TokLess && p.peek(func(p *parser) bool { return p.tok.isWord() || p.tok == TokGreater }) {
		return p.parseJSX(true)
	}
	x := p.parseLeft()
	if (p.tok == TokPlusPlus || p.tok == TokMinusMinus) && !p.nl {
		n := &PostfixExpr{X: x, Op: p.tok}
		p.next()
		p.done(&n.span, startOf(x))
		return n
	}
	return x
}

// parseLeft reads a primary expression with the calls and member accesses
// after it.
func (p *parser) parseLeft() Expr {
	switch p.tok {
	case KwImport:
		switch p.peekKind() {
		case TokLparen, TokLess:
			return p.parseCalls(p.parseKeyword())
		case TokDot:
			return p.parseCalls(p.parseImportMeta())
		}
	case KwSuper:
		return p.parseCalls(p.parseSuper())
	}
	return p.parseCalls(p.parseMembers(p.parsePrimary(), true))
}

func (p *parser) parseImportMeta() Expr {
	n := &MetaProperty{Keyword: KwImport}
	s := p.here()
	p.next()
	p.next()
	n.Name = p.parseWord()
	p.sawMeta = p.sawMeta || n.Name.Name == "meta"
	p.done(&n.span, s)
	return n
}

func (p *parser) parseSuper() Expr {
	s := p.here()
	var x Expr = p.parseKeyword()
	if p.tok == TokLess {
		at := p.full
		if args, ok := p.tryTypeArgs(); ok {
			p.errorAt(at, "super has no type arguments")
			if !p.tok.isTemplate() {
				n := &InstantiationExpr{X: x, TypeArgs: args}
				p.done(&n.span, s)
				x = n
			}
		}
	}
	if p.tok == TokLparen || p.tok == TokDot || p.tok == TokLbrack {
		return x
	}
	p.errorAt(p.pos, "super must be called, or followed by the name of a member")
	n := &MemberExpr{X: x, Name: p.parseNameAfterDot(true)}
	p.done(&n.span, s)
	return n
}

// parseMembers reads the member accesses, tags and type arguments after x.
// Optional ones are read where optional is set: not after new.
func (p *parser) parseMembers(x Expr, optional bool) Expr {
	for {
		switch p.tok {
		case TokQuestionDot:
			if !optional || !p.peek((*parser).isMemberAfterOptional) {
				return x
			}
			p.next()
			x = p.parseOptionalMember(x)
		case TokDot:
			p.next()
			x = p.parseMember(x, false)
		case TokLbrack:
			if p.ctx&ctxDecorator != 0 {
				return x
			}
			p.next()
			x = p.parseIndex(x, false)
		case TokTemplate, TokTemplateHead:
			x = p.parseTag(x, false, nil)
		case TokNot:
			if p.nl {
				return x
			}
			p.next()
			n := &NonNullExpr{X: x}
			p.done(&n.span, startOf(x))
			x = n
		case TokLess, TokShiftLeft:
			args, ok := p.tryTypeArgs()
			if !ok {
				return x
			}
			n := &InstantiationExpr{X: x, TypeArgs: args}
			p.done(&n.span, startOf(x))
			x = n
		default:
			return x
		}
	}
}

// isMemberAfterOptional reports whether the token after ?. begins a member
// access or a template, and not a call.
func (p *parser) isMemberAfterOptional() bool {
	return p.tok.isWord() || p.tok == TokLbrack || p.tok.isTemplate()
}

func (p *parser) parseOptionalMember(x Expr) Expr {
	switch {
	case p.tok.isTemplate():
		return p.parseTag(x, true, nil)
	case p.tok == TokLbrack:
		p.next()
		return p.parseIndex(x, true)
	}
	return p.parseMember(x, true)
}

// parseMember reads the name after a dot.
func (p *parser) parseMember(x Expr, optional bool) Expr {
	n := p.members.new()
	n.X, n.Optional = x, optional
	if inst, ok := x.(*InstantiationExpr); ok {
		p.errorAt(inst.End(), "put what has type arguments in parentheses before a member of it")
	}
	n.Name = p.parseNameAfterDot(true)
	if private, ok := n.Name.(*PrivateName); ok && (optional || isChain(x)) {
		p.errorAt(private.Pos(), "a private name cannot be part of an optional chain")
	}
	p.done(&n.span, startOf(x))
	return n
}

// isChain reports whether a member access on x is part of an optional chain.
func isChain(x Expr) bool {
	for {
		switch n := x.(type) {
		case *MemberExpr:
			if n.Optional {
				return true
			}
			x = n.X
		case *IndexExpr:
			if n.Optional {
				return true
			}
			x = n.X
		case *CallExpr:
			if n.Optional {
				return true
			}
			x = n.Fun
		case *NonNullExpr:
			x = n.X
		default:
			return false
		}
	}
}

// parseNameAfterDot reads the name of a member. A word on the next line that
// begins a statement is not it: the name is still being typed.
func (p *parser) parseNameAfterDot(private bool) Node {
	if p.nl && p.tok.isWord() && p.peek(func(p *parser) bool { return p.tok.isWord() && !p.nl }) {
		p.errorAt(p.full, "a name expected")
		return p.missing()
	}
	if p.tok == TokPrivateName {
		if !private {
			p.errorAt(p.pos, "a private name cannot be used here")
		}
		return p.parsePrivateName()
	}
	return p.parseWord()
}

// parseIndex reads the index after [.
func (p *parser) parseIndex(x Expr, optional bool) Expr {
	n := &IndexExpr{X: x, Optional: optional}
	if p.tok == TokRbrack {
		p.errorAt(p.full, "an index expected")
		n.Index = p.missing()
	} else {
		n.Index = p.parseExprIn()
	}
	p.expect(TokRbrack)
	p.done(&n.span, startOf(x))
	return n
}

// parseTag reads the template that x is the tag of.
func (p *parser) parseTag(x Expr, optional bool, args []*Type) Expr {
	s := startOf(x)
	if inst, ok := x.(*InstantiationExpr); ok && !optional {
		x, args = inst.X, inst.TypeArgs
	}
	n := &TaggedTemplate{Tag: x, Optional: optional, TypeArgs: args, Template: p.parseTemplate(true)}
	p.done(&n.span, s)
	return n
}

// parseCalls reads the calls and member accesses after x.
func (p *parser) parseCalls(x Expr) Expr {
	for {
		x = p.parseMembers(x, true)
		var args []*Type
		typed := false
		optional := p.accept(TokQuestionDot)
		if optional {
			args, typed = p.tryTypeArgs()
			if p.tok.isTemplate() {
				x = p.parseTag(x, true, args)
				continue
			}
		}
		if typed || p.tok == TokLparen {
			x = p.parseCall(x, optional, args)
			continue
		}
		if optional {
			n := &MemberExpr{X: x, Optional: true, Name: p.identIf(false, "")}
			p.done(&n.span, startOf(x))
			x = n
		}
		return x
	}
}

func (p *parser) parseCall(fun Expr, optional bool, typeArgs []*Type) Expr {
	s := startOf(fun)
	if inst, ok := fun.(*InstantiationExpr); ok && !optional {
		fun, typeArgs = inst.X, inst.TypeArgs
	}
	n := p.calls.new()
	n.Fun, n.Optional, n.TypeArgs = fun, optional, typeArgs
	n.Lparen, n.Args = p.parseArgs()
	p.done(&n.span, s)
	return n
}

// parseArgs reads arguments in parentheses.
func (p *parser) parseArgs() (lparen int, args []Expr) {
	lparen = p.expectAt(TokLparen)
	args, _ = commaList(p, &p.exprList, listArguments, (*parser).argument)
	p.expect(TokRparen)
	return lparen, args
}

func (p *parser) argument() (Expr, bool) {
	outer := p.ctx
	p.ctx &^= ctxNoIn | ctxDecorator
	x, ok := p.element()
	p.ctx = outer
	return x, ok
}

// element reads an element of an array literal, or an argument.
func (p *parser) element() (Expr, bool) {
	switch p.tok {
	case TokEllipsis:
		n := new(SpreadElem)
		s := p.here()
		p.next()
		n.Expr = p.parseAssign(true)
		p.done(&n.span, s)
		return n, true
	case TokComma:
		return p.omitted(), true
	}
	return p.parseAssign(true), true
}

// tryTypeArgs reads type arguments in an expression, or goes back if < turns
// out to be a comparison.
func (p *parser) tryTypeArgs() ([]*Type, bool) {
	if p.script || p.tok != TokLess && p.tok != TokShiftLeft {
		return nil, false
	}
	s := p.mark()
	p.rescanLess()
	p.next()
	args, _ := commaList(p, &p.typeList, listTypeArgs, (*parser).typeElem)
	if p.rescanGreater() == TokGreater {
		if p.next(); p.mayFollowTypeArgs() {
			return args, true
		}
	}
	p.reset(s)
	return nil, false
}

// mayFollowTypeArgs decides whether a < b > was a list of type arguments, by
// the token after it.
func (p *parser) mayFollowTypeArgs() bool {
	switch p.tok {
	case TokLparen, TokTemplate, TokTemplateHead:
		return true
	case TokLess, TokGreater, TokPlus, TokMinus:
		return false
	}
	return p.nl || p.isBinaryOperator() || !p.startsExpr()
}

// startsLeft reports whether the current token can begin a primary expression.
func (p *parser) startsLeft() bool {
	switch p.tok {
	case TokIdent, KwThis, KwSuper, KwNull, KwTrue, KwFalse, TokNumber, TokBigInt, TokString,
		TokTemplate, TokTemplateHead, TokLparen, TokLbrack, TokLbrace, KwFunction, KwClass, KwNew,
		TokSlash, TokSlashAssign:
		return true
	case KwImport:
		k := p.peekKind()
		return k == TokLparen || k == TokLess || k == TokDot
	}
	return p.isIdent()
}

// startsExpr reports whether the current token can begin an expression. A
// binary operator counts: its operand is still being typed.
func (p *parser) startsExpr() bool {
	if p.startsLeft() {
		return true
	}
	switch p.tok {
	case TokPlus, TokMinus, TokTilde, TokNot, KwDelete, KwTypeof, KwVoid, TokPlusPlus, TokMinusMinus,
		TokLess, KwAwait, KwYield, TokPrivateName, TokAt:
		return true
	}
	return p.isBinaryOperator()
}
