package tsx

// Class is a class declaration or a class expression.
type Class interface {
	Node
	// Body is what the class is made of.
	Body() *ClassBody
}

// Body returns c. It makes *ClassDecl and *ClassExpr a Class.
func (c *ClassBody) Body() *ClassBody { return c }

// Class finds a class at the top level of the file by its local name. A class
// expression has the name of the constant that holds it; "default" finds the
// class that is exported as default. It returns nil where there is none.
func (f *File) Class(name string) Class {
	for _, stmt := range f.Stmts {
		switch n := stmt.(type) {
		case *ClassDecl:
			if n.Name != nil && n.Name.Name == name || name == "default" && n.Mods.Has(KwDefault) {
				return n
			}
		case *VarStmt:
			if class := classIn(n, name); class != nil {
				return class
			}
		case *ExportAssign:
			if class, ok := unwrap(n.Expr).(*ClassExpr); ok && name == "default" && !n.Equals {
				return class
			}
			if id, ok := n.Expr.(*Ident); ok && name == "default" && id.Name != name {
				return f.Class(id.Name)
			}
		}
	}
	return nil
}

func classIn(n *VarStmt, name string) Class {
	for _, decl := range n.List.Decls {
		id, ok := decl.Name.(*Ident)
		if !ok || id.Name != name || decl.Init == nil {
			continue
		}
		if class, ok := unwrap(decl.Init).(*ClassExpr); ok {
			return class
		}
	}
	return nil
}

// unwrap takes off what changes the type of an expression at most:
// parentheses, as, satisfies, ! and type arguments.
func unwrap(e Expr) Expr {
	for {
		switch n := e.(type) {
		case *ParenExpr:
			e = n.Expr
		case *AsExpr:
			e = n.X
		case *SatisfiesExpr:
			e = n.X
		case *NonNullExpr:
			e = n.X
		case *TypeAssertion:
			e = n.X
		case *InstantiationExpr:
			e = n.X
		default:
			return e
		}
	}
}

// Origin says where a value comes from.
type Origin struct {
	// Module and Name are the module and its exported name for what the file
	// imports. Name is "default" for a default import and "*" for all of the
	// module. For what the file declares and for a global, Module is empty.
	Module, Name string
	// Symbol is the local declaration, or nil for a global and for a member of
	// a module.
	Symbol *Symbol
}

// Origin follows an expression such as Base, cf.Base, or a constant that is
// set to one of them, to where it comes from. It is false for an expression
// that computes something.
func (s *Scopes) Origin(e Expr) (Origin, bool) {
	return s.origin(e, 0)
}

// maxAliases is how many constants in a row are followed; more are a circle.
const maxAliases = 20

func (s *Scopes) origin(e Expr, depth int) (Origin, bool) {
	if depth > maxAliases {
		return Origin{}, false
	}
	switch n := unwrap(e).(type) {
	case *Ident:
		sym := s.Of(n)
		if sym == nil {
			return Origin{Name: n.Name}, true
		}
		if decl, ok := sym.Decls[0].(*VarDecl); ok && decl.Init != nil && len(sym.Decls) == 1 && isConst(decl) {
			if from, ok := s.origin(decl.Init, depth+1); ok {
				return from, true
			}
		}
		return originOf(sym), true
	case *MemberExpr:
		from, ok := s.origin(n.X, depth+1)
		if name, isIdent := n.Name.(*Ident); ok && isIdent && from.Module != "" && from.Name == "*" {
			return Origin{Module: from.Module, Name: name.Name}, true
		}
	}
	return Origin{}, false
}

func isConst(decl *VarDecl) bool {
	list, ok := decl.Parent().(*VarList)
	return ok && list.Keyword == KwConst
}

func originOf(sym *Symbol) Origin {
	from := Origin{Name: sym.Name, Symbol: sym}
	switch n := sym.Decls[0].(type) {
	case *ImportDecl:
		from.Module, from.Name = literal(n.Module), "default"
	case *NamespaceImport:
		from.Module, from.Name = literal(Enclosing[*ImportDecl](n).Module), "*"
	case *ImportSpec:
		from.Module, from.Name = literal(Enclosing[*ImportDecl](n).Module), nameOf(n.Imported, n.Name)
	case *ImportEqualsDecl:
		if n.Module != nil {
			from.Module, from.Name = literal(n.Module), "*"
		}
	}
	return from
}

// Base says what a class extends. It is false for a class that extends nothing
// or the result of an expression.
func (s *Scopes) Base(c Class) (Origin, bool) {
	if extends := c.Body().Extends(); extends != nil {
		return s.Origin(extends.Expr)
	}
	return Origin{}, false
}

// Inherits reports whether a class extends the given export of a module, by
// itself or through other classes of the file.
func (s *Scopes) Inherits(c Class, module, name string) bool {
	for range maxAliases {
		base, ok := s.Base(c)
		if !ok {
			return false
		}
		if base.Module == module && base.Name == name {
			return true
		}
		if c = base.class(); c == nil {
			return false
		}
	}
	return false
}

// class is the class of the file that an origin names, or nil.
func (o Origin) class() Class {
	if o.Symbol == nil {
		return nil
	}
	for _, decl := range o.Symbol.Decls {
		switch n := decl.(type) {
		case *ClassDecl:
			return n
		case *ClassExpr:
			return n
		case *VarDecl:
			if class, ok := unwrap(n.Init).(*ClassExpr); ok {
				return class
			}
		}
	}
	return nil
}

// Named returns the members of the class that have a name, in order: the
// overloads of a method, a getter and its setter, a static and an instance
// member. "constructor" finds the constructor; "#name" a private member.
func (c *ClassBody) Named(name string) []Member {
	var list []Member
	for _, m := range c.Members {
		if MemberName(m) == name {
			list = append(list, m)
		}
	}
	return list
}

// Method returns the method of the class that has a name, or nil. Of several
// overloads it is the one with a body.
func (c *ClassBody) Method(name string) *MethodDecl {
	var found *MethodDecl
	for _, m := range c.Named(name) {
		if method, ok := m.(*MethodDecl); ok && (found == nil || method.Body != nil) {
			found = method
		}
	}
	return found
}

// Constructor returns the constructor of the class, or nil. Of several
// overloads it is the one with a body.
func (c *ClassBody) Constructor() *ConstructorDecl {
	var found *ConstructorDecl
	for _, m := range c.Members {
		if ctor, ok := m.(*ConstructorDecl); ok && (found == nil || ctor.Body != nil) {
			found = ctor
		}
	}
	return found
}

// MemberName is the name of a member of a class, an interface or an object
// literal, with the # of a private one. It is empty for a member without a
// name and for one whose name is computed.
func MemberName(m Member) string {
	switch n := m.(type) {
	case *ConstructorDecl:
		return "constructor"
	case *ShorthandProp:
		return n.Name.Name
	}
	if name := propertyName(m); name != nil {
		return name.NameText()
	}
	return ""
}

func propertyName(m Member) PropertyName {
	switch n := m.(type) {
	case *PropertyDecl:
		return n.Name
	case *MethodDecl:
		return n.Name
	case *AccessorDecl:
		return n.Name
	case *PropertyAssign:
		return n.Name
	case *PropertySignature:
		return n.Name
	case *MethodSignature:
		return n.Name
	}
	return nil
}
