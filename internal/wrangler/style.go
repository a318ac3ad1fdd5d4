package wrangler

import (
	"bytes"
	"path"
	"strings"

	"github.com/tailscale/hujson"
)

// style is how a file is written.
type style struct {
	newline       string
	unit          string // one level of indentation
	colon         string // with the space around it
	comma         string // between values on one line
	objectPad     string // inside the braces of an object on one line
	arrayPad      string // and inside the brackets of an array
	objectsInline bool   // objects of plain values stand on one line
	arraysInline  bool   // and so do arrays
	trailingComma bool   // after the last value of a container over several lines
	comments      bool   // comments may be written
}

// style returns how the file is written.
func (d *draft) style() style {
	s := styleOf(d.doc)
	s.comments = strings.EqualFold(path.Ext(d.file), ".jsonc")
	return s
}

// styleOf looks at every container of the file. Where the file shows nothing,
// the style is that of the common formatters: two spaces, objects over several
// lines, arrays of plain values on one.
func styleOf(doc *document) style {
	s := style{newline: newlineOf(doc.src), unit: unitOf(doc), colon: colonOf(doc), comma: ", ", objectPad: " "}
	if !strings.HasSuffix(s.colon, " ") {
		s.comma, s.objectPad = ",", ""
	}
	var objects, arrays, trailing tally
	for node := range doc.root.All() {
		if isEmpty(node) {
			continue
		}
		flat, object := isInline(doc.src, node), kindOf(node) == '{'
		if flat {
			s.setPad(kindOf(node), padding(doc.src, node))
		}
		if !flat && endsLine(doc.src, node) {
			trailing.count(hasTrailingComma(node))
		}
		switch {
		case !flat && !isLeaf(node):
		case object:
			objects.count(flat)
		default:
			arrays.count(flat)
		}
	}
	s.objectsInline = objects.yes > objects.no
	s.arraysInline = arrays.yes >= arrays.no
	s.trailingComma = trailing.yes > trailing.no
	return s
}

type tally struct{ yes, no int }

func (t *tally) count(b bool) {
	if b {
		t.yes++
	} else {
		t.no++
	}
}

func (s *style) setPad(kind hujson.Kind, pad string) {
	if kind == '{' {
		s.objectPad = pad
	} else {
		s.arrayPad = pad
	}
}

// newlineOf returns the line end that most lines have.
func newlineOf(src []byte) string {
	if 2*bytes.Count(src, []byte("\r\n")) > bytes.Count(src, []byte("\n")) {
		return "\r\n"
	}
	return "\n"
}

// colonOf returns what stands between the first name and its value.
func colonOf(doc *document) string {
	for _, m := range members(&doc.root) {
		colon := string(doc.src[m.Name.EndOffset:m.Value.StartOffset])
		if strings.Trim(colon, " ") == ":" {
			return colon
		}
	}
	return ": "
}

// unitOf returns the indentation of the outermost value that is indented in
// relation to the container it stands in.
func unitOf(doc *document) string {
	for node := range doc.root.All() {
		outer := indentAt(doc.src, node.StartOffset)
		for _, child := range childrenOf(node) {
			inner := indentAt(doc.src, child.start)
			if unit, ok := strings.CutPrefix(inner, outer); ok && unit != "" {
				return unit
			}
		}
	}
	return "  "
}

// padding returns the white space between the opening bracket of a container
// on one line and its first value.
func padding(src []byte, node *hujson.Value) string {
	inside := src[node.StartOffset+1 : node.EndOffset]
	return string(inside[:len(inside)-len(bytes.TrimLeft(inside, " \t"))])
}

// isInline reports whether a node stands on one line.
func isInline(src []byte, node *hujson.Value) bool {
	return bytes.IndexByte(src[node.StartOffset:node.EndOffset], '\n') < 0
}

// endsLine reports whether the last value of a container is followed by a line
// end before the closing bracket.
func endsLine(src []byte, node *hujson.Value) bool {
	children := childrenOf(node)
	last := children[len(children)-1]
	return bytes.IndexByte(src[last.end:node.EndOffset], '\n') >= 0
}

// isLeaf reports whether a container holds only values that are no containers.
func isLeaf(node *hujson.Value) bool {
	for _, c := range childrenOf(node) {
		if kind := kindOf(c.value); kind == '{' || kind == '[' {
			return false
		}
	}
	return true
}

func isEmpty(node *hujson.Value) bool {
	return len(childrenOf(node)) == 0
}

// child is the extent of a member or element of a container, from its name to
// the end of its value.
type child struct {
	start, end int
	value      *hujson.Value
}

func childrenOf(node *hujson.Value) []child {
	var out []child
	named := members(node)
	for i := range named {
		out = append(out, child{named[i].Name.StartOffset, named[i].Value.EndOffset, &named[i].Value})
	}
	unnamed := elements(node)
	for i := range unnamed {
		out = append(out, child{unnamed[i].StartOffset, unnamed[i].EndOffset, &unnamed[i]})
	}
	return out
}

// hasTrailingComma reports whether a comma follows the last value.
func hasTrailingComma(node *hujson.Value) bool {
	children := childrenOf(node)
	return len(children) > 0 && children[len(children)-1].value.AfterExtra != nil
}
