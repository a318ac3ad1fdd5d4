package tsx

// parseDeclaration reads a declaration with modifiers or decorators, or one
// whose keyword could be a name elsewhere.
func (p *parser) parseDeclaration() Stmt {
	s := p.here()
	mods := p.parseModifiers(true, false, false)
	switch p.tok {
	case KwVar, KwLet, KwConst, KwUsing, KwAwait:
		return p.parseVarStmt(s, mods)
	case KwFunction:
		return p.parseFuncDecl(s, mods)
	case KwClass:
		return p.parseClassDecl(s, mods)
	case KwInterface:
		return p.parseInterface(s, mods)
	case KwType:
		return p.parseTypeAlias(s, mods)
	case KwEnum:
		return p.parseEnum(s, mods)
	case KwGlobal, KwModule, KwNamespace:
		return p.parseNamespace(s, mods)
	case KwImport:
		return p.parseImport(s, mods)
	case KwExport:
		p.next()
		switch p.tok {
		case KwDefault, TokAssign:
			return p.parseExportAssign(s, mods)
		case KwAs:
			return p.parseExportAsNamespace(s, mods)
		}
		return p.parseExport(s, mods)
	}
	// The modifiers belong to nothing.
	p.errorAt(p.full, "a declaration expected")
	n := &VarStmt{Mods: mods, List: new(VarList)}
	here := p.here()
	p.done(&n.List.span, here)
	n.List.pos, n.List.end = n.List.full, n.List.full
	p.done(&n.span, s)
	return n
}

// parseNamespace reads namespace a.b { … }, module "m" { … } or global { … }.
func (p *parser) parseNamespace(s start, mods Modifiers) Stmt {
	k := p.tok
	if k != KwGlobal {
		p.next()
	}
	if k == KwGlobal || k == KwModule && p.tok == TokString {
		return p.parseAmbientModule(s, mods, k)
	}
	n := p.parseNamespaceFrom(s, k, p.parseIdent(""))
	n.Mods = mods
	return n
}

func (p *parser) parseAmbientModule(s start, mods Modifiers, k Kind) Stmt {
	n := &NamespaceDecl{Mods: mods, Keyword: k}
	if k == KwGlobal {
		n.Name = p.parseIdent("")
	} else {
		n.Name = p.parseString()
	}
	if p.tok == TokLbrace {
		n.Body = p.parseModuleBlock()
	} else {
		p.semicolon()
	}
	p.done(&n.span, s)
	return n
}

// parseNamespaceFrom reads a namespace after its name.
func (p *parser) parseNamespaceFrom(s start, k Kind, name *Ident) *NamespaceDecl {
	p.enter()
	n := &NamespaceDecl{Keyword: k, Name: name}
	if p.accept(TokDot) {
		inner := p.here()
		n.Body = p.parseNamespaceFrom(inner, k, p.parseWord())
	} else {
		n.Body = p.parseModuleBlock()
	}
	p.done(&n.span, s)
	p.leave()
	return n
}

func (p *parser) parseModuleBlock() *Block {
	n := p.blocks.new()
	s := p.here()
	if p.expect(TokLbrace) {
		n.Stmts = list(p, &p.stmtList, listBlock, (*parser).parseStmt)
		p.expect(TokRbrace)
	}
	p.done(&n.span, s)
	return n
}

func (p *parser) parseImport(s start, mods Modifiers) Stmt {
	n := p.imports.new()
	n.Mods = mods
	p.next()
	if p.isIdent() {
		n.Default = p.name()
	}
	switch {
	case n.Default == nil:
	case n.Default.Name == "type" && p.typeIsPhase():
		n.Phase = KwType
	case n.Default.Name == "defer" && p.deferIsPhase():
		n.Phase = KwDefer
	}
	if n.Phase != 0 {
		n.Default = nil
		if p.isIdent() {
			n.Default = p.name()
		}
	}
	if n.Default != nil && p.tok != TokComma && p.tok != KwFrom && n.Phase != KwDefer {
		return p.parseImportEquals(s, mods, n.Default, n.Phase == KwType)
	}
	p.parseImportClause(n)
	n.Module = p.parseModuleName()
	n.Attributes = p.parseAttributes()
	p.semicolon()
	p.done(&n.span, s)
	return n
}

// typeIsPhase reports whether the type after import means that types are
// imported, and is not the name of what is.
func (p *parser) typeIsPhase() bool {
	if p.tok == KwFrom && !p.peek(func(p *parser) bool { return p.tok == KwFrom || p.tok == TokAssign }) {
		return false
	}
	return p.isIdent() || p.tok == TokStar || p.tok == TokLbrace
}

// deferIsPhase is typeIsPhase for defer.
func (p *parser) deferIsPhase() bool {
	if p.tok == KwFrom {
		return p.peekKind() != TokString
	}
	return p.tok != TokComma && p.tok != TokAssign
}

// parseImportClause reads what is imported, up to from.
func (p *parser) parseImportClause(n *ImportDecl) {
	if n.Default == nil && p.tok != TokStar && p.tok != TokLbrace {
		return
	}
	if n.Default == nil || p.accept(TokComma) {
		if p.tok == TokStar {
			n.Namespace = p.parseNamespaceImport()
		} else {
			n.Named = p.parseNamedImports()
		}
	}
	p.expect(KwFrom)
}

func (p *parser) parseNamespaceImport() *NamespaceImport {
	n := new(NamespaceImport)
	s := p.here()
	p.next()
	p.expect(KwAs)
	n.Name = p.parseIdent("")
	p.done(&n.span, s)
	return n
}

func (p *parser) parseNamedImports() *NamedImports {
	n := p.named.new()
	s := p.here()
	if p.expect(TokLbrace) {
		n.Elems, _ = commaList(p, &p.importList, listNames, (*parser).importSpec)
		p.expect(TokRbrace)
	}
	p.done(&n.span, s)
	return n
}

func (p *parser) importSpec() (*ImportSpec, bool) {
	n := p.specs.new()
	s := p.here()
	spec := p.parseSpec()
	n.TypeOnly, n.Imported = spec.typeOnly, spec.first
	if name, ok := spec.last.(*Ident); ok {
		n.Name = name
		if spec.reserved {
			p.errorAt(name.Pos(), name.Name+" is a reserved word; a name expected")
		}
	} else {
		p.errorAt(spec.last.Pos(), "a name expected")
		n.Name = p.missing()
		n.Imported = spec.last
	}
	p.done(&n.span, s)
	return n, true
}

func (p *parser) exportSpec() (*ExportSpec, bool) {
	n := new(ExportSpec)
	s := p.here()
	spec := p.parseSpec()
	n.TypeOnly, n.Local, n.Name = spec.typeOnly, spec.first, spec.last
	p.done(&n.span, s)
	return n, true
}

// spec is type first as last.
type spec struct {
	typeOnly    bool
	first, last PropertyName
	reserved    bool // last is a reserved word
}

// specName reads a name of a specifier, which may be any word or a string.
func (p *parser) specName(s *spec) PropertyName {
	s.reserved = p.tok.isKeyword() && !p.isIdent()
	if p.tok == TokString {
		return p.parseString()
	}
	return p.parseWord()
}

func (p *parser) atSpecName() bool { return p.tok.isWord() || p.tok == TokString }

// parseSpec reads a specifier, where type and as may be names as well.
func (p *parser) parseSpec() spec {
	var s spec
	s.last = p.specName(&s)
	if name, ok := s.last.(*Ident); ok && name.Name == "type" {
		switch {
		case p.tok == KwAs:
			if p.parseTypeAs(&s, name) {
				return s
			}
		case p.atSpecName():
			s.typeOnly = true
			s.last = p.specName(&s)
		}
	}
	if p.accept(KwAs) {
		s.first = s.last
		s.last = p.specName(&s)
	}
	return s
}

// parseTypeAs reads a specifier that begins with type as. It reports whether
// that was all of it.
func (p *parser) parseTypeAs(s *spec, name *Ident) bool {
	firstAs := p.parseWord()
	switch {
	case p.tok == KwAs:
		secondAs := p.parseWord()
		if p.atSpecName() { // type as as name
			s.typeOnly, s.first = true, firstAs
			s.last = p.specName(s)
		} else { // type as as
			s.first, s.last = name, secondAs
		}
		return true
	case p.atSpecName(): // type as name
		s.first = name
		s.last = p.specName(s)
		return true
	}
	s.typeOnly, s.last = true, firstAs // type as
	return false
}

// parseModuleName reads the string after from. The compiler takes any other
// expression as well, and complains later.
func (p *parser) parseModuleName() Expr {
	if p.tok == TokString {
		return p.parseString()
	}
	return p.parseExpr()
}

// parseAttributes reads with { … }, if it is there.
func (p *parser) parseAttributes() *ImportAttributes {
	if p.tok != KwWith && p.tok != KwAssert || p.nl {
		return nil
	}
	n := &ImportAttributes{Keyword: p.tok}
	s := p.here()
	p.next()
	n.Elems = p.parseAttributeBraces()
	p.done(&n.span, s)
	return n
}

func (p *parser) parseAttributeBraces() []*ImportAttribute {
	if !p.expect(TokLbrace) {
		return nil
	}
	elems, _ := commaList(p, &p.attributeList, listImportAttributes, (*parser).importAttribute)
	p.expect(TokRbrace)
	return elems
}

func (p *parser) importAttribute() (*ImportAttribute, bool) {
	n := new(ImportAttribute)
	s := p.here()
	if p.tok == TokString {
		n.Name = p.parseString()
	} else {
		n.Name = p.parseWord()
	}
	p.expect(TokColon)
	n.Value = p.parseAssign(true)
	p.done(&n.span, s)
	return n, true
}

func (p *parser) parseImportEquals(s start, mods Modifiers, name *Ident, typeOnly bool) Stmt {
	n := &ImportEqualsDecl{Mods: mods, Name: name, TypeOnly: typeOnly}
	p.expect(TokAssign)
	if p.tok == KwRequire && p.peekKind() == TokLparen {
		p.next()
		p.next()
		n.Module = p.parseModuleName()
		p.expect(TokRparen)
	} else {
		n.Entity = new(EntityName)
		at := p.here()
		p.skipEntityName(false)
		p.done(&n.Entity.span, at)
	}
	p.semicolon()
	p.done(&n.span, s)
	return n
}

// parseExport reads an export of names or of all, after its keyword.
func (p *parser) parseExport(s start, mods Modifiers) Stmt {
	n := &ExportDecl{Mods: mods}
	outer := p.ctx
	p.ctx |= ctxAwait
	n.TypeOnly = p.accept(KwType)
	at := p.here()
	if p.accept(TokStar) {
		n.Star = true
		if p.accept(KwAs) {
			n.Namespace = &NamespaceExport{Name: p.specName(new(spec))}
			p.done(&n.Namespace.span, at)
		}
		p.expect(KwFrom)
		n.Module = p.parseModuleName()
	} else {
		n.Named = p.parseNamedExports()
		if p.tok == KwFrom || p.tok == TokString && !p.nl {
			p.expect(KwFrom)
			n.Module = p.parseModuleName()
		}
	}
	if n.Module != nil {
		n.Attributes = p.parseAttributes()
	}
	p.semicolon()
	p.ctx = outer
	p.done(&n.span, s)
	return n
}

func (p *parser) parseNamedExports() *NamedExports {
	n := new(NamedExports)
	s := p.here()
	if p.expect(TokLbrace) {
		n.Elems, _ = commaList(p, &p.exportList, listNames, (*parser).exportSpec)
		p.expect(TokRbrace)
	}
	p.done(&n.span, s)
	return n
}

func (p *parser) parseExportAssign(s start, mods Modifiers) Stmt {
	n := &ExportAssign{Mods: mods}
	outer := p.ctx
	p.ctx |= ctxAwait
	n.Equals = p.accept(TokAssign)
	if !n.Equals {
		p.next()
	}
	n.Expr = p.parseAssign(true)
	p.semicolon()
	p.ctx = outer
	p.done(&n.span, s)
	return n
}

func (p *parser) parseExportAsNamespace(s start, mods Modifiers) Stmt {
	n := &ExportAsNamespace{Mods: mods}
	p.next()
	p.expect(KwNamespace)
	n.Name = p.parseIdent("")
	p.semicolon()
	p.done(&n.span, s)
	return n
}
