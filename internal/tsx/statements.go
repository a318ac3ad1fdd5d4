package tsx

// parseStmt reads a statement or a declaration.
func (p *parser) parseStmt() Stmt {
	p.enter()
	defer p.leave()
	s := p.here()
	switch p.tok {
	case TokIdent, KwThis, KwSuper, TokString:
		return p.parseExprStmt()
	case TokSemicolon:
		n := new(EmptyStmt)
		p.next()
		p.done(&n.span, s)
		return n
	case TokLbrace:
		return p.parseBlock()
	case KwIf:
		return p.parseIf()
	case KwReturn:
		return p.parseReturnStmt()
	case KwFor:
		return p.parseFor()
	case KwThrow:
		return p.parseThrow()
	case KwTry, KwCatch, KwFinally:
		return p.parseTry()
	case KwSwitch:
		return p.parseSwitch()
	case KwWhile, KwWith:
		return p.parseWhileOrWith()
	case KwDo:
		return p.parseDo()
	case KwContinue, KwBreak:
		return p.parseJump()
	case KwDebugger:
		n := new(DebuggerStmt)
		p.next()
		p.semicolon()
		p.done(&n.span, s)
		return n
	}
	if n := p.tryDeclaration(s); n != nil {
		return n
	}
	return p.parseExprStmt()
}

// tryDeclaration reads a declaration, or returns nil where none begins.
func (p *parser) tryDeclaration(s start) Stmt {
	switch p.tok {
	case KwVar:
		return p.parseVarStmt(s, nil)
	case KwLet, KwUsing, KwAwait:
		if p.startsVarList() {
			return p.parseVarStmt(s, nil)
		}
	case KwFunction:
		return p.parseFuncDecl(s, nil)
	case KwClass:
		return p.parseClassDecl(s, nil)
	case TokAt:
		return p.parseDeclaration()
	case KwConst, KwEnum, KwExport, KwImport, KwInterface, KwType, KwModule, KwNamespace, KwGlobal,
		KwDeclare, KwAsync, KwAbstract, KwAccessor, KwPublic, KwPrivate, KwProtected, KwStatic, KwReadonly:
		if p.startsDeclaration() {
			return p.parseDeclaration()
		}
	}
	return nil
}

// startsVarList reports whether let, using or await begins a declaration of
// variables, and is not a name.
func (p *parser) startsVarList() bool {
	switch p.tok {
	case KwVar, KwConst:
		return true
	case KwLet:
		return p.peek(func(p *parser) bool {
			return p.isBindingIdent() || p.tok == TokLbrace || p.tok == TokLbrack
		})
	case KwUsing:
		return p.peek((*parser).isUsingName)
	case KwAwait:
		return p.peek(func(p *parser) bool {
			if p.tok != KwUsing {
				return false
			}
			p.next()
			return p.isUsingName()
		})
	}
	return false
}

// isUsingName reports whether the token after using is what it declares.
func (p *parser) isUsingName() bool {
	return !p.nl && (p.isBindingIdent() || p.tok == TokLbrace)
}

// startsDeclaration reports whether the current tokens begin a declaration,
// where its keywords could be names as well.
func (p *parser) startsDeclaration() bool {
	s := p.mark()
	ok := p.lookForDeclaration()
	p.reset(s)
	return ok
}

func (p *parser) lookForDeclaration() bool {
	for {
		switch k := p.tok; k {
		case KwVar, KwLet, KwConst, KwFunction, KwClass, KwEnum:
			return true
		case KwUsing, KwAwait:
			return p.startsVarList()
		case KwInterface, KwType, KwDefer:
			p.next()
			return !p.nl && p.isIdent()
		case KwModule, KwNamespace:
			p.next()
			return !p.nl && (p.isIdent() || p.tok == TokString)
		case KwAbstract, KwAccessor, KwAsync, KwDeclare, KwPrivate, KwProtected, KwPublic, KwReadonly:
			if p.next(); p.nl {
				return false
			}
			if k == KwDeclare && p.tok == KwType {
				return true
			}
		case KwGlobal:
			p.next()
			return p.tok == TokLbrace || p.tok == TokIdent || p.tok == KwExport
		case KwImport:
			p.next()
			return p.tok == TokString || p.tok == TokStar || p.tok == TokLbrace || p.tok.isWord()
		case KwExport:
			p.next()
			k := p.tok
			if k == KwType {
				k = p.peekKind()
			}
			switch k {
			case TokAssign, TokStar, TokLbrace, KwDefault, KwAs, TokAt:
				return true
			}
		case KwStatic:
			p.next()
		default:
			return false
		}
	}
}

// startsStmt reports whether the current token can begin a statement.
func (p *parser) startsStmt() bool {
	switch p.tok {
	case TokAt, TokSemicolon, TokLbrace, KwVar, KwLet, KwUsing, KwFunction, KwClass, KwEnum, KwIf, KwDo,
		KwWhile, KwFor, KwContinue, KwBreak, KwReturn, KwWith, KwSwitch, KwThrow, KwTry, KwDebugger,
		KwCatch, KwFinally, KwAsync, KwDeclare, KwInterface, KwModule, KwNamespace, KwType, KwGlobal, KwDefer:
		return true
	case KwImport:
		return p.startsDeclaration() || p.startsLeft()
	case KwConst, KwExport:
		return p.startsDeclaration()
	case KwAccessor, KwPublic, KwPrivate, KwProtected, KwStatic, KwReadonly:
		return p.startsDeclaration() || !p.peek(func(p *parser) bool { return p.tok.isWord() && !p.nl })
	}
	return p.startsExpr()
}

// startsExprStmt reports whether the current token can begin an expression
// that stands as a statement.
func (p *parser) startsExprStmt() bool {
	return p.tok != TokLbrace && p.tok != KwFunction && p.tok != KwClass && p.tok != TokAt && p.startsExpr()
}

func (p *parser) parseExprStmt() Stmt {
	s := p.here()
	x := p.parseExprIn()
	if label, ok := x.(*Ident); ok && p.accept(TokColon) {
		n := &LabeledStmt{Label: label, Body: p.parseStmt()}
		p.done(&n.span, s)
		return n
	}
	if !p.acceptSemicolon() {
		p.missingSemicolon(x)
	}
	n := p.exprStmts.new()
	n.Expr = x
	p.done(&n.span, s)
	return n
}

// missingSemicolon reports that a statement or field does not end after n. A
// lone name is more likely a keyword with a mistake in it.
func (p *parser) missingSemicolon(n Node) {
	ident, ok := n.(*Ident)
	switch {
	case !ok || ident.Name == "":
		p.errorAt(p.pos, "; expected")
	case p.tok == TokInvalid && len(p.errors) > 0:
		// The lexer has said what is wrong.
	case ident.Name == "declare":
		// The compiler leaves a lone declare to its checker.
	default:
		p.errorAt(ident.Pos(), "unexpected keyword or name "+ident.Name)
	}
}

// parseCond reads an expression in parentheses.
func (p *parser) parseCond() Expr {
	p.expect(TokLparen)
	x := p.parseExprIn()
	p.expect(TokRparen)
	return x
}

func (p *parser) parseIf() Stmt {
	n := p.ifs.new()
	s := p.here()
	p.next()
	n.Cond = p.parseCond()
	n.Then = p.parseStmt()
	if p.accept(KwElse) {
		n.Else = p.parseStmt()
	}
	p.done(&n.span, s)
	return n
}

func (p *parser) parseDo() Stmt {
	n := new(DoStmt)
	s := p.here()
	p.next()
	n.Body = p.parseStmt()
	p.expect(KwWhile)
	n.Cond = p.parseCond()
	p.accept(TokSemicolon)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseWhileOrWith() Stmt {
	s, k := p.here(), p.tok
	p.next()
	x := p.parseCond()
	body := p.parseStmt()
	if k == KwWith {
		n := &WithStmt{Expr: x, Body: body}
		p.done(&n.span, s)
		return n
	}
	n := &WhileStmt{Cond: x, Body: body}
	p.done(&n.span, s)
	return n
}

func (p *parser) parseFor() Stmt {
	s := p.here()
	p.next()
	await := p.accept(KwAwait)
	p.expect(TokLparen)
	init := p.parseForInit()
	switch {
	case p.tok == KwOf || await:
		p.expect(KwOf)
		n := &ForOfStmt{Await: await, Left: init, Expr: p.parseAssignIn()}
		p.expect(TokRparen)
		n.Body = p.parseStmt()
		p.done(&n.span, s)
		return n
	case p.accept(KwIn):
		n := &ForInStmt{Left: init, Expr: p.parseExprIn()}
		p.expect(TokRparen)
		n.Body = p.parseStmt()
		p.done(&n.span, s)
		return n
	}
	n := &ForStmt{Init: init}
	p.expect(TokSemicolon)
	if p.tok != TokSemicolon && p.tok != TokRparen {
		n.Cond = p.parseExprIn()
	}
	p.expect(TokSemicolon)
	if p.tok != TokRparen {
		n.Update = p.parseExprIn()
	}
	p.expect(TokRparen)
	n.Body = p.parseStmt()
	p.done(&n.span, s)
	return n
}

// parseForInit reads what stands in front of the first semicolon, of or in.
func (p *parser) parseForInit() Node {
	switch {
	case p.tok == TokSemicolon:
		return nil
	case p.tok == KwLet, p.tok == KwUsing && p.peek((*parser).isUsingNameInFor), p.startsForVarList():
		return p.parseVarList(true)
	}
	outer := p.ctx
	p.ctx |= ctxNoIn
	x := p.parseExpr()
	p.ctx = outer
	return x
}

func (p *parser) startsForVarList() bool { return p.tok != KwUsing && p.startsVarList() }

// isUsingNameInFor is isUsingName in the head of a loop, where using may be
// the name of the variable: for (using of list).
func (p *parser) isUsingNameInFor() bool {
	if p.tok != KwOf {
		return p.isUsingName()
	}
	k := p.peekKind()
	return k == TokAssign || k == TokSemicolon || k == TokColon
}

func (p *parser) parseJump() Stmt {
	s, k := p.here(), p.tok
	p.next()
	var label *Ident
	if !p.atSemicolon() {
		label = p.parseIdent("")
	}
	p.semicolon()
	if k == KwBreak {
		n := &BreakStmt{Label: label}
		p.done(&n.span, s)
		return n
	}
	n := &ContinueStmt{Label: label}
	p.done(&n.span, s)
	return n
}

func (p *parser) parseReturnStmt() Stmt {
	n := p.returns.new()
	s := p.here()
	p.next()
	if !p.atSemicolon() {
		n.Expr = p.parseExprIn()
	}
	p.semicolon()
	p.done(&n.span, s)
	return n
}

func (p *parser) parseThrow() Stmt {
	n := new(ThrowStmt)
	s := p.here()
	p.next()
	if p.nl {
		n.Expr = p.missing()
	} else {
		n.Expr = p.parseExprIn()
	}
	if !p.acceptSemicolon() {
		p.missingSemicolon(n.Expr)
	}
	p.done(&n.span, s)
	return n
}

func (p *parser) parseSwitch() Stmt {
	n := new(SwitchStmt)
	s := p.here()
	p.next()
	n.Expr = p.parseCond()
	n.Lbrace = p.expectAt(TokLbrace)
	n.Clauses = list(p, &p.caseList, listCases, (*parser).parseCase)
	p.expect(TokRbrace)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseCase() *CaseClause {
	n := new(CaseClause)
	s := p.here()
	if p.accept(KwCase) {
		n.Expr = p.parseExprIn()
	} else {
		p.expect(KwDefault)
	}
	p.expect(TokColon)
	n.Stmts = list(p, &p.stmtList, listCaseBody, (*parser).parseStmt)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseTry() Stmt {
	n := new(TryStmt)
	s := p.here()
	p.expect(KwTry)
	n.Body = p.parseBlock()
	if p.tok == KwCatch {
		n.Catch = p.parseCatch()
	}
	if n.Catch == nil && p.tok != KwFinally {
		p.errorAt(p.pos, "catch or finally expected")
	}
	if n.Catch == nil || p.tok == KwFinally {
		p.accept(KwFinally)
		n.Finally = p.parseBlock()
	}
	p.done(&n.span, s)
	return n
}

func (p *parser) parseCatch() *CatchClause {
	n := new(CatchClause)
	s := p.here()
	p.next()
	if p.accept(TokLparen) {
		n.Param, _ = p.varDecl(false)
		p.expect(TokRparen)
	}
	n.Body = p.parseBlock()
	p.done(&n.span, s)
	return n
}

func (p *parser) parseVarStmt(s start, mods Modifiers) Stmt {
	n := p.varStmts.new()
	n.Mods = mods
	n.List = p.parseVarList(false)
	p.semicolon()
	p.done(&n.span, s)
	return n
}

func (p *parser) parseVarList(inFor bool) *VarList {
	n := p.varLists.new()
	s := p.here()
	n.Await = p.accept(KwAwait)
	n.Keyword = p.tok
	p.next()
	if p.tok == KwOf && p.peek((*parser).endsForOf) {
		p.done(&n.span, s)
		return n
	}
	outer := p.ctx
	p.ctx &^= ctxNoIn
	element := (*parser).plainVarDecl
	if inFor {
		p.ctx |= ctxNoIn
		element = (*parser).forVarDecl
	}
	n.Decls, _ = commaList(p, &p.varDeclList, listVarDecls, element)
	p.ctx = outer
	p.done(&n.span, s)
	return n
}

// endsForOf reports whether the head of a loop ends after one name: the
// variable in front of of is missing, which the compiler leaves to its checker.
func (p *parser) endsForOf() bool {
	if !p.isIdent() {
		return false
	}
	p.next()
	return p.tok == TokRparen
}

func (p *parser) plainVarDecl() (*VarDecl, bool) { return p.varDecl(true) }

func (p *parser) forVarDecl() (*VarDecl, bool) { return p.varDecl(false) }

// varDecl reads one variable, which may be marked by ! if definite is set.
func (p *parser) varDecl(definite bool) (*VarDecl, bool) {
	n := p.varDecls.new()
	s := p.here()
	n.Name = p.parseBinding()
	if _, ok := n.Name.(*Ident); ok && definite && !p.nl {
		n.Definite = p.accept(TokNot)
	}
	n.Type = p.parseAnnotation()
	if p.tok != KwIn && p.tok != KwOf {
		n.Init = p.parseInit()
	}
	p.done(&n.span, s)
	return n, true
}
