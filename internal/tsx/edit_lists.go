package tsx

import (
	"strings"

	"github.com/docreate/docreate/internal/edit"
)

// AddProperty adds a property, written as in the literal ("name: value",
// "name", "...rest", "name() {}"), to the end of an object literal. The same
// property is not added again; one of the same name that differs is an
// *EditError.
func AddProperty(obj *ObjectLit, text string) ([]edit.Edit, error) {
	f := FileOf(obj)
	if err := f.editable(text); err != nil {
		return nil, err
	}
	if isTarget(obj) {
		return nil, f.refuse(obj.Pos(), text, "the braces take a value apart and are no object literal")
	}
	s, err := exprSnippet(obj, "{\n", text, "\n}", func(e Expr) []Node {
		if lit, ok := e.(*ObjectLit); ok {
			return nodes(lit.Members, 1)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, item := range s.items {
		name := MemberName(item.(Member))
		for _, m := range obj.Members {
			switch {
			case sameCode(f, m, s.file, item):
				return nil, nil
			case name != "" && MemberName(m) == name && !isPair(m, item):
				return nil, f.refuse(m.Pos(), text, "the object has a property %q already", name)
			}
		}
	}
	l := brackets{file: f, open: obj.Pos() + 1, close: obj.End() - 1, elems: nodes(obj.Members, 1), pad: " ", style: StyleOf(f)}
	return l.add(s.render), nil
}

// AddElement adds an element to the end of an array literal.
func AddElement(array *ArrayLit, text string) ([]edit.Edit, error) {
	f := FileOf(array)
	if err := f.editable(text); err != nil {
		return nil, err
	}
	if isTarget(array) {
		return nil, f.refuse(array.Pos(), text, "the brackets take a value apart and are no array literal")
	}
	s, err := exprSnippet(array, "[\n", text, "\n]", func(e Expr) []Node {
		if lit, ok := e.(*ArrayLit); ok {
			return nodes(lit.Elems, 1)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	l := brackets{file: f, open: array.Pos() + 1, close: array.End() - 1, elems: nodes(array.Elems, 1), style: StyleOf(f)}
	return l.add(s.render), nil
}

// AddArgument adds an argument to the end of the arguments of a *CallExpr or
// a *NewExpr.
func AddArgument(call Expr, text string) ([]edit.Edit, error) {
	f := FileOf(call)
	if err := f.editable(text); err != nil {
		return nil, err
	}
	l := brackets{file: f, close: call.End() - 1, style: StyleOf(f)}
	switch n := call.(type) {
	case *CallExpr:
		l.open, l.elems = n.Lparen+1, nodes(n.Args, 1)
	case *NewExpr:
		l.open, l.elems = n.Lparen+1, nodes(n.Args, 1)
	default:
		return nil, f.refuse(call.Pos(), text, "the expression is no call")
	}
	s, err := exprSnippet(call, "_(\n", text, "\n)", func(e Expr) []Node {
		if call, ok := e.(*CallExpr); ok && len(call.TypeArgs) == 0 {
			return nodes(call.Args, 1)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if l.open == 0 {
		return []edit.Edit{edit.Insert(call.End(), "("+s.render(l.style, f.indentAt(call.Pos()), "")+")")}, nil
	}
	return l.add(s.render), nil
}

// isTarget reports whether an array or object literal stands where a value is
// taken apart: left of =, in the head of a loop, or inside of such a literal.
func isTarget(e Node) bool {
	switch p := e.Parent().(type) {
	case *BinaryExpr:
		return p.Op == TokAssign && (p.X == e || isTarget(p))
	case *ForOfStmt:
		return p.Left == e
	case *ForInStmt:
		return p.Left == e
	case *ArrayLit, *ObjectLit, *PropertyAssign, *SpreadElem, *SpreadProp, *ParenExpr:
		return isTarget(p)
	}
	return false
}

// exprSnippet parses a part of an expression that stands where n is.
func exprSnippet(n Node, before, text, after string, items func(Expr) []Node) (*snippet, error) {
	head, inFunction := functionHead(n)
	before = head + "(" + before
	after += ");"
	f := FileOf(n)
	if inFunction {
		after += "\n}"
	}
	if f.Module {
		after += "\nexport {};"
	}
	s, err := snippetOf(f, before, text, after, func(file *File) []Node { return items(parenthesized(file)) })
	if err != nil {
		return nil, err
	}
	if at := s.file.skipTrivia(s.items[len(s.items)-1].End()); at < s.end() {
		// A comma of their own would be one too many.
		return nil, f.refuse(n.Pos(), "", "the new code %q ends with %q", s.text, s.file.src[at:s.end()])
	}
	return s, nil
}

// parenthesized is the expression in parentheses that exprSnippet made, or nil
// where its parts do not fit.
func parenthesized(file *File) Expr {
	var stmts []Stmt
	switch n := file.Stmts[0].(type) {
	case *FuncDecl:
		stmts = n.Body.Stmts
	case *NamespaceDecl:
		if block, ok := n.Body.(*Block); ok {
			stmts = block.Stmts
		}
	default:
		stmts = file.Stmts[:1]
	}
	if len(stmts) != 1 {
		return nil
	}
	stmt, ok := stmts[0].(*ExprStmt)
	if !ok {
		return nil
	}
	paren, ok := stmt.Expr.(*ParenExpr)
	if !ok {
		return nil
	}
	return paren.Expr
}

// brackets is what is between two brackets, separated by commas.
type brackets struct {
	file        *File
	open, close int // offsets after the opening bracket and of the closing one
	elems       []Node
	pad         string // inside of the brackets on one line
	style       Style
}

// add puts a new element at the end of a list.
func (l *brackets) add(render func(style Style, indent, next string) string) []edit.Edit {
	f, style := l.file, l.style
	content := f.trimmed(l.open, l.close)
	if len(l.elems) == 0 {
		return l.addFirst(content, render, style)
	}
	last := l.elems[len(l.elems)-1]
	comma := f.skipTrivia(last.End())
	trailing := comma < l.close && f.src[comma] == ','
	multi := f.beginsLine(last.Pos()) && f.Position(last.Pos()).Line > f.Position(l.open).Line
	if !multi {
		text := render(style, f.indentAt(last.Pos()), "")
		if trailing {
			return []edit.Edit{edit.Insert(comma+1, " "+text+",")}
		}
		return []edit.Edit{edit.Insert(last.End(), ", "+text)}
	}
	indent := f.indentAt(last.Pos())
	text := style.Newline + indent + render(style, indent, "")
	if !f.beginsLine(l.close) {
		content = l.endOfLine(last.End(), comma, trailing)
	}
	if trailing {
		return []edit.Edit{edit.Insert(content, text+",")}
	}
	return []edit.Edit{edit.Insert(last.End(), ","), edit.Insert(content, text)}
}

// endOfLine is where an element ends whose closing bracket follows on the
// same line: behind its comma and the comments that a line break ends.
func (l *brackets) endOfLine(end, comma int, trailing bool) int {
	if trailing {
		end = comma + 1
	}
	for _, c := range l.file.Comments(end, l.close) {
		end = c.End
	}
	return end
}

// addFirst puts the first element into a list, behind the comments in it.
func (l *brackets) addFirst(content int, render func(Style, string, string) string, style Style) []edit.Edit {
	f := l.file
	if !strings.ContainsAny(f.src[l.open:l.close], "\r\n") {
		text := render(style, f.indentAt(l.open), "")
		if content > l.open {
			return []edit.Edit{edit.Insert(content, " "+text)}
		}
		return []edit.Edit{{Start: l.open, End: l.close, New: l.pad + text + l.pad}}
	}
	outer := f.indentAt(l.open)
	indent := outer + style.Indent
	text := style.Newline + indent + render(style, indent, "") + style.Newline + outer
	return []edit.Edit{{Start: content, End: l.close, New: text}}
}
