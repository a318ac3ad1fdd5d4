package tsx

import (
	"slices"
	"strings"
)

// Range is a piece of a file, in bytes.
type Range struct{ Pos, End int }

// References returns where the file names a symbol, its declarations
// included, in source order. Names inside types are found too.
func (s *Scopes) References(sym *Symbol) []Range {
	var list []Range
	Walk(s.file, func(n Node) bool {
		switch n := n.(type) {
		case *Ident:
			if n.Name == sym.Name && s.Of(n) == sym {
				list = append(list, Range{n.Pos(), n.End()})
			}
		case *Type, *EntityName:
			for _, name := range s.namesIn(n, sym.Name) {
				if s.ofTypeName(n, name) == sym {
					list = append(list, name.Range)
				}
			}
		}
		return true
	})
	return list
}

// AtOffset returns what the name at an offset refers to or declares, or nil
// where there is no name of something that the file declares.
func (s *Scopes) AtOffset(offset int) *Symbol {
	switch n := s.file.Path(offset)[0].(type) {
	case *Ident:
		return s.Of(n)
	case *Type, *EntityName:
		for _, name := range s.namesIn(n, "") {
			if name.Pos <= offset && offset < name.End {
				return s.ofTypeName(n, name)
			}
		}
	}
	return nil
}

func (s *Scopes) ofTypeName(n Node, name typeName) *Symbol {
	if _, ok := n.(*EntityName); ok && name.use == aType {
		name.use = anything
	}
	return lookup(s.At(n), s.file.src[name.Pos:name.End], name.use)
}

// namesIn returns the names that a type refers to; with a name, at most those
// that are equal to it.
func (s *Scopes) namesIn(n Node, name string) []typeName {
	text := s.file.Text(n)
	if !strings.Contains(text, name) {
		return nil
	}
	if s.tokens == nil {
		s.tokens = tokens(s.file.Name, s.file.src)
	}
	first, _ := slices.BinarySearchFunc(s.tokens, n.Pos(), func(t Token, pos int) int { return t.Pos - pos })
	last, _ := slices.BinarySearchFunc(s.tokens, n.End(), func(t Token, pos int) int { return t.Pos - pos })
	r := typeReader{src: s.file.src, tokens: s.tokens[first:last]}
	found := r.read()
	if name == "" {
		return found
	}
	return slices.DeleteFunc(found, func(t typeName) bool { return s.file.src[t.Pos:t.End] != name })
}

// useOf says what an identifier that declares nothing is wanted for.
func useOf(id *Ident) use {
	switch p := id.Parent().(type) {
	case *MemberExpr:
		if _, ok := topOf(p).Parent().(*HeritageType); ok && p.Name != Node(id) {
			return anything
		}
		return valueUnless(p.Name == Node(id))
	case *PropertyAssign:
		return valueUnless(isName(p.Name, id))
	case *BindingElem:
		return valueUnless(p.Prop != nil && isName(p.Prop, id))
	case *PropertyDecl:
		return valueUnless(isName(p.Name, id))
	case *PropertySignature:
		return valueUnless(isName(p.Name, id))
	case *EnumMember:
		return valueUnless(isName(p.Name, id))
	case *ImportAttribute:
		return valueUnless(isName(p.Name, id))
	case *MethodDecl, *MethodSignature, *AccessorDecl, *ImportSpec, *NamespaceExport, *LabeledStmt, *BreakStmt,
		*ContinueStmt, *MetaProperty, *JSXAttr, *JSXNamespacedName, *NamespaceDecl, *ExportAsNamespace:
		return nothing
	case *JSXOpening, *JSXClosing, *JSXSelfClosing:
		return valueUnless(isIntrinsic(id.Name))
	case *ExportSpec:
		return useOfExport(p, id)
	case *ExportAssign, *HeritageType:
		return anything
	}
	return aValue
}

// topOf is the whole of a.b.c.
func topOf(n *MemberExpr) *MemberExpr {
	for {
		outer, ok := n.Parent().(*MemberExpr)
		if !ok {
			return n
		}
		n = outer
	}
}

func valueUnless(property bool) use {
	if property {
		return nothing
	}
	return aValue
}

func isName(name PropertyName, id *Ident) bool { return name == PropertyName(id) }

// isIntrinsic reports whether a tag names an element of the platform.
func isIntrinsic(tag string) bool {
	return tag == "" || tag[0] >= 'a' && tag[0] <= 'z' || strings.Contains(tag, "-")
}

func useOfExport(spec *ExportSpec, id *Ident) use {
	local := spec.Local
	if local == nil {
		local = spec.Name
	}
	if export := Enclosing[*ExportDecl](spec); export.Module != nil || !isName(local, id) {
		return nothing
	}
	return anything
}
