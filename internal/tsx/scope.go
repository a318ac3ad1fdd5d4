package tsx

// Symbol is what a name stands for in one scope of a file: a variable, a
// parameter, a function, a class, an import, a type. All declarations of a name
// in one scope share a symbol: overloads, and a value and a type of one name.
type Symbol struct {
	Name  string
	Scope *Scope
	// Decls are the nodes that declare it, in source order: *VarDecl,
	// *BindingElem, *Param, *FuncDecl, *FuncExpr, *ClassDecl, *ClassExpr,
	// *InterfaceDecl, *TypeAlias, *TypeParam, *EnumDecl, *EnumMember,
	// *NamespaceDecl, *ImportDecl (its default), *NamespaceImport,
	// *ImportSpec or *ImportEqualsDecl.
	Decls    []Node
	Names    []*Ident // the name in each of Decls
	Value    bool     // it exists at run time, or is imported
	Type     bool     // it can be used as a type, or is imported
	TypeOnly bool     // imported by import type, or with type in front

	self bool // name of a function expression, which a parameter may hide
}

// Scope is a part of a file in which names are declared.
type Scope struct {
	Node    Node      // what opens the scope, such as *File, *Block or *FuncDecl
	Outer   *Scope    // nil for the scope of the file
	Symbols []*Symbol // in the order of their first declarations

	names  map[string]*Symbol
	hoists bool // var is declared here
}

// Symbol returns what the name stands for in this very scope, or nil.
func (s *Scope) Symbol(name string) *Symbol { return s.names[name] }

func (s *Scope) declare(id *Ident, decl Node, value, typ bool) *Symbol {
	sym := s.names[id.Name]
	if sym == nil || sym.self {
		sym = &Symbol{Name: id.Name, Scope: s}
		if s.names == nil {
			s.names = map[string]*Symbol{}
		}
		s.names[id.Name] = sym
		s.Symbols = append(s.Symbols, sym)
	}
	sym.Decls = append(sym.Decls, decl)
	sym.Names = append(sym.Names, id)
	sym.Value = sym.Value || value
	sym.Type = sym.Type || typ
	return sym
}

// Scopes knows the scopes of a file and what its names refer to. Functions in
// blocks are local to their block, as in modules. It is not changed after
// Resolve, but for a cache: use it from one goroutine.
type Scopes struct {
	file   *File
	scopes map[Node]*Scope
	decls  map[*Ident]*Symbol
	tokens []Token
}

// Resolve finds the declarations of a file.
func Resolve(f *File) *Scopes {
	s := &Scopes{file: f, scopes: map[Node]*Scope{}, decls: map[*Ident]*Symbol{}}
	top := s.open(f, nil)
	top.hoists = true
	f.each(func(n Node) bool { s.visit(n, top); return true })
	return s
}

// Top is the scope of the file.
func (s *Scopes) Top() *Scope { return s.scopes[s.file] }

// At returns the innermost scope that n is in; for a node that opens a scope,
// that one.
func (s *Scopes) At(n Node) *Scope {
	for ; n != nil; n = n.Parent() {
		if scope := s.scopes[n]; scope != nil {
			return scope
		}
		switch p := n.Parent().(type) {
		case *Param:
			if _, ok := n.(*Decorator); ok {
				n = p.Parent()
			}
		case *MethodDecl, *AccessorDecl, Class:
			if runsOutside(n) {
				n = p
			}
		}
	}
	return nil
}

// runsOutside reports whether a part of a method or a class is computed before
// there are its parameters.
func runsOutside(n Node) bool {
	switch n.(type) {
	case *Decorator, *ComputedName:
		return true
	}
	return false
}

// Lookup returns what a name would refer to if it stood inside n, as a value
// or as a type, or nil where no declaration in the file is visible there.
func (s *Scopes) Lookup(n Node, name string) *Symbol {
	return lookup(s.At(n), name, anything)
}

// Of returns what an identifier refers to or declares. It is nil for a global,
// for the name of a property, and for a label.
func (s *Scopes) Of(id *Ident) *Symbol {
	if sym := s.decls[id]; sym != nil {
		return sym
	}
	want := useOf(id)
	if want == nothing {
		return nil
	}
	return lookup(s.At(id.Parent()), id.Name, want)
}

// use says what a name is wanted for.
type use uint8

const (
	nothing use = iota // it names a property or a label
	aValue
	aType
	aNamespace
	anything
)

func (u use) accepts(sym *Symbol) bool {
	switch u {
	case aValue:
		return sym.Value
	case aType:
		return sym.Type
	case aNamespace:
		return holdsNames(sym.Decls)
	}
	return true
}

// hasValues reports whether a namespace exists at run time, as one of types
// alone does not.
func hasValues(n *NamespaceDecl) bool {
	block, ok := n.Body.(*Block)
	if !ok {
		inner, ok := n.Body.(*NamespaceDecl)
		return ok && hasValues(inner)
	}
	for _, stmt := range block.Stmts {
		switch stmt := stmt.(type) {
		case *InterfaceDecl, *TypeAlias:
		case *NamespaceDecl:
			if hasValues(stmt) {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// holdsNames reports whether one of the declarations can stand in front of a
// dot in a type.
func holdsNames(decls []Node) bool {
	for _, decl := range decls {
		switch decl.(type) {
		case *NamespaceDecl, *EnumDecl, *ImportDecl, *NamespaceImport, *ImportSpec, *ImportEqualsDecl:
			return true
		}
	}
	return false
}

func lookup(scope *Scope, name string, want use) *Symbol {
	for ; scope != nil; scope = scope.Outer {
		if sym := scope.names[name]; sym != nil && want.accepts(sym) {
			return sym
		}
	}
	return nil
}

// open makes the scope that n opens.
func (s *Scopes) open(n Node, outer *Scope) *Scope {
	scope := &Scope{Node: n, Outer: outer}
	s.scopes[n] = scope
	return scope
}

func (s *Scopes) visit(n Node, outer *Scope) {
	inner := outer
	switch n := n.(type) {
	case *Block:
		inner = s.open(n, outer)
		inner.hoists = isBody(n)
	case *FuncDecl, *FuncExpr, *ArrowFunc, *MethodDecl, *ConstructorDecl, *AccessorDecl,
		*MethodSignature, *CallSignature, *ConstructSignature, *IndexSignature,
		*ClassDecl, *ClassExpr, *InterfaceDecl, *TypeAlias, *EnumDecl,
		*SwitchStmt, *ForStmt, *ForInStmt, *ForOfStmt, *CatchClause:
		inner = s.open(n, outer)
	}
	s.declare(n, outer, inner)
	n.each(func(child Node) bool { s.visit(child, inner); return true })
}

// isBody reports whether a block belongs to a function, a static block or a
// namespace, so that var stays inside.
func isBody(n *Block) bool {
	switch n.Parent().(type) {
	case *FuncDecl, *FuncExpr, *ArrowFunc, *MethodDecl, *ConstructorDecl, *AccessorDecl, *StaticBlock, *NamespaceDecl:
		return true
	}
	return false
}

// declare adds what n declares: to the scope around it, or to its own.
func (s *Scopes) declare(n Node, outer, inner *Scope) {
	switch n := n.(type) {
	case *FuncDecl:
		s.add(outer, n.Name, n, true, false)
	case *FuncExpr:
		if n.Name != nil {
			s.add(inner, n.Name, n, true, false).self = true
		}
	case *ClassDecl:
		s.add(outer, n.Name, n, true, true)
	case *ClassExpr:
		s.add(inner, n.Name, n, true, true)
	case *InterfaceDecl:
		s.add(outer, n.Name, n, false, true)
	case *TypeAlias:
		s.add(outer, n.Name, n, false, true)
	case *TypeParam:
		s.add(outer, n.Name, n, false, true)
	case *EnumDecl:
		s.add(outer, n.Name, n, true, true)
	case *EnumMember:
		if id, ok := n.Name.(*Ident); ok {
			s.add(outer, id, n, true, true)
		}
	case *NamespaceDecl:
		// The b of namespace a.b is a member of a, and global is no name.
		_, nested := n.Parent().(*NamespaceDecl)
		if id, ok := n.Name.(*Ident); ok && !nested && n.Keyword != KwGlobal {
			s.add(outer, id, n, hasValues(n), false)
		}
	case *Param:
		s.addBinding(outer, n.Name, n)
	case *VarDecl:
		s.addBinding(outer, n.Name, n)
	case *ImportDecl:
		s.addImport(outer, n)
	case *ImportEqualsDecl:
		s.addImported(outer, n.Name, n, n.TypeOnly)
	}
}

func (s *Scopes) addImport(scope *Scope, n *ImportDecl) {
	typeOnly := n.Phase == KwType
	s.addImported(scope, n.Default, n, typeOnly)
	if n.Namespace != nil {
		s.addImported(scope, n.Namespace.Name, n.Namespace, typeOnly)
	}
	if n.Named != nil {
		for _, spec := range n.Named.Elems {
			s.addImported(scope, spec.Name, spec, typeOnly || spec.TypeOnly)
		}
	}
}

func (s *Scopes) addImported(scope *Scope, id *Ident, decl Node, typeOnly bool) {
	if sym := s.add(scope, id, decl, true, true); sym != nil {
		sym.TypeOnly = typeOnly
	}
}

// add declares a name, unless it is missing: n is nil, or empty after an
// error, or the this of a parameter.
func (s *Scopes) add(scope *Scope, id *Ident, decl Node, value, typ bool) *Symbol {
	if id == nil || id.Name == "" || id.Name == "this" {
		return nil
	}
	sym := scope.declare(id, decl, value, typ)
	s.decls[id] = sym
	return sym
}

// addBinding declares the names that a variable or a parameter binds.
func (s *Scopes) addBinding(scope *Scope, name Binding, decl Node) {
	for id, decl := range bound(name, decl) {
		s.add(scopeFor(scope, decl, id.Name), id, decl, true, false)
	}
}

// bound yields the names in a binding, each with the node that declares it.
func bound(name Binding, decl Node) func(yield func(*Ident, Node) bool) {
	var step func(Binding, Node, func(*Ident, Node) bool) bool
	step = func(name Binding, decl Node, yield func(*Ident, Node) bool) bool {
		var elems []Node
		switch name := name.(type) {
		case *Ident:
			return yield(name, decl)
		case *ObjectPattern:
			for _, elem := range name.Elems {
				elems = append(elems, elem)
			}
		case *ArrayPattern:
			elems = name.Elems
		}
		for _, elem := range elems {
			if elem, ok := elem.(*BindingElem); ok && !step(elem.Name, elem, yield) {
				return false
			}
		}
		return true
	}
	return func(yield func(*Ident, Node) bool) { step(name, decl, yield) }
}

// scopeFor is where a name is declared whose declaration stands in scope: a
// var goes up to its function, where it may repeat a parameter.
func scopeFor(scope *Scope, decl Node, name string) *Scope {
	if !isVar(decl) {
		return scope
	}
	for !scope.hoists {
		scope = scope.Outer
	}
	if scope.Outer != nil {
		if param := scope.Outer.names[name]; param != nil && param.Value && !param.self && isParam(param.Decls[0]) {
			return scope.Outer
		}
	}
	return scope
}

func isVar(decl Node) bool {
	for {
		switch n := decl.(type) {
		case *VarList:
			return n.Keyword == KwVar
		case *VarDecl, *BindingElem, *ObjectPattern, *ArrayPattern:
			decl = decl.Parent()
		default:
			return false
		}
	}
}

func isParam(decl Node) bool {
	for {
		switch decl.(type) {
		case *Param:
			return true
		case *BindingElem, *ObjectPattern, *ArrayPattern:
			decl = decl.Parent()
		default:
			return false
		}
	}
}
