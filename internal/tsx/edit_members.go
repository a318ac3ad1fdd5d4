package tsx

import (
	"path"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/edit"
)

// The code that the functions below insert is written with tabs, line feeds,
// double quotes and semicolons, its first line without indentation. It comes
// out in the style of the file around it.

// AddMember adds members to the end of a class. A member that is there already
// is not added again; one of the same name that differs is an *EditError.
func AddMember(class Class, text string) ([]edit.Edit, error) {
	return addMember(class, text, func(b *body, s *snippet) []edit.Edit { return b.last(s) })
}

// AddMemberFirst is AddMember at the start of the class.
func AddMemberFirst(class Class, text string) ([]edit.Edit, error) {
	return addMember(class, text, func(b *body, s *snippet) []edit.Edit { return b.after(-1, s) })
}

// AddMemberBefore is AddMember in front of a member of a class and the
// comments that belong to it; of an overloaded method, in front of them all.
func AddMemberBefore(m Member, text string) ([]edit.Edit, error) {
	class, err := classOf(m, text)
	if err != nil {
		return nil, err
	}
	return addMember(class, text, func(b *body, s *snippet) []edit.Edit {
		k := b.index(m)
		for k > 0 && isOverload(b.items[k-1], m) {
			k--
		}
		return b.before(k, s)
	})
}

// AddMemberAfter is AddMember behind a member of a class; of an overloaded
// method, behind its body.
func AddMemberAfter(m Member, text string) ([]edit.Edit, error) {
	class, err := classOf(m, text)
	if err != nil {
		return nil, err
	}
	return addMember(class, text, func(b *body, s *snippet) []edit.Edit {
		k := b.index(m)
		for k+1 < len(b.items) && isOverload(b.items[k], b.items[k+1].(Member)) {
			k++
		}
		return b.after(k, s)
	})
}

func classOf(m Member, byHand string) (Class, error) {
	if class, ok := m.Parent().(Class); ok {
		return class, nil
	}
	return nil, FileOf(m).refuse(m.Pos(), byHand, "%q is not a member of a class", MemberName(m))
}

// isOverload reports whether n is a signature without body that a later m
// goes on with.
func isOverload(n Node, m Member) bool {
	switch n := n.(type) {
	case *MethodDecl:
		_, ok := m.(*MethodDecl)
		return ok && n.Body == nil && memberKey(n) == memberKey(m)
	case *ConstructorDecl:
		_, ok := m.(*ConstructorDecl)
		return ok && n.Body == nil
	}
	return false
}

func addMember(class Class, text string, place func(*body, *snippet) []edit.Edit) ([]edit.Edit, error) {
	f := FileOf(class)
	if err := f.editable(text); err != nil {
		return nil, err
	}
	s, err := memberSnippet(class, text)
	if err != nil {
		return nil, err
	}
	if clause := emptyClause(class); clause != nil {
		return nil, f.refuse(clause.Pos(), text, "class %q has nothing behind %s", className(class), clause.Keyword)
	}
	missing, err := s.missingMembers(class)
	if err != nil || !missing {
		return nil, err
	}
	return place(classBody(class), s), nil
}

// emptyClause is what a class extends or implements without a type. Braces
// with something in them would be read as that type.
func emptyClause(class Class) *HeritageClause {
	for _, clause := range class.Body().Heritage {
		if len(clause.Types) == 0 {
			return clause
		}
	}
	return nil
}

// missingMembers reports whether the class lacks the members. One of the same
// name that is different is an error.
func (s *snippet) missingMembers(class Class) (bool, error) {
	f := FileOf(class)
	same := 0
	for _, item := range s.items {
		found := clashes(class, item)
		switch {
		case len(found) == 0:
		case slices.ContainsFunc(found, func(n Node) bool { return sameCode(f, n, s.file, item) }):
			same++
		default:
			return false, f.refuse(found[0].Pos(), s.text, "class %q has a member %q already",
				className(class), memberKey(item.(Member)))
		}
	}
	if same > 0 && same < len(s.items) {
		return false, f.refuse(class.Pos(), s.text, "class %q has some of the new members already", className(class))
	}
	return same == 0, nil
}

// clashes are the members of the class that cannot stand beside a new one, and
// a parameter that declares a property of its name.
func clashes(class Class, item Node) []Node {
	var found []Node
	key := memberKey(item.(Member))
	if key == "" {
		return nil
	}
	for _, m := range class.Body().Members {
		if memberKey(m) == key && !isPair(m, item) && (key[0] == '#' || isStatic(m) == isStatic(item)) {
			found = append(found, m)
		}
	}
	ctor := class.Body().Constructor()
	if ctor == nil || isStatic(item) {
		return found
	}
	for _, p := range ctor.Params {
		if id, ok := p.Name.(*Ident); ok && id.Name == key && isParameterProperty(p) {
			found = append(found, p)
		}
	}
	return found
}

// memberKey tells members apart: the name, or the code of a computed one.
func memberKey(m Member) string {
	if name, ok := propertyName(m).(*ComputedName); ok {
		return FileOf(m).Text(name)
	}
	return MemberName(m)
}

// isPair reports whether two members are the getter and the setter of one name.
func isPair(a, b Node) bool {
	x, ok := a.(*AccessorDecl)
	y, ok2 := b.(*AccessorDecl)
	return ok && ok2 && x.Keyword != y.Keyword && isStatic(a) == isStatic(b)
}

func isStatic(n Node) bool {
	switch n := n.(type) {
	case *PropertyDecl:
		return n.Mods.Has(KwStatic)
	case *MethodDecl:
		return n.Mods.Has(KwStatic)
	case *AccessorDecl:
		return n.Mods.Has(KwStatic)
	}
	return false
}

func isParameterProperty(p *Param) bool {
	for _, k := range []Kind{KwPublic, KwPrivate, KwProtected, KwReadonly, KwOverride} {
		if p.Mods.Has(k) {
			return true
		}
	}
	return false
}

func className(class Class) string {
	if name := class.Body().Name; name != nil {
		return name.Name
	}
	if decl, ok := class.Parent().(*VarDecl); ok {
		if id, ok := decl.Name.(*Ident); ok {
			return id.Name
		}
	}
	return "default"
}

// sameCode reports whether two pieces of code are the same but for layout,
// quotes and semicolons.
func sameCode(f *File, n Node, g *File, m Node) bool {
	a, b := f.Text(n), g.Text(m)
	if a == "" || b == "" || a[0] != b[0] && a[0] != '\'' && a[0] != '"' {
		return a == b
	}
	return squeezer.Replace(a) == squeezer.Replace(b) && canonical(f, n) == canonical(g, m)
}

// squeezer makes code that is the same but for its layout equal, and little
// else.
var squeezer = strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "", ";", "", "'", `"`)

// canonical is the code of n with one space between tokens, double quotes and
// no semicolons.
func canonical(f *File, n Node) string {
	var b strings.Builder
	for t := range f.Tokens() {
		if t.Pos < n.Pos() || t.End > n.End() || t.Kind == TokSemicolon || t.Kind == TokEOF {
			continue
		}
		text := strings.ReplaceAll(f.src[t.Pos:t.End], "\r\n", "\n")
		if t.Kind == TokJSXText {
			text = strings.Join(strings.Fields(text), " ")
		}
		if t.Kind == TokString && text[0] == '\'' && !strings.Contains(text, `"`) {
			text = `"` + text[1:len(text)-1] + `"`
		}
		b.WriteString(text)
		b.WriteByte(' ')
	}
	return b.String()
}

// isAmbient reports whether a class or a function is only declared.
func isAmbient(n Node) bool {
	f := FileOf(n)
	if isDeclarationFile(f.Name) {
		return true
	}
	for ; n != nil; n = n.Parent() {
		mods := modifiersOf(n)
		if mods.Has(KwDeclare) {
			return true
		}
	}
	return false
}

// isDeclarationFile reports whether a file of this name only declares.
func isDeclarationFile(name string) bool {
	base := strings.ToLower(path.Base(name))
	switch path.Ext(base) {
	case ".ts":
		return strings.Contains(base, ".d.")
	case ".mts", ".cts":
		return strings.HasSuffix(base, ".d"+path.Ext(base))
	}
	return false
}
