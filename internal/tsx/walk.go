package tsx

import (
	"iter"
	"slices"
	"sort"
	"strings"
)

// Children yields the nodes directly under n, in source order.
func Children(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) { n.each(yield) }
}

// Walk calls visit for n and every node under it, in source order, a node
// before its children. Where visit returns false the children are left out.
func Walk(n Node, visit func(Node) bool) {
	var step func(Node) bool
	step = func(n Node) bool {
		if visit(n) {
			n.each(step)
		}
		return true
	}
	step(n)
}

// All yields n and every node under it, in source order, a node before its
// children.
func All(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		var step func(Node) bool
		step = func(n Node) bool { return yield(n) && n.each(step) }
		step(n)
	}
}

// Every yields n and the nodes under it that are of type T, in source order:
//
//	for call := range tsx.Every[*tsx.CallExpr](file) { … }
func Every[T Node](n Node) iter.Seq[T] {
	return func(yield func(T) bool) {
		for n := range All(n) {
			if t, ok := n.(T); ok && !yield(t) {
				return
			}
		}
	}
}

// Parents yields the nodes that hold n, from the innermost to the *File.
func Parents(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for p := n.Parent(); p != nil && yield(p); {
			p = p.Parent()
		}
	}
}

// Enclosing returns the innermost node of type T that holds n, or the zero
// value where there is none. It never returns n itself.
func Enclosing[T Node](n Node) T {
	for p := range Parents(n) {
		if t, ok := p.(T); ok {
			return t
		}
	}
	var none T
	return none
}

// FileOf returns the file that n is part of.
func FileOf(n Node) *File {
	for n.Parent() != nil {
		n = n.Parent()
	}
	return n.(*File)
}

// Path returns the nodes that contain the byte at offset, from the innermost
// to the file. Trivia belongs to the node around it, so the path of a comment
// between two statements begins with their block.
func (f *File) Path(offset int) []Node {
	path := []Node{f}
	for n := Node(f); n != nil; {
		var inside Node
		n.each(func(child Node) bool {
			if child.Pos() <= offset && offset < child.End() {
				inside = child
			}
			return inside == nil
		})
		if n = inside; n != nil {
			path = append(path, n)
		}
	}
	slices.Reverse(path)
	return path
}

// Position is a place in a file for people to read.
type Position struct {
	Line   int // from 1
	Column int // from 1, in bytes
}

// Position returns the line and column of an offset. An offset outside the
// file is taken as its nearest end.
func (f *File) Position(offset int) Position {
	offset = max(0, min(offset, len(f.src)))
	line := sort.Search(len(f.lines), func(i int) bool { return int(f.lines[i]) > offset })
	return Position{Line: line, Column: offset - int(f.lines[line-1]) + 1}
}

// LineStart returns the offset of the first byte of a line, counted from 1.
// A line outside the file is taken as the nearest one.
func (f *File) LineStart(line int) int {
	return int(f.lines[max(0, min(line, len(f.lines))-1)])
}

// lineStarts finds where lines begin: after \n, \r\n, a lone \r, and the two
// Unicode line separators, as for the compiler.
func lineStarts(src string) []int32 {
	lines := make([]int32, 1, len(src)/32+1)
	if strings.IndexByte(src, '\r') >= 0 || strings.IndexByte(src, 0xE2) >= 0 {
		return rareLineStarts(src, lines)
	}
	for i := 0; ; {
		n := strings.IndexByte(src[i:], '\n')
		if n < 0 {
			return lines
		}
		i += n + 1
		lines = append(lines, int32(i))
	}
}

// rareLineStarts is lineStarts for a file that may have other line breaks
// than \n.
func rareLineStarts(src string, lines []int32) []int32 {
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '\n', c == '\r' && (i+1 == len(src) || src[i+1] != '\n'):
			lines = append(lines, int32(i+1))
		case c == 0xE2 && isLineSeparator(src[i:]):
			lines = append(lines, int32(i+3))
		}
	}
	return lines
}

// isLineSeparator reports whether s begins with U+2028 or U+2029.
func isLineSeparator(s string) bool {
	return len(s) >= 3 && s[0] == 0xE2 && s[1] == 0x80 && s[2]|1 == 0xA9
}
