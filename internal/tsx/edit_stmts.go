package tsx

import "github.com/docreate/docreate/internal/edit"

// AddStmt adds statements to the end of a body, in front of the return, throw,
// break or continue that ends it. Statements that the body has already are not
// added again; one that declares a name which the body has is an *EditError.
func AddStmt(block *Block, text string) ([]edit.Edit, error) {
	return addStmt(blockBody(block), block, text, func(b *body, s *snippet) []edit.Edit {
		if last := len(b.items) - 1; last >= 0 && leaves(b.items[last]) {
			return b.before(last, s)
		}
		return b.last(s)
	})
}

func leaves(n Node) bool {
	switch n.(type) {
	case *ReturnStmt, *ThrowStmt, *BreakStmt, *ContinueStmt:
		return true
	}
	return false
}

// AddStmtFirst is AddStmt at the start of a body: behind its directives, and
// in the constructor of a class that extends another behind the call of super.
func AddStmtFirst(block *Block, text string) ([]edit.Edit, error) {
	f := FileOf(block)
	k := directives(block.Stmts) - 1
	if ctor, ok := block.Parent().(*ConstructorDecl); ok && ctor.Parent().(Class).Body().Extends() != nil {
		if k = superCall(block); k < 0 {
			return nil, f.refuse(ctor.Pos(), text, "the constructor has no statement super(…) of its own")
		}
	}
	return addStmt(blockBody(block), block, text, func(b *body, s *snippet) []edit.Edit { return b.after(k, s) })
}

// directives is how many statements such as "use strict" begin a list.
func directives(stmts []Stmt) int {
	for i, stmt := range stmts {
		expr, ok := stmt.(*ExprStmt)
		if !ok {
			return i
		}
		if _, ok := expr.Expr.(*StringLit); !ok {
			return i
		}
	}
	return len(stmts)
}

// superCall is the index of the statement super(…), or -1.
func superCall(block *Block) int {
	for i, stmt := range block.Stmts {
		expr, ok := stmt.(*ExprStmt)
		if !ok {
			continue
		}
		if call, ok := expr.Expr.(*CallExpr); ok && isKeyword(call.Fun, KwSuper) {
			return i
		}
	}
	return -1
}

func isKeyword(e Expr, k Kind) bool {
	n, ok := e.(*KeywordExpr)
	return ok && n.Keyword == k
}

// AddStmtBefore is AddStmt in front of a statement and the comments that
// belong to it.
func AddStmtBefore(stmt Stmt, text string) ([]edit.Edit, error) {
	return addBeside(stmt, text, func(b *body, s *snippet) []edit.Edit { return b.before(b.index(stmt), s) })
}

// AddStmtAfter is AddStmt behind a statement.
func AddStmtAfter(stmt Stmt, text string) ([]edit.Edit, error) {
	return addBeside(stmt, text, func(b *body, s *snippet) []edit.Edit { return b.after(b.index(stmt), s) })
}

func addBeside(stmt Stmt, text string, place func(*body, *snippet) []edit.Edit) ([]edit.Edit, error) {
	b := bodyAround(stmt)
	if b == nil || b.index(stmt) < 0 {
		return nil, FileOf(stmt).refuse(stmt.Pos(), text, "the statement has no braces around it")
	}
	return addStmt(b, stmt.Parent(), text, place)
}

// addStmt adds statements to a body, which is that of the node parent.
func addStmt(b *body, parent Node, text string, place func(*body, *snippet) []edit.Edit) ([]edit.Edit, error) {
	if err := b.file.editable(text); err != nil {
		return nil, err
	}
	s, err := stmtSnippet(parent, text)
	if err != nil {
		return nil, err
	}
	if b.has(s) {
		return nil, nil
	}
	if err := s.checkNames(b.file, parent); err != nil {
		return nil, err
	}
	return place(b, s), nil
}

// has reports whether the statements are in the body, one behind the other.
func (b *body) has(s *snippet) bool {
	for k := 0; k+len(s.items) <= len(b.items); k++ {
		same := 0
		for same < len(s.items) && sameCode(b.file, b.items[k+same], s.file, s.items[same]) {
			same++
		}
		if same == len(s.items) {
			return true
		}
	}
	return false
}

// checkNames refuses statements that declare a name which the body has.
func (s *snippet) checkNames(f *File, parent Node) error {
	var scope *Scope
	for _, item := range s.items {
		for id := range declaredNames(item.(Stmt)) {
			if scope == nil {
				scope = Resolve(f).At(parent)
			}
			sym := scope.Symbol(id.Name)
			if sym == nil && scope.Outer != nil && isFunction(scope.Outer.Node) {
				sym = scope.Outer.Symbol(id.Name)
			}
			if sym != nil && !sym.self {
				return f.refuse(sym.Names[0].Pos(), s.text, "the name %q is taken", id.Name)
			}
		}
	}
	return nil
}
