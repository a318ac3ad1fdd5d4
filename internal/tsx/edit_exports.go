package tsx

import (
	"slices"

	"github.com/docreate/docreate/internal/edit"
)

// AddExport exports a name. With a Module it is an export from there, which
// Imported names (empty stands for Name, "*" for all of the module). Without
// one it is Local, which the file declares or imports (empty stands for Name):
// its declaration gets the keyword export, or its name goes to a list of
// exports that the file has, or to a new one at the end. Where the file has
// the export nothing is done; it is an *EditError where the exported name
// stands for something else.
func AddExport(f *File, exp Export) ([]edit.Edit, error) {
	if exp.Module == "" && exp.Local == "" {
		exp.Local = exp.Name
	}
	if exp.Module != "" && exp.Imported == "" {
		exp.Imported = exp.Name
	}
	b := fileBody(f)
	byHand := exp.stmt(b.style)
	if err := f.editable(byHand); err != nil {
		return nil, err
	}
	if err := f.checkExport(exp, byHand); err != nil {
		return nil, err
	}
	for _, have := range f.Exports() {
		switch {
		case have.Name != exp.Name:
		case exp.Module != "" && have.Module == exp.Module && have.Imported == exp.Imported,
			exp.Module == "" && have.Local == exp.Local && have.Local != "":
			return nil, nil
		case exp.Name == "*":
		default:
			return nil, f.refuse(have.Node.Pos(), byHand, "the file exports another %q", exp.Name)
		}
	}
	if exp.Module != "" {
		return f.asModule(b.addReexport(exp), byHand)
	}
	edits, err := b.exportLocal(exp)
	if err != nil {
		return nil, err
	}
	return f.asModule(edits, byHand)
}

// checkExport refuses what cannot be written as an export.
func (f *File) checkExport(exp Export, byHand string) error {
	check := Parse(f.Name, []byte(byHand))
	if exp.Name == "" || len(check.Errors) > 0 || len(check.Exports()) != 1 {
		return f.refuse(0, "", "%q cannot be exported", exp.Name)
	}
	if exp.TypeOnly && isScriptFile(f.Name) {
		return f.refuse(0, "", "%q is a type, which a JavaScript file cannot export", exp.Name)
	}
	return nil
}

// stmt is the whole export as a statement.
func (exp Export) stmt(style Style) string {
	if exp.Module == "" && exp.Name == "default" {
		return "export default " + exp.Local + style.end()
	}
	text := "export "
	if exp.TypeOnly {
		text += "type "
	}
	switch {
	case exp.Name == "*":
		text += "*"
	case exp.Imported == "*":
		text += "* as " + quoteUnlessName(exp.Name)
	default:
		text += "{ " + exp.alias() + " }"
	}
	if exp.Module != "" {
		text += " from " + style.quoted(exp.Module)
	}
	return text + style.end()
}

func (exp Export) alias() string {
	from := exp.Local
	if exp.Module != "" {
		from = exp.Imported
	}
	if from == exp.Name {
		return quoteUnlessName(from)
	}
	return quoteUnlessName(from) + " as " + quoteUnlessName(exp.Name)
}

// addReexport puts an export from another module into one from there, or
// behind the other exports from modules, or into a paragraph of its own behind
// the imports.
func (b *body) addReexport(exp Export) []edit.Edit {
	lastImport, lastExport := -1, -1
	for i, stmt := range b.file.Stmts {
		switch n := stmt.(type) {
		case *ImportDecl, *ImportEqualsDecl:
			lastImport = i
		case *ExportDecl:
			if n.Module == nil {
				continue
			}
			lastExport = i
			if exp.fits(n) {
				return b.addToExport(n, exp)
			}
		}
	}
	switch text := exp.stmt(b.style); {
	case lastExport >= 0:
		return b.line(lastExport, text, "")
	case lastImport >= 0:
		return b.line(lastImport, text, b.style.Newline)
	default:
		return b.paragraph(text)
	}
}

// fits reports whether a list of exports can take the name.
func (exp Export) fits(n *ExportDecl) bool {
	if n.Named == nil || n.Attributes != nil || exp.Imported == "*" || n.TypeOnly && !exp.TypeOnly {
		return false
	}
	if n.Module == nil {
		return exp.Module == ""
	}
	return exp.Module == literal(n.Module)
}

func (b *body) addToExport(n *ExportDecl, exp Export) []edit.Edit {
	spec := exp.alias()
	if exp.TypeOnly && !n.TypeOnly {
		spec = "type " + spec
	}
	l := brackets{file: b.file, style: b.style, open: n.Named.Pos() + 1, close: n.Named.End() - 1, elems: nodes(n.Named.Elems, 1), pad: " "}
	return l.add(func(Style, string, string) string { return spec })
}

// exportLocal exports what the file declares.
func (b *body) exportLocal(exp Export) ([]edit.Edit, error) {
	f := b.file
	sym := f.topSymbol(exp.Local)
	if sym == nil {
		return nil, f.refuse(0, exp.stmt(b.style), "nothing at the top level is named %q", exp.Local)
	}
	if exp.Name == exp.Local && !exp.TypeOnly {
		if edits := f.exportDecls(sym); edits != nil {
			return edits, nil
		}
	}
	for _, stmt := range f.Stmts {
		if n, ok := stmt.(*ExportDecl); ok && exp.Name != "default" && exp.fits(n) {
			return b.addToExport(n, exp), nil
		}
	}
	return b.end(exp.stmt(b.style)), nil
}

// exportDecls puts export in front of the declarations of a name, unless there
// is a list of exports for it, or a declaration declares more than the name.
func (f *File) exportDecls(sym *Symbol) []edit.Edit {
	if slices.ContainsFunc(f.Stmts, func(stmt Stmt) bool {
		n, ok := stmt.(*ExportDecl)
		return ok && n.Module == nil && n.Named != nil
	}) {
		return nil
	}
	var edits []edit.Edit
	for _, decl := range sym.Decls {
		stmt, ok := topStmt(decl)
		if !ok || modifiersOf(stmt).Has(KwExport) || len(slices.Collect(declaredNames(stmt))) != 1 {
			return nil
		}
		edits = append(edits, edit.Insert(f.keywordOf(stmt), "export "))
	}
	return edits
}

// topStmt is the statement of the file that declares by itself what decl does.
func topStmt(decl Node) (Stmt, bool) {
	for n := range Parents(decl) {
		if _, ok := n.(*File); ok {
			break
		}
		decl = n
	}
	switch n := decl.(type) {
	case *VarStmt:
		return n, n.List.Keyword != KwUsing
	case *FuncDecl, *ClassDecl, *InterfaceDecl, *TypeAlias, *EnumDecl, *NamespaceDecl:
		return n.(Stmt), true
	}
	return nil, false
}

// keywordOf is where a declaration begins behind its decorators.
func (f *File) keywordOf(stmt Stmt) int {
	at := stmt.Pos()
	for _, mod := range modifiersOf(stmt) {
		if _, ok := mod.(*Decorator); ok {
			at = f.skipTrivia(mod.End())
		}
	}
	return at
}

// end puts a statement at the end of the file, in a paragraph of its own.
func (b *body) end(text string) []edit.Edit {
	f, nl := b.file, b.style.Newline
	at := max(f.trimmed(b.open, len(f.src)), b.open)
	var edits []edit.Edit
	if last := b.item(len(b.items) - 1); last != nil && unterminated(f, last) && continues(last, text) {
		edits = append(edits, edit.Insert(last.End(), ";"))
	}
	gap := nl
	if len(b.items) > 0 {
		if n, ok := b.items[len(b.items)-1].(*ExportDecl); !ok || n.Module != nil {
			gap += nl
		}
	}
	tail := ""
	if at == len(f.src) {
		tail = nl
	}
	return append(edits, edit.Insert(at, gap+text+tail))
}
