package tsx

import "iter"

// Steps yields what n does when it runs, in the order in which it happens:
// calls (*CallExpr, *NewExpr, *TaggedTemplate), and the places where it waits
// or yields (*AwaitExpr, *YieldExpr, the *ForOfStmt of for await, the *VarList
// of await using). A call comes after the calls in its arguments, and an await
// after what it waits for. Branches and loop bodies are taken once, as written.
//
// The functions inside n run later or never: each is yielded where it is made
// (*FuncDecl, *FuncExpr, *ArrowFunc, the members of a class or an object
// literal that have a body, and the fields of an instance that have a value),
// and what is in it is left out. Where n is itself
// a function or a member, the steps are those of its parameters and its body.
func Steps(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if isFunction(n) {
			n.each(func(child Node) bool { return steps(child, yield) })
			return
		}
		steps(n, yield)
	}
}

// isFunction reports whether n is code that runs when it is called, or when
// an instance of its class is made.
func isFunction(n Node) bool {
	switch n := n.(type) {
	case *FuncDecl, *FuncExpr, *ArrowFunc, *MethodDecl, *ConstructorDecl, *AccessorDecl:
		return true
	case *PropertyDecl:
		return !n.Mods.Has(KwStatic)
	}
	return false
}

// hasCode reports whether a function is more than a declaration of one.
func hasCode(n Node) bool {
	if field, ok := n.(*PropertyDecl); ok {
		return field.Init != nil
	}
	if _, ok := n.(*ArrowFunc); ok {
		return true
	}
	return bodyOf(n) != nil
}

// bodyOf is the block of a function or a member that has one.
func bodyOf(n Node) *Block {
	switch n := n.(type) {
	case *FuncDecl:
		return n.Body
	case *FuncExpr:
		return n.Body
	case *MethodDecl:
		return n.Body
	case *ConstructorDecl:
		return n.Body
	case *AccessorDecl:
		return n.Body
	}
	return nil
}

// steps yields the steps of n and reports whether the caller wants more.
func steps(n Node, yield func(Node) bool) bool {
	into := func(child Node) bool { return steps(child, yield) }
	switch n := n.(type) {
	case *Type, *EntityName:
		return true
	case *CallExpr, *NewExpr, *TaggedTemplate, *AwaitExpr, *YieldExpr:
		return n.each(into) && yield(n)
	case *VarList:
		return n.each(into) && (!n.Await || yield(n))
	case *VarDecl:
		return one(into, n.Init) && one(into, Node(n.Name))
	case *Param:
		return all(into, n.Mods) && one(into, n.Init) && one(into, Node(n.Name))
	case *BindingElem:
		return one(into, n.Prop) && one(into, n.Init) && one(into, Node(n.Name))
	case *BinaryExpr:
		if n.Op == TokAssign && isPattern(n.X) {
			return into(n.Y) && into(n.X)
		}
	case *ForStmt:
		return one(into, n.Init) && one(into, n.Cond) && one(into, n.Body) && one(into, n.Update)
	case *ForInStmt:
		return into(n.Expr) && into(n.Left) && into(n.Body)
	case *ForOfStmt:
		return into(n.Expr) && (!n.Await || yield(n)) && into(n.Left) && into(n.Body)
	}
	if isFunction(n) {
		return functionSteps(n, into) && (!hasCode(n) || yield(n))
	}
	return n.each(into)
}

// functionSteps yields what happens when a function or a member is made: its
// decorators and its name may compute something.
func functionSteps(n Node, into func(Node) bool) bool {
	return n.each(func(child Node) bool {
		switch child.(type) {
		case *Decorator, *ComputedName:
			return into(child)
		}
		return true
	})
}

// isPattern reports whether the left side of an assignment takes a value apart.
func isPattern(e Expr) bool {
	switch e.(type) {
	case *ArrayLit, *ObjectLit:
		return true
	}
	return false
}
