package tsx

import (
	"strings"

	"github.com/docreate/docreate/internal/edit"
)

// snippet is code to insert. It is parsed as a part of a file like the one it
// goes into, so that its names are known and its layout can be changed safely.
type snippet struct {
	file  *File
	start int // offset of the code in file
	text  string
	items []Node
}

// snippetOf parses code between two pieces that make a file of it.
func snippetOf(f *File, before, text, after string, items func(*File) []Node) (*snippet, error) {
	text = strings.ReplaceAll(strings.Trim(text, "\r\n"), "\r\n", "\n")
	text = strings.TrimRight(text, " \t\n")
	s := &snippet{text: text, start: len(before)}
	s.file = Parse(f.Name, []byte(before+text+after))
	if len(s.file.Errors) > 0 {
		return nil, f.refuse(0, "", "the new code %q does not parse (%s)", text, s.file.Errors[0].Msg)
	}
	s.items = items(s.file)
	for _, item := range s.items {
		if item.Pos() < s.start || item.End() > s.end() {
			return nil, f.refuse(0, "", "the new code %q is not complete in itself", text)
		}
	}
	if len(s.items) == 0 || s.file.skipTrivia(s.start) != s.items[0].Pos() {
		return nil, f.refuse(0, "", "the new code %q does not fit in its place", text)
	}
	return s, nil
}

func (s *snippet) end() int { return s.start + len(s.text) }

func (s *snippet) oneLine() bool {
	return !strings.Contains(s.text, "\n") && len(s.file.Comments(s.items[len(s.items)-1].End(), s.end())) == 0
}

// memberSnippet parses members of a class.
func memberSnippet(class Class, text string) (*snippet, error) {
	f := FileOf(class)
	before := "class _ {\n"
	if isAmbient(class) {
		before = "declare " + before
	}
	if f.Module {
		before = "export " + before
	}
	return snippetOf(f, before, text, "\n}", func(file *File) []Node {
		return nodes(file.Stmts[0].(*ClassDecl).Members, len(file.Stmts))
	})
}

// stmtSnippet parses statements that go to where n is.
func stmtSnippet(n Node, text string) (*snippet, error) {
	f := FileOf(n)
	before, ok := functionHead(n)
	if !ok {
		after := ""
		if f.Module {
			after = "\nexport {};"
		}
		return snippetOf(f, "", text, after, func(file *File) []Node {
			list := nodes(file.Stmts, 1)
			if f.Module {
				list = list[:len(list)-1]
			}
			return list
		})
	}
	if f.Module {
		before = "export " + before
	}
	return snippetOf(f, before, text, "\n}", func(file *File) []Node {
		var body *Block
		switch n := file.Stmts[0].(type) {
		case *FuncDecl:
			body = n.Body
		case *NamespaceDecl:
			body, _ = n.Body.(*Block)
		}
		if body == nil {
			return nil
		}
		return nodes(body.Stmts, len(file.Stmts))
	})
}

// functionHead is the beginning of a function like the one around n, in which
// await and yield mean the same. It is false outside of functions.
func functionHead(n Node) (string, bool) {
	for ; n != nil; n = n.Parent() {
		switch n := n.(type) {
		case *FuncDecl:
			return headOf(n.Mods, n.Generator), true
		case *FuncExpr:
			return headOf(n.Mods, n.Generator), true
		case *MethodDecl:
			return headOf(n.Mods, n.Generator), true
		case *ArrowFunc:
			return headOf(n.Mods, false), true
		case *ConstructorDecl, *AccessorDecl, *StaticBlock, *PropertyDecl:
			return headOf(nil, false), true
		case *NamespaceDecl:
			return "namespace _ {\n", true
		}
	}
	return "", false
}

func headOf(mods Modifiers, generator bool) string {
	head := "function"
	if mods.Has(KwAsync) {
		head = "async " + head
	}
	if generator {
		head += "*"
	}
	return head + " _() {\n"
}

// nodes widens the type of a list. Where the code closed what was opened in
// front of it there is more than one statement, and nothing is returned.
func nodes[T Node](list []T, stmts int) []Node {
	if stmts != 1 {
		return nil
	}
	wide := make([]Node, len(list))
	for i, n := range list {
		wide[i] = n
	}
	return wide
}

// render lays the code out for a place with the given indentation; the first
// line has none. What follows in the file is next: "" for something on a line
// of its own that cannot continue a statement.
func (s *snippet) render(style Style, indent, next string) string {
	edits := s.quotes(style)
	if !style.Semicolons {
		edits = append(edits, s.semicolons(next)...)
	}
	if last := s.items[len(s.items)-1]; unterminated(s.file, last) && continues(last, next) {
		edits = append(edits, edit.Insert(last.End(), ";"))
	}
	out, err := edit.Apply([]byte(s.file.src), edits)
	if err != nil {
		panic("tsx: edits of a snippet overlap: " + err.Error())
	}
	text := string(out[s.start : s.end()+len(out)-len(s.file.src)])
	return reindent(text, style, indent, s.fixedLines())
}

// quotes changes strings to the quotes of the style where they need no other.
func (s *snippet) quotes(style Style) []edit.Edit {
	var edits []edit.Edit
	quote := string(rune(style.Quote))
	for lit := range Every[*StringLit](s.file) {
		inside := lit.raw[1 : len(lit.raw)-1]
		if lit.jsx || lit.raw[0] == style.Quote || strings.ContainsAny(inside, `'"\`) {
			continue
		}
		edits = append(edits,
			edit.Edit{Start: lit.Pos(), End: lit.Pos() + 1, New: quote},
			edit.Edit{Start: lit.End() - 1, End: lit.End(), New: quote})
	}
	return edits
}

// semicolons takes away those that a line break stands for as well.
func (s *snippet) semicolons(next string) []edit.Edit {
	var edits []edit.Edit
	for n := range All(s.file) {
		if !endsWithSemicolon(s.file, n) || n.Pos() < s.start || n.End() > s.end() {
			continue
		}
		follows := next
		if at := s.file.skipTrivia(n.End()); at < s.end() {
			follows = s.file.src[at:]
			if s.file.Position(at).Line == s.file.Position(n.End()).Line && follows[0] != '}' {
				continue
			}
		}
		if !continues(n, follows) {
			edits = append(edits, edit.Edit{Start: n.End() - 1, End: n.End()})
		}
	}
	return edits
}

func endsWithSemicolon(f *File, n Node) bool {
	switch n.(type) {
	case *ExprStmt, *VarStmt, *ReturnStmt, *ThrowStmt, *BreakStmt, *ContinueStmt, *TypeAlias,
		*ImportDecl, *ExportDecl, *ExportAssign, *PropertyDecl:
		return n.End() > n.Pos() && f.src[n.End()-1] == ';'
	}
	return false
}

// unterminated reports whether n is a statement or a field that only a line
// break ends.
func unterminated(f *File, n Node) bool {
	switch n := n.(type) {
	case *ExprStmt, *VarStmt, *ReturnStmt, *ThrowStmt, *BreakStmt, *ContinueStmt, *TypeAlias,
		*ImportDecl, *ExportDecl, *ExportAssign, *PropertyDecl, *DoStmt, *DebuggerStmt,
		*ImportEqualsDecl, *ExportAsNamespace, *IndexSignature:
		return f.src[n.End()-1] != ';'
	case *FuncDecl:
		return n.Body == nil && f.src[n.End()-1] != ';'
	case *MethodDecl:
		return n.Body == nil && f.src[n.End()-1] != ';'
	case *ConstructorDecl:
		return n.Body == nil && f.src[n.End()-1] != ';'
	case *AccessorDecl:
		return n.Body == nil && f.src[n.End()-1] != ';'
	case *NamespaceDecl:
		return n.Body == nil && f.src[n.End()-1] != ';'
	case *IfStmt:
		if n.Else != nil {
			return unterminated(f, n.Else)
		}
		return unterminated(f, n.Then)
	case *ForStmt:
		return unterminated(f, n.Body)
	case *ForInStmt:
		return unterminated(f, n.Body)
	case *ForOfStmt:
		return unterminated(f, n.Body)
	case *WhileStmt:
		return unterminated(f, n.Body)
	case *LabeledStmt:
		return unterminated(f, n.Body)
	case *WithStmt:
		return unterminated(f, n.Body)
	}
	return false
}

// continues reports whether the code after a line break would be read as a
// part of n, had n no semicolon.
func continues(n Node, code string) bool {
	if code == "" {
		return false
	}
	field, isField := n.(*PropertyDecl)
	if isField && field.Init == nil && field.Type == nil {
		return true // its name may be get, static or the like
	}
	switch code[0] {
	case '(', '[', '`', '<', '+', '-', '/', '{':
		return true
	case '*':
		return isField
	}
	word := code[:len(code)-len(strings.TrimLeft(code, "abcdefghijklmnopqrstuvwxyz"))]
	return isField && (word == "in" || word == "instanceof")
}

// fixedLines are the lines of the code, from 0, that begin inside of a string
// or a template and must stay as they are.
func (s *snippet) fixedLines() map[int]bool {
	fixed := map[int]bool{}
	first := s.file.Position(s.start).Line
	for t := range s.file.Tokens() {
		switch t.Kind {
		case TokString, TokTemplate, TokTemplateHead, TokTemplateMiddle, TokTemplateTail:
			for line := s.file.Position(t.Pos).Line + 1; line <= s.file.Position(t.End).Line; line++ {
				fixed[line-first] = true
			}
		}
	}
	return fixed
}

// reindent gives every line but the first the indentation, and turns the tabs
// that a line begins with into units of the style.
func reindent(text string, style Style, indent string, fixed map[int]bool) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i == 0 || fixed[i] {
			continue
		}
		rest := strings.TrimLeft(line, "\t")
		if rest == "" {
			lines[i] = ""
			continue
		}
		lines[i] = indent + strings.Repeat(style.Indent, len(line)-len(rest)) + rest
	}
	return strings.Join(lines, style.Newline)
}
