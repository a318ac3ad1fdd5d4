package tsx

import "strings"

// Style is how the text of a file is laid out. Edits copy it.
type Style struct {
	Newline    string // "\n", "\r\n" or "\r"
	Indent     string // one level: a tab, or some spaces
	Quote      byte   // of strings: ' or "
	Semicolons bool   // statements end with them
}

// StyleOf looks how a file is written. Where it gives no hint, the style is
// line feeds, two spaces, double quotes and semicolons.
func StyleOf(f *File) Style {
	var v votes
	for n := range All(f) {
		switch n := n.(type) {
		case *StringLit:
			v.quote(n)
		case *ExprStmt, *VarStmt, *ReturnStmt, *ThrowStmt, *ImportDecl, *PropertyDecl:
			v.semicolon(f, n)
		}
		v.indent(f, n)
	}
	style := Style{Newline: f.newline(), Indent: v.unit(), Quote: '"', Semicolons: v.with >= v.without}
	if v.single > v.double {
		style.Quote = '\''
	}
	return style
}

// newline is the more frequent line ending of the file.
func (f *File) newline() string {
	crlf := strings.Count(f.src, "\r\n")
	lf := strings.Count(f.src, "\n") - crlf
	cr := strings.Count(f.src, "\r") - crlf
	switch {
	case crlf > lf && crlf >= cr:
		return "\r\n"
	case cr > lf:
		return "\r"
	}
	return "\n"
}

// votes count what the places of a file say about its style.
type votes struct {
	single, double int
	with, without  int
	tabs           int
	spaces         [9]int // by width
}

// quote leaves out strings that need their quotes, and attributes.
func (v *votes) quote(n *StringLit) {
	switch {
	case n.jsx || len(n.raw) < 2 || strings.ContainsAny(n.raw[1:len(n.raw)-1], `'"`):
	case n.raw[0] == '\'':
		v.single++
	default:
		v.double++
	}
}

// semicolon leaves out the last statement on a line that goes on with a brace.
func (v *votes) semicolon(f *File, n Node) {
	switch {
	case n.End() > n.Pos() && f.src[n.End()-1] == ';':
		v.with++
	case f.endsLine(n.End()):
		v.without++
	}
}

// indent compares the first thing in a body with the line that opens it.
func (v *votes) indent(f *File, n Node) {
	first := firstItem(n)
	if first == nil || !f.beginsLine(first.Pos()) {
		return
	}
	outer, inner := f.indentAt(n.Pos()), f.indentAt(first.Pos())
	step, ok := strings.CutPrefix(inner, outer)
	switch {
	case !ok || step == "":
	case step == "\t":
		v.tabs++
	case strings.Trim(step, " ") == "" && len(step) < len(v.spaces):
		v.spaces[len(step)]++
	}
}

// firstItem is the first statement, member or element of a body.
func firstItem(n Node) Node {
	switch n := n.(type) {
	case *Block:
		return firstOf(n.Stmts)
	case Class:
		return firstOf(n.Body().Members)
	case *InterfaceDecl:
		return firstOf(n.Members)
	case *EnumDecl:
		return firstOf(n.Members)
	case *ObjectLit:
		return firstOf(n.Members)
	case *NamedImports:
		return firstOf(n.Elems)
	case *NamedExports:
		return firstOf(n.Elems)
	}
	return nil
}

func firstOf[T Node](list []T) Node {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func (v *votes) unit() string {
	best := 2
	for width, count := range v.spaces {
		if count > v.spaces[best] {
			best = width
		}
	}
	if v.tabs > v.spaces[best] {
		return "\t"
	}
	return strings.Repeat(" ", best)
}

// lineBegin is the offset where the line of pos begins, after a byte order
// mark.
func (f *File) lineBegin(pos int) int {
	begin := f.LineStart(f.Position(pos).Line)
	if begin == 0 {
		begin = f.bom()
	}
	return min(begin, pos)
}

// bom is the size of the byte order mark in front of the file.
func (f *File) bom() int {
	if strings.HasPrefix(f.src, "\uFEFF") {
		return len("\uFEFF")
	}
	return 0
}

// indentAt is the white space that the line of pos begins with.
func (f *File) indentAt(pos int) string {
	line := f.src[f.lineBegin(pos):pos]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// beginsLine reports whether only white space is before pos on its line.
func (f *File) beginsLine(pos int) bool {
	return strings.Trim(f.src[f.lineBegin(pos):pos], " \t") == ""
}

// endsLine reports whether only white space is between pos and the end of its
// line.
func (f *File) endsLine(pos int) bool {
	return strings.Trim(f.src[pos:f.lineEnd(pos)], " \t") == ""
}

// skipTrivia is the offset of the first byte from pos on that is neither white
// space nor comment.
func (f *File) skipTrivia(pos int) int {
	for pos < len(f.src) {
		size := spaceSize(f.src[pos:])
		if size == 0 {
			size, _ = commentSize(f.src[pos:], pos == 0)
		}
		if size == 0 {
			break
		}
		pos += size
	}
	return pos
}

// trimmed is the offset after the last byte before end, and not before start,
// that is no white space.
func (f *File) trimmed(start, end int) int {
	return start + len(strings.TrimRight(f.src[start:end], " \t\r\n\f\v\u2028\u2029"))
}
