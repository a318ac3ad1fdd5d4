package tsx

// parseJSXOperand reads an element where an operand must stand alone: no other
// element may follow it.
func (p *parser) parseJSXOperand() Expr {
	return p.parseJSXElement(true)
}

// parseJSX reads an element in an expression, or among the children of another
// element if inExpr is not set.
func (p *parser) parseJSX(inExpr bool) Expr {
	x := p.parseJSXElement(inExpr)
	for inExpr && p.tok == TokLess {
		// Whoever compares an element means a second one.
		p.errorAt(x.Pos(), "elements side by side need one element around them")
		p.parseJSXElement(true)
	}
	return x
}

func (p *parser) parseJSXElement(inExpr bool) Expr {
	p.enter()
	defer p.leave()
	s := p.here()
	p.expect(TokLess)
	if p.tok == TokGreater {
		return p.parseFragment(s, inExpr)
	}
	tag := p.parseJSXName()
	var args []*Type
	if !p.script {
		args = p.parseTypeArgs()
	}
	attrs := list(p, &p.nodeList, listAttributes, (*parser).parseJSXAttr)
	if p.tok != TokGreater {
		n := &JSXSelfClosing{Tag: tag, TypeArgs: args, Attrs: attrs}
		p.expect(TokSlash)
		p.closeJSX(inExpr)
		p.done(&n.span, s)
		return n
	}
	p.nextJSXText()
	open := &JSXOpening{Tag: tag, TypeArgs: args, Attrs: attrs}
	p.done(&open.span, s)
	n := &JSXElement{Open: open, Children: p.parseJSXChildren()}
	n.Close = p.parseJSXClosing(tag, inExpr)
	p.done(&n.span, s)
	return n
}

func (p *parser) parseFragment(s start, inExpr bool) Expr {
	p.nextJSXText()
	n := &JSXFragment{Children: p.parseJSXChildren()}
	p.expect(TokLessSlash)
	p.closeJSX(inExpr)
	p.done(&n.span, s)
	return n
}

// closeJSX reads the > at the end of an element. What follows is text if the
// element is a child of another.
func (p *parser) closeJSX(inExpr bool) {
	switch {
	case p.tok != TokGreater:
		p.errorAt(p.pos, "> expected")
	case inExpr:
		p.next()
	default:
		p.nextJSXText()
	}
}

// nextJSXText goes on to the next child of an element.
func (p *parser) nextJSXText() {
	p.record()
	p.scanJSXText(p.end)
}

// parseJSXChildren reads the children up to </.
func (p *parser) parseJSXChildren() []Node {
	mark := p.nodeList.mark()
	for {
		if p.full != p.pos || !p.tok.isJSXChild() {
			// It was read as code, after something that is not closed.
			p.scanJSXText(p.full)
		}
		switch p.tok {
		case TokJSXText:
			n := new(JSXText)
			s := p.here()
			p.nextJSXText()
			p.done(&n.span, s)
			p.nodeList.push(n)
		case TokLbrace:
			p.nodeList.push(p.parseJSXExpr(false))
		case TokLess:
			p.nodeList.push(p.parseJSXElement(false))
		default:
			return p.nodeList.take(mark)
		}
	}
}

func (p *parser) parseJSXClosing(open Expr, inExpr bool) *JSXClosing {
	n := new(JSXClosing)
	s := p.here()
	if !p.expect(TokLessSlash) {
		n.Tag = p.missing()
		p.done(&n.span, s)
		return n
	}
	n.Tag = p.parseJSXName()
	if want := jsxName(open); jsxName(n.Tag) != want {
		p.errorAt(n.Tag.Pos(), "the closing tag of "+want+" expected")
	}
	p.closeJSX(inExpr)
	p.done(&n.span, s)
	return n
}

// jsxName is the name of a tag, without white space.
func jsxName(tag Expr) string {
	switch n := tag.(type) {
	case *Ident:
		return n.Name
	case *KeywordExpr:
		return n.Keyword.String()
	case *JSXNamespacedName:
		return n.Space.Name + ":" + n.Name.Name
	case *MemberExpr:
		name, ok := n.Name.(PropertyName)
		if x, isExpr := n.X.(Expr); ok && isExpr {
			return jsxName(x) + "." + name.NameText()
		}
	}
	return ""
}

// parseJSXName reads the name of an element: a, a.b.c or a:b.
func (p *parser) parseJSXName() Expr {
	s := p.here()
	x := p.parseJSXTag(true)
	if _, ok := x.(*JSXNamespacedName); ok {
		return x
	}
	for p.accept(TokDot) {
		n := p.members.new()
		n.X = x
		n.Name = p.parseNameAfterDot(false)
		p.done(&n.span, s)
		x = n
	}
	return x
}

// parseJSXTag reads the name of an attribute, or of an element up to its dots.
func (p *parser) parseJSXTag(element bool) Expr {
	s := p.here()
	p.extendJSXName()
	if p.escaped {
		p.errorAt(p.pos, "the name of an element or attribute must not have escapes")
	}
	isThis := element && p.tok == KwThis
	name := p.parseWord()
	if p.tok == TokColon {
		n := &JSXNamespacedName{Space: name}
		p.next()
		p.extendJSXName()
		n.Name = p.parseWord()
		p.done(&n.span, s)
		return n
	}
	if isThis {
		n := p.keywords.new()
		n.Keyword, n.span = KwThis, name.span
		return n
	}
	return name
}

func (p *parser) parseJSXAttr() Node {
	s := p.here()
	if p.tok == TokLbrace {
		n := new(JSXSpreadAttr)
		p.next()
		p.expect(TokEllipsis)
		n.Expr = p.parseExpr()
		p.expect(TokRbrace)
		p.done(&n.span, s)
		return n
	}
	n := &JSXAttr{Name: p.parseJSXTag(false)}
	if p.tok == TokAssign {
		n.Value = p.parseJSXAttrValue()
	}
	p.done(&n.span, s)
	return n
}

// parseJSXAttrValue reads the value after =.
func (p *parser) parseJSXAttrValue() Expr {
	p.record()
	if p.scanJSXAttrValue() || p.tok == TokString {
		raw := p.full == p.pos
		n := p.parseString()
		n.jsx = raw
		return n
	}
	switch p.tok {
	case TokLbrace:
		return p.parseJSXExpr(true)
	case TokLess:
		return p.parseJSX(true)
	}
	p.errorAt(p.pos, "a string, an expression in braces or an element expected")
	return nil
}

// parseJSXExpr reads an expression in braces: the value of an attribute if
// inAttr, and a child otherwise.
func (p *parser) parseJSXExpr(inAttr bool) *JSXExpr {
	n := new(JSXExpr)
	s := p.here()
	p.next()
	if p.tok != TokRbrace {
		n.Spread = !inAttr && p.accept(TokEllipsis)
		n.Expr = p.parseExpr()
	}
	switch {
	case p.tok != TokRbrace:
		p.errorAt(p.pos, "} expected")
	case inAttr:
		p.next()
	default:
		p.nextJSXText()
	}
	p.done(&n.span, s)
	return n
}
