package tsx

// Import is one name that a file imports. AddImport takes one too.
type Import struct {
	Module   string // as written, such as "cloudflare:workers"
	Imported string // the name in the module; "default", or "*" for all of it
	Name     string // the local name; for AddImport, empty stands for Imported
	TypeOnly bool   // written with type
	// Node is the *ImportDecl of a default import, or the *NamespaceImport,
	// *ImportSpec or *ImportEqualsDecl. AddImport ignores it.
	Node Node
}

// Imports returns the names that the file imports, in order. An import for its
// effects has none.
func (f *File) Imports() []Import {
	var list []Import
	for _, stmt := range f.Stmts {
		switch n := stmt.(type) {
		case *ImportDecl:
			list = append(list, importsOf(n)...)
		case *ImportEqualsDecl:
			if n.Module != nil && n.Name != nil {
				list = append(list, Import{Module: literal(n.Module), Imported: "*", Name: n.Name.Name, TypeOnly: n.TypeOnly, Node: n})
			}
		}
	}
	return list
}

func importsOf(n *ImportDecl) []Import {
	var list []Import
	module, typeOnly := literal(n.Module), n.Phase == KwType
	if n.Default != nil {
		list = append(list, Import{Module: module, Imported: "default", Name: n.Default.Name, TypeOnly: typeOnly, Node: n})
	}
	if n.Namespace != nil {
		list = append(list, Import{Module: module, Imported: "*", Name: n.Namespace.Name.Name, TypeOnly: typeOnly, Node: n.Namespace})
	}
	if n.Named != nil {
		for _, spec := range n.Named.Elems {
			list = append(list, Import{Module: module, Imported: nameOf(spec.Imported, spec.Name), Name: spec.Name.Name,
				TypeOnly: typeOnly || spec.TypeOnly, Node: spec})
		}
	}
	return list
}

// nameOf is the text of name, or where it is missing that of other.
func nameOf(name, other PropertyName) string {
	if name == nil {
		name = other
	}
	return name.NameText()
}

// literal is the value of a string literal, or nothing.
func literal(e Expr) string {
	if lit, ok := e.(*StringLit); ok {
		return lit.Value()
	}
	return ""
}

// Export is one name that a file exports. AddExport takes one too.
type Export struct {
	// Name is the exported name: "default" for a default export, "*" for
	// export * from, and "=" for export =.
	Name string
	// Local is what the file itself calls it. It is empty for an expression,
	// for a declaration without a name, and for export … from.
	Local string
	// Module and Imported say where the name comes from that is exported from
	// another module, or imported from there before. They are empty for what
	// the file declares. Imported is "*" for all of the module.
	Module, Imported string
	TypeOnly         bool // written with type
	// Node is the *ExportSpec, *NamespaceExport, *ExportDecl (of export *),
	// *ExportAssign, or the declaration. AddExport ignores it.
	Node Node
}

// Exports returns the names that the file exports, in order.
func (f *File) Exports() []Export {
	var list []Export
	for _, stmt := range f.Stmts {
		switch n := stmt.(type) {
		case *ExportDecl:
			list = append(list, exportsOf(n)...)
		case *ExportAssign:
			e := Export{Name: "default", Node: n}
			if n.Equals {
				e.Name = "="
			}
			if id, ok := n.Expr.(*Ident); ok {
				e.Local = id.Name
			}
			list = append(list, e)
		default:
			list = append(list, declared(stmt)...)
		}
	}
	imports := f.Imports()
	for i := range list {
		list[i].follow(imports)
	}
	return list
}

// follow fills in where an export comes from that the file imports.
func (e *Export) follow(imports []Import) {
	if e.Module != "" || e.Local == "" {
		return
	}
	for _, imp := range imports {
		if imp.Name == e.Local {
			e.Module, e.Imported = imp.Module, imp.Imported
			e.TypeOnly = e.TypeOnly || imp.TypeOnly
		}
	}
}

func exportsOf(n *ExportDecl) []Export {
	var module string
	if n.Module != nil {
		module = literal(n.Module)
	}
	switch {
	case n.Namespace != nil:
		return []Export{{Name: n.Namespace.Name.NameText(), Module: module, Imported: "*", TypeOnly: n.TypeOnly, Node: n.Namespace}}
	case n.Star:
		return []Export{{Name: "*", Module: module, Imported: "*", TypeOnly: n.TypeOnly, Node: n}}
	case n.Named == nil:
		return nil
	}
	var list []Export
	for _, spec := range n.Named.Elems {
		e := Export{Name: spec.Name.NameText(), Module: module, TypeOnly: n.TypeOnly || spec.TypeOnly, Node: spec}
		if n.Module != nil {
			e.Imported = nameOf(spec.Local, spec.Name)
		} else {
			e.Local = nameOf(spec.Local, spec.Name)
		}
		list = append(list, e)
	}
	return list
}

// declared returns the exports of a declaration with the modifier export.
func declared(stmt Stmt) []Export {
	mods := modifiersOf(stmt)
	if !mods.Has(KwExport) {
		return nil
	}
	var list []Export
	for id := range declaredNames(stmt) {
		e := Export{Name: id.Name, Local: id.Name, Node: stmt}
		if mods.Has(KwDefault) {
			e.Name = "default"
		}
		list = append(list, e)
	}
	if len(list) == 0 && mods.Has(KwDefault) {
		list = append(list, Export{Name: "default", Node: stmt})
	}
	return list
}

// modifiersOf returns the modifiers of a declaration.
func modifiersOf(stmt Node) Modifiers {
	switch n := stmt.(type) {
	case *VarStmt:
		return n.Mods
	case *FuncDecl:
		return n.Mods
	case *ClassDecl:
		return n.Mods
	case *InterfaceDecl:
		return n.Mods
	case *TypeAlias:
		return n.Mods
	case *EnumDecl:
		return n.Mods
	case *NamespaceDecl:
		return n.Mods
	case *ImportEqualsDecl:
		return n.Mods
	}
	return nil
}

// declaredNames yields the names that a declaration declares around it.
func declaredNames(stmt Stmt) func(yield func(*Ident) bool) {
	return func(yield func(*Ident) bool) {
		switch n := stmt.(type) {
		case *VarStmt:
			for _, decl := range n.List.Decls {
				for id := range bound(decl.Name, decl) {
					if !yield(id) {
						return
					}
				}
			}
		case *NamespaceDecl:
			if id, ok := n.Name.(*Ident); ok && n.Keyword != KwGlobal {
				yield(id)
			}
		default:
			if id := declarationName(stmt); id != nil {
				yield(id)
			}
		}
	}
}

// declarationName is the name of a declaration that has one at most.
func declarationName(n Node) *Ident {
	switch n := n.(type) {
	case *FuncDecl:
		return n.Name
	case *ClassDecl:
		return n.Name
	case *InterfaceDecl:
		return n.Name
	case *TypeAlias:
		return n.Name
	case *EnumDecl:
		return n.Name
	case *ImportEqualsDecl:
		return n.Name
	}
	return nil
}
