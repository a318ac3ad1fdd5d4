package tsx

// listKind is a kind of list. Which kinds surround a token that does not fit
// decides whether it is skipped, or left to a list further out.
type listKind uint8

const (
	listFile listKind = iota
	listBlock
	listCases
	listCaseBody
	listTypeMembers
	listClassMembers
	listEnumMembers
	listHeritageTypes
	listVarDecls
	listObjectPattern
	listArrayPattern
	listArguments
	listObject
	listAttributes
	listArray
	listParams
	listTypeParams
	listTypeArgs
	listTupleTypes
	listHeritage
	listNames
	listImportAttributes
	listKinds
)

var listWants = [listKinds]string{
	listFile:             "a statement expected",
	listBlock:            "a statement expected",
	listCases:            "case or default expected",
	listCaseBody:         "a statement expected",
	listTypeMembers:      "a property or a signature expected",
	listClassMembers:     "a member of the class expected",
	listEnumMembers:      "a member of the enum expected",
	listHeritageTypes:    "a class or an interface expected",
	listVarDecls:         "a variable expected",
	listObjectPattern:    "a property of the pattern expected",
	listArrayPattern:     "an element of the pattern expected",
	listArguments:        "an argument expected",
	listObject:           "a property expected",
	listAttributes:       "an attribute expected",
	listArray:            "an element expected",
	listParams:           "a parameter expected",
	listTypeParams:       "a type parameter expected",
	listTypeArgs:         "a type expected",
	listTupleTypes:       "a type expected",
	listHeritage:         "{ expected",
	listNames:            "a name expected",
	listImportAttributes: "an attribute expected",
}

// list reads elements up to the end of a list.
func list[T any](p *parser, to *pool[T], kind listKind, element func(*parser) T) []T {
	outer := p.lists
	p.lists |= 1 << kind
	mark := to.mark()
	for !p.listEnds(kind) {
		if p.startsElement(kind, false) {
			to.push(element(p))
		} else if p.leavesList(kind) {
			break
		}
	}
	p.lists = outer
	return to.take(mark)
}

// commaList reads elements with commas between them up to the end of a list.
// It stops, and returns false, at an element that reports so.
func commaList[T any](p *parser, to *pool[T], kind listKind, element func(*parser) (T, bool)) ([]T, bool) {
	outer := p.lists
	p.lists |= 1 << kind
	mark := to.mark()
	for {
		if !p.startsElement(kind, false) {
			if p.listEnds(kind) || p.leavesList(kind) {
				break
			}
			continue
		}
		before := p.full
		n, ok := element(p)
		if !ok {
			to.drop(mark)
			p.lists = outer
			return nil, false
		}
		to.push(n)
		if p.accept(TokComma) {
			continue
		}
		if p.listEnds(kind) {
			break
		}
		p.missingComma(kind, before)
	}
	p.lists = outer
	return to.take(mark), true
}

// missingComma goes on after an element that no comma follows.
func (p *parser) missingComma(kind listKind, before int) {
	p.expect(TokComma)
	if (kind == listObject || kind == listImportAttributes) && p.tok == TokSemicolon && !p.nl {
		p.next()
	}
	if before == p.full {
		p.next()
	}
}

// skipList is commaList for elements that leave nothing behind.
func (p *parser) skipList(kind listKind, element func(*parser)) {
	outer := p.lists
	p.lists |= 1 << kind
	for {
		if !p.startsElement(kind, false) {
			if p.listEnds(kind) || p.leavesList(kind) {
				break
			}
			continue
		}
		before := p.full
		element(p)
		if p.accept(TokComma) {
			continue
		}
		if p.listEnds(kind) {
			break
		}
		p.missingComma(kind, before)
	}
	p.lists = outer
}

// leavesList reports a token that fits neither in the list nor behind it. It
// returns true if a list further out wants it, and skips it otherwise.
func (p *parser) leavesList(kind listKind) bool {
	p.errorAt(p.pos, listWants[kind])
	for k := range listKinds {
		if p.lists&(1<<k) != 0 && (p.listEnds(k) || p.startsElement(k, true)) {
			return true
		}
	}
	p.next()
	return false
}

// startsElement reports whether the current token can begin an element. In
// recovery it is stricter: the token was found where it does not belong.
func (p *parser) startsElement(kind listKind, recovery bool) bool {
	switch kind {
	case listFile, listBlock, listCaseBody:
		return p.tok == TokIdent || !(p.tok == TokSemicolon && recovery) && p.startsStmt()
	case listCases:
		return p.tok == KwCase || p.tok == KwDefault
	case listTypeMembers:
		return p.startsTypeMember()
	case listClassMembers:
		return p.tok == TokIdent || p.startsClassMember() || p.tok == TokSemicolon && !recovery
	case listEnumMembers:
		return p.tok == TokLbrack || p.isLiteralName()
	case listObject:
		return p.tok == TokLbrack || p.tok == TokStar || p.tok == TokEllipsis || p.tok == TokDot || p.isLiteralName()
	case listObjectPattern:
		return p.tok == TokLbrack || p.tok == TokEllipsis || p.isLiteralName()
	case listArrayPattern:
		return p.tok == TokComma || p.tok == TokEllipsis || p.startsBinding()
	case listVarDecls:
		return p.startsBinding()
	case listHeritageTypes:
		return p.startsHeritageType(recovery)
	case listHeritage:
		return p.tok == KwExtends || p.tok == KwImplements
	case listTypeParams:
		return p.tok == KwIn || p.tok == KwConst || p.isIdent()
	case listArray:
		return p.tok == TokComma || p.tok == TokDot || p.tok == TokEllipsis || p.startsExpr()
	case listArguments:
		return p.tok == TokEllipsis || p.startsExpr()
	case listParams:
		return p.startsParam()
	case listTypeArgs, listTupleTypes:
		return p.tok == TokComma || p.startsType(false)
	case listNames:
		return p.tok == TokString || p.tok.isWord() && !(p.tok == KwFrom && p.peekKind() == TokString)
	case listImportAttributes:
		return p.tok == TokString || p.tok.isWord()
	case listAttributes:
		return p.tok == TokLbrace || p.tok.isWord()
	}
	return false
}

// listEnds reports whether the current token ends a list of the kind.
func (p *parser) listEnds(kind listKind) bool {
	if p.tok == TokEOF {
		return true
	}
	switch kind {
	case listBlock, listCases, listTypeMembers, listClassMembers, listEnumMembers,
		listObject, listObjectPattern, listNames, listImportAttributes:
		return p.tok == TokRbrace
	case listCaseBody:
		return p.tok == TokRbrace || p.tok == KwCase || p.tok == KwDefault
	case listHeritageTypes:
		return p.tok == TokLbrace || p.tok == KwExtends || p.tok == KwImplements
	case listVarDecls:
		return p.atSemicolon() || p.tok == KwIn || p.tok == KwOf || p.tok == TokArrow
	case listTypeParams:
		return p.tok == TokGreater || p.tok == TokLparen || p.tok == TokLbrace || p.tok == KwExtends || p.tok == KwImplements
	case listArguments:
		return p.tok == TokRparen || p.tok == TokSemicolon
	case listArray, listTupleTypes, listArrayPattern:
		return p.tok == TokRbrack
	case listParams:
		return p.tok == TokRparen || p.tok == TokRbrack
	case listTypeArgs:
		return p.tok != TokComma
	case listHeritage:
		return p.tok == TokLbrace || p.tok == TokRbrace
	case listAttributes:
		return p.tok == TokGreater || p.tok == TokSlash
	}
	return false
}
