package tsx

import (
	"strings"

	"github.com/docreate/docreate/internal/edit"
)

// AddImport adds an import: a name to an import of the module that the file
// has, or a new import behind the others. Where the file imports the name
// already nothing is done, but for taking away a type that is too much. It is
// an *EditError where the local name is taken by something else.
func AddImport(f *File, imp Import) ([]edit.Edit, error) {
	if imp.Name == "" {
		imp.Name = imp.Imported
	}
	b := fileBody(f)
	text := imp.stmt(b.style)
	if err := f.editable(text); err != nil {
		return nil, err
	}
	if err := f.checkImport(imp, text); err != nil {
		return nil, err
	}
	if sym := f.topSymbol(imp.Name); sym != nil {
		return f.reimport(imp, sym, text)
	}
	if edits := f.addToImport(imp, b.style); edits != nil {
		return edits, nil
	}
	return f.asModule(b.addImport(text), text)
}

// topSymbol is what a name stands for at the top level, or nil. Most often it
// is nowhere in the file.
func (f *File) topSymbol(name string) *Symbol {
	if !strings.Contains(f.src, name) && !strings.Contains(f.src, `\u`) {
		return nil
	}
	return Resolve(f).Top().Symbol(name)
}

// asModule returns edits that make a module of the file, unless it is a script
// that does not parse as a module.
func (f *File) asModule(edits []edit.Edit, byHand string) ([]edit.Edit, error) {
	if f.Module {
		return edits, nil
	}
	if _, err := Apply(f, edits); err != nil {
		return nil, f.refuse(0, byHand, "the file is a script and not valid as a module (%v)", err)
	}
	return edits, nil
}

// checkImport refuses what cannot be written as an import.
func (f *File) checkImport(imp Import, byHand string) error {
	check := Parse(f.Name, []byte(byHand))
	switch {
	case isScriptFile(f.Name) && imp.TypeOnly:
		return f.refuse(0, "", "%q is a type, which a JavaScript file cannot import", imp.Name)
	case len(check.Errors) > 0 || len(check.Imports()) != 1:
		return f.refuse(0, "", "%q cannot be imported as %q", imp.Imported, imp.Name)
	}
	return nil
}

func isScriptFile(name string) bool {
	p := newParser(name, "", nil, 0)
	return p.script
}

// reimport is for a local name that the file has.
func (f *File) reimport(imp Import, sym *Symbol, byHand string) ([]edit.Edit, error) {
	for _, have := range f.Imports() {
		if have.Name != imp.Name || have.Module != imp.Module || have.Imported != imp.Imported || len(sym.Decls) > 1 {
			continue
		}
		if have.TypeOnly && !imp.TypeOnly {
			return f.asValue(have.Node), nil
		}
		return nil, nil
	}
	return nil, f.refuse(sym.Names[0].Pos(), byHand, "the name %q is taken", imp.Name)
}

// asValue takes the type off an import; others in the same braces keep theirs.
func (f *File) asValue(n Node) []edit.Edit {
	if spec, ok := n.(*ImportSpec); ok && spec.TypeOnly {
		return []edit.Edit{f.cutWord(spec.Pos())}
	}
	decl, ok := n.(*ImportDecl)
	if !ok {
		decl = Enclosing[*ImportDecl](n)
	}
	if decl == nil {
		equals := n.(*ImportEqualsDecl)
		return []edit.Edit{f.cutWord(f.skipTrivia(equals.Pos() + len("import")))}
	}
	edits := []edit.Edit{f.cutWord(f.skipTrivia(decl.Pos() + len("import")))}
	if decl.Named != nil {
		for _, spec := range decl.Named.Elems {
			if Node(spec) != n {
				edits = append(edits, edit.Insert(spec.Pos(), "type "))
			}
		}
	}
	return edits
}

// cutWord takes away the word type at an offset and the space behind it.
func (f *File) cutWord(pos int) edit.Edit {
	end := pos + len("type")
	for end < len(f.src) && spaceSize(f.src[end:]) > 0 {
		end += spaceSize(f.src[end:])
	}
	return edit.Edit{Start: pos, End: end}
}

// addToImport adds a name to an import of the module that has room for it. It
// returns nil where there is none.
func (f *File) addToImport(imp Import, style Style) []edit.Edit {
	var best *ImportDecl
	for _, stmt := range f.Stmts {
		decl, ok := stmt.(*ImportDecl)
		if !ok || literal(decl.Module) != imp.Module || !imp.fits(decl) {
			continue
		}
		if best == nil || imp.TypeOnly && best.Phase == 0 && decl.Phase == KwType {
			best = decl
		}
	}
	switch {
	case best == nil:
		return nil
	case imp.Imported == "default":
		at := f.skipTrivia(best.Pos() + len("import"))
		return []edit.Edit{edit.Insert(at, imp.Name+", ")}
	case best.Named == nil:
		return []edit.Edit{edit.Insert(best.Default.End(), ", { "+imp.spec(best)+" }")}
	}
	spec := imp.spec(best)
	l := brackets{file: f, open: best.Named.Pos() + 1, close: best.Named.End() - 1, elems: nodes(best.Named.Elems, 1), pad: " ", style: style}
	return l.add(func(Style, string, string) string { return spec })
}

// fits reports whether an import of the same module can take the name.
func (imp Import) fits(decl *ImportDecl) bool {
	if decl.Attributes != nil || decl.Phase == KwDefer || decl.Phase == KwType && !imp.TypeOnly {
		return false
	}
	if imp.Imported == "*" {
		return false
	}
	if imp.Imported == "default" {
		return decl.Phase == 0 && !imp.TypeOnly && decl.Default == nil && (decl.Named != nil || decl.Namespace != nil)
	}
	if decl.Named != nil {
		return true
	}
	return decl.Phase == 0 && decl.Default != nil && decl.Namespace == nil
}

// spec is the name as it is written between the braces of an import.
func (imp Import) spec(decl *ImportDecl) string {
	text := aliased(imp.Imported, imp.Name)
	if imp.TypeOnly && (decl == nil || decl.Phase != KwType) {
		return "type " + text
	}
	return text
}

// aliased is name as alias, or the name alone where they are the same.
func aliased(name, alias string) string {
	if name == alias {
		return name
	}
	return quoteUnlessName(name) + " as " + alias
}

// quoteUnlessName puts a name in quotes that is no identifier.
func quoteUnlessName(name string) string {
	f := Parse("name.ts", []byte("({ "+name+": 0 });"))
	if stmt, ok := f.Stmts[0].(*ExprStmt); ok && len(f.Errors) == 0 {
		for id := range Every[*Ident](stmt) {
			if f.Text(id) == name {
				return name
			}
		}
	}
	return `"` + strings.ReplaceAll(strings.ReplaceAll(name, `\`, `\\`), `"`, `\"`) + `"`
}

// stmt is the whole import as a statement.
func (imp Import) stmt(style Style) string {
	text := "import "
	if imp.TypeOnly {
		text += "type "
	}
	switch imp.Imported {
	case "default":
		text += imp.Name
	case "*":
		text += "* as " + imp.Name
	default:
		text += "{ " + aliased(imp.Imported, imp.Name) + " }"
	}
	return text + " from " + style.quoted(imp.Module) + style.end()
}

// quoted is text as a string literal.
func (s Style) quoted(text string) string {
	quote := string(rune(s.Quote))
	return quote + strings.NewReplacer(`\`, `\\`, quote, `\`+quote, "\n", `\n`, "\r", `\r`).Replace(text) + quote
}

// end is what ends a statement.
func (s Style) end() string {
	if s.Semicolons {
		return ";"
	}
	return ""
}

// addImport puts a new import behind those that the file begins with.
func (b *body) addImport(text string) []edit.Edit {
	last := -1
	for i, stmt := range b.file.Stmts {
		if isImport(stmt) {
			last = i
		} else if last >= 0 {
			break
		}
	}
	if last >= 0 {
		return b.line(last, text, "")
	}
	return b.paragraph(text)
}

func isImport(stmt Stmt) bool {
	switch stmt.(type) {
	case *ImportDecl, *ImportEqualsDecl:
		return true
	}
	return false
}

// line puts a statement on a line of its own behind item k; gap is what comes
// between.
func (b *body) line(k int, text, gap string) []edit.Edit {
	at, nl := b.endOf(k), b.style.Newline
	var edits []edit.Edit
	if prev := b.items[k]; unterminated(b.file, prev) && continues(prev, text) {
		edits = append(edits, edit.Insert(prev.End(), ";"))
	}
	if next := b.item(k + 1); next != nil && !b.style.Semicolons && continues(next, b.code(k+1)) {
		text += ";"
	}
	if !b.file.endsLine(at) {
		return append(edits, edit.Insert(at, nl+gap+text+nl))
	}
	return append(edits, edit.Insert(at, nl+gap+text))
}

// paragraph puts a statement first in a file that has no imports: behind the
// hashbang, directives and the comments about the file.
func (b *body) paragraph(text string) []edit.Edit {
	f, nl := b.file, b.style.Newline
	if k := directives(f.Stmts) - 1; k >= 0 {
		return b.line(k, text, nl)
	}
	at, next := f.header(), len(f.src)
	if len(f.Stmts) > 0 {
		next = f.Stmts[0].Pos()
		if !b.style.Semicolons && continues(f.Stmts[0], f.src[next:]) {
			text += ";"
		}
	}
	after := nl
	if f.skipTrivia(at) < len(f.src) || at < f.trimmed(at, next) {
		after = nl + nl
	}
	if f.beginsLine(at) {
		return []edit.Edit{edit.Insert(at, text+after)}
	}
	return []edit.Edit{edit.Insert(at, nl+nl+text+after)}
}

// header is where the comments about the whole file end: the hashbang, those
// for tools, licences, and those with a blank line behind. What follows is the
// first line of the code and its own comments.
func (f *File) header() int {
	next := len(f.src)
	if len(f.Stmts) > 0 {
		next = f.Stmts[0].Pos()
	}
	comments := f.Comments(f.bom(), next)
	at := f.bom()
	for i, c := range comments {
		follows := next
		if i+1 < len(comments) {
			follows = comments[i+1].Pos
		}
		if !isAboutFile(c) && !f.hasBlankLine(c.End, follows) {
			continue
		}
		at = c.End
		if f.Position(follows).Line > f.Position(c.End).Line {
			at = f.lineBegin(follows)
		}
	}
	return at
}

// isAboutFile reports whether a comment is for the tools that read the file,
// or about rights.
func isAboutFile(c Comment) bool {
	text := strings.ToLower(c.Text)
	if strings.Contains(text, "next-line") {
		return false
	}
	for _, begin := range []string{"#!", "///", "/*!", "/* eslint"} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	for _, mark := range []string{"@jsx", "@ts-check", "@ts-nocheck", "@fileoverview", "@packagedocumentation", "@license", "copyright", "licensed under", "spdx-"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}
