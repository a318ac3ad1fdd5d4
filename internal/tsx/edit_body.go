package tsx

import (
	"strings"

	"github.com/docreate/docreate/internal/edit"
)

// body is a list of statements or members: what is between two braces, or a
// whole file.
type body struct {
	file        *File
	open, close int // offsets after the opening brace and of the closing one
	items       []Node
	indent      string // of the items
	outer       string // of the line that opens the body
	style       Style
	blank       func(a, b Node) bool // whether a blank line belongs between two items
}

func newBody(f *File, open, close int, items []Node) *body {
	b := &body{file: f, open: open, close: close, items: items, style: StyleOf(f)}
	b.blank = func(Node, Node) bool { return false }
	b.outer = f.indentAt(open)
	b.indent = b.outer + b.style.Indent
	for _, item := range items {
		if f.beginsLine(item.Pos()) {
			b.indent = f.indentAt(item.Pos())
			break
		}
	}
	return b
}

// bodyAround returns the body that a node is an item of, or nil.
func bodyAround(n Node) *body {
	f := FileOf(n)
	switch p := n.Parent().(type) {
	case *File:
		return fileBody(p)
	case *Block:
		return blockBody(p)
	case Class:
		return classBody(p)
	case *CaseClause:
		return newBody(f, p.Stmts[0].FullPos(), p.End(), nodes(p.Stmts, 1))
	}
	return nil
}

func fileBody(f *File) *body {
	b := newBody(f, f.bom(), len(f.src), nodes(f.Stmts, 1))
	b.indent, b.outer = "", ""
	return b
}

func blockBody(n *Block) *body {
	return newBody(FileOf(n), n.Pos()+1, n.End()-1, nodes(n.Stmts, 1))
}

func classBody(class Class) *body {
	c := class.Body()
	b := newBody(FileOf(class), c.Lbrace+1, c.Rbrace, nodes(c.Members, 1))
	b.blank = b.blankLikeOthers
	return b
}

// index is the place of an item in the list.
func (b *body) index(n Node) int {
	for i, item := range b.items {
		if item == n {
			return i
		}
	}
	return -1
}

func (b *body) item(i int) Node {
	if i < 0 || i >= len(b.items) {
		return nil
	}
	return b.items[i]
}

// last puts code behind everything in the body, comments included.
func (b *body) last(s *snippet) []edit.Edit {
	k := len(b.items) - 1
	at := b.file.trimmed(b.open, b.close)
	if k >= 0 {
		at = max(at, b.items[k].End())
		if !b.file.beginsLine(b.close) && b.close < len(b.file.src) && b.file.skipTrivia(b.items[k].End()) == b.close {
			at = b.endOf(k)
		}
	}
	return b.insert(k, at, s)
}

// after puts code behind the item k and the comments that follow it on its
// line; behind the opening brace where k is -1.
func (b *body) after(k int, s *snippet) []edit.Edit {
	return b.insert(k, b.endOf(k), s)
}

// endOf is where item k ends, with the comments that follow it on its line.
func (b *body) endOf(k int) int {
	f, at := b.file, b.open
	if k >= 0 {
		at = b.items[k].End()
	}
	end := at
	for _, c := range f.Comments(at, f.lineEnd(at)) {
		end = c.End
	}
	if f.endsLine(end) || f.skipTrivia(end) == b.close {
		return end
	}
	return at
}

// insert puts code at an offset behind item k, where a line ends or not.
func (b *body) insert(k, at int, s *snippet) []edit.Edit {
	f, nl := b.file, b.style.Newline
	next := at + len(f.src[at:]) - len(strings.TrimLeft(f.src[at:], " \t"))
	empty := k < 0 && f.trimmed(b.open, b.close) == b.open
	switch {
	case empty && b.close == len(f.src):
		return []edit.Edit{edit.Insert(b.open, s.render(b.style, "", "")+nl)}
	case empty:
		text := nl + b.indent + s.render(b.style, b.indent, "") + nl + b.outer
		return []edit.Edit{{Start: b.open, End: b.close, New: text}}
	case f.endsLine(at):
		text := nl + b.gap(k, s) + b.indent + s.render(b.style, b.indent, b.code(k+1)) + b.gapAfter(k, at, s)
		return append(b.terminate(k, s, false), edit.Insert(at, text))
	case s.oneLine() && !f.endsWithLineComment(b.open, at):
		return append(b.terminate(k, s, true), edit.Insert(at, " "+b.inline(s)+f.spaceBefore(at)))
	}
	indent := b.indent
	if next >= b.close {
		indent = b.outer
	}
	text := nl + b.gap(k, s) + b.indent + s.render(b.style, b.indent, b.code(k+1)) + nl + indent
	return append(b.terminate(k, s, false), edit.Edit{Start: at, End: next, New: text})
}

// inline is the code for a line that goes on behind it.
func (b *body) inline(s *snippet) string { return s.render(b.style, "", "(") }

// spaceBefore is a space unless there is one at the offset already.
func (f *File) spaceBefore(at int) string {
	if at < len(f.src) && spaceSize(f.src[at:]) == 0 {
		return " "
	}
	return ""
}

func (f *File) endsWithLineComment(from, to int) bool {
	line := f.src[max(from, f.lineBegin(to)):to]
	return strings.Contains(line, "//")
}

// before puts code in front of item k and the comments that belong to it.
func (b *body) before(k int, s *snippet) []edit.Edit {
	f, nl := b.file, b.style.Newline
	at := f.attached(b.items[k])
	if f.beginsLine(at) {
		indent := f.indentAt(at)
		text := s.render(b.style, indent, b.code(k)) + nl
		if b.blank(s.items[len(s.items)-1], b.items[k]) {
			text += nl
		}
		edits := append(b.terminate(k-1, s, false), edit.Insert(at, text+indent))
		return edits
	}
	if s.oneLine() {
		return append(b.terminate(k-1, s, true), edit.Insert(at, b.inline(s)+" "))
	}
	start := f.trimmed(b.open, at)
	text := nl + b.indent + s.render(b.style, b.indent, b.code(k)) + nl + b.indent
	return append(b.terminate(k-1, s, false), edit.Edit{Start: start, End: at, New: text})
}

// terminate adds the semicolon without which item k would go on into the new
// code.
func (b *body) terminate(k int, s *snippet, inline bool) []edit.Edit {
	prev := b.item(k)
	if prev == nil || !unterminated(b.file, prev) {
		return nil
	}
	if inline || continues(prev, s.file.src[s.items[0].Pos():]) {
		return []edit.Edit{edit.Insert(prev.End(), ";")}
	}
	return nil
}

// code is the source from item k on, or nothing behind the last one.
func (b *body) code(k int) string {
	if n := b.item(k); n != nil {
		return b.file.src[n.Pos():]
	}
	return ""
}

// gap is the blank line between item k and new code, or nothing.
func (b *body) gap(k int, s *snippet) string {
	if prev := b.item(k); prev != nil && b.blank(prev, s.items[0]) {
		return b.style.Newline
	}
	return ""
}

// gapAfter is the blank line between new code at an offset and the item behind
// it, unless there is one already.
func (b *body) gapAfter(k, at int, s *snippet) string {
	next := b.item(k + 1)
	if next == nil || !b.blank(s.items[len(s.items)-1], next) || b.file.hasBlankLine(at, b.file.attached(next)) {
		return ""
	}
	return b.style.Newline
}

// hasBlankLine reports whether a whole line between two offsets is blank.
func (f *File) hasBlankLine(pos, end int) bool {
	first, last := f.Position(pos).Line, f.Position(end).Line
	for line := first + 1; line < last; line++ {
		if strings.TrimSpace(f.src[f.LineStart(line):f.LineStart(line+1)]) == "" {
			return true
		}
	}
	return false
}

// attached is where the comments begin that belong to n: those right above it,
// without a blank line between.
func (f *File) attached(n Node) int {
	at := n.Pos()
	comments := f.Leading(n)
	for i := len(comments) - 1; i >= 0; i-- {
		c := comments[i]
		if c.Pos == 0 && strings.HasPrefix(c.Text, "#!") || f.hasBlankLine(c.End, at) || !f.beginsLine(c.Pos) {
			break
		}
		at = c.Pos
	}
	return at
}

// blankLikeOthers tells whether two members are to be set apart, as others of
// their kind are; without others, where one of them has a body.
func (b *body) blankLikeOthers(x, y Node) bool {
	f := b.file
	kind := bigs(x, y)
	with, without := 0, 0
	for i := 1; i < len(b.items); i++ {
		p, q := b.items[i-1], b.items[i]
		if bigs(p, q) != kind || isOverload(p, q.(Member)) || f.Position(p.End()).Line == f.Position(q.Pos()).Line {
			continue
		}
		if f.hasBlankLine(p.End(), f.attached(q)) {
			with++
		} else {
			without++
		}
	}
	if with == without {
		return kind > 0
	}
	return with > without
}

// bigs counts which of two members have a body.
func bigs(x, y Node) int {
	n := 0
	for _, m := range []Node{x, y} {
		if isBig(m) {
			n++
		}
	}
	return n
}

// isBig reports whether a member has a body.
func isBig(n Node) bool {
	if _, ok := n.(*StaticBlock); ok {
		return true
	}
	return bodyOf(n) != nil
}
