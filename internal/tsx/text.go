package tsx

import "strings"

// Text is text that the source spells out, with holes for what is known only
// when it runs. There is one part more than holes: they alternate, and begin
// with a part.
type Text struct {
	Parts []string // escapes resolved
	Holes []Expr
}

// TextOf returns the text of a string, of a template literal with or without
// tag, or of such and other expressions joined by +. It is false for anything
// else.
func TextOf(e Expr) (Text, bool) {
	switch n := unwrap(e).(type) {
	case *StringLit:
		return Text{Parts: []string{n.Value()}}, true
	case *TemplateLit:
		return templateText(n), true
	case *TaggedTemplate:
		return templateText(n.Template), true
	case *BinaryExpr:
		if n.Op == TokPlus {
			return sumText(n)
		}
	}
	return Text{}, false
}

func templateText(n *TemplateLit) Text {
	t := Text{Holes: n.Exprs}
	for _, part := range n.Parts {
		t.Parts = append(t.Parts, part.Value())
	}
	return t
}

// sumText joins the operands of a +, from the left. The first one that is text
// makes the sum a text; what is added before it is one hole.
func sumText(n *BinaryExpr) (Text, bool) {
	operands := []Expr{n.Y}
	for {
		left, ok := n.X.(*BinaryExpr)
		if !ok || left.Op != TokPlus {
			operands = append(operands, n.X)
			break
		}
		n = left
		operands = append(operands, n.Y)
	}
	var sum Text
	isText := false
	for i := len(operands) - 1; i >= 0; i-- {
		t, ok := TextOf(operands[i])
		switch {
		case ok && !isText && i < len(operands)-1:
			sum = Text{Parts: []string{"", ""}, Holes: []Expr{operandsBefore(operands[i])}}
			sum = sum.join(t)
		case ok && !isText:
			sum = t
		case isText && ok:
			sum = sum.join(t)
		case isText:
			sum = sum.join(Text{Parts: []string{"", ""}, Holes: []Expr{operands[i]}})
		}
		isText = isText || ok
	}
	return sum, isText
}

// operandsBefore is what stands left of the + in front of an operand.
func operandsBefore(operand Expr) Expr {
	return operand.Parent().(*BinaryExpr).X
}

func (t Text) join(u Text) Text {
	last := len(t.Parts) - 1
	parts := append(t.Parts[:last:last], t.Parts[last]+u.Parts[0])
	return Text{
		Parts: append(parts, u.Parts[1:]...),
		Holes: append(t.Holes[:len(t.Holes):len(t.Holes)], u.Holes...),
	}
}

// String is the text with every hole replaced by ?, as a database names
// parameters.
func (t Text) String() string { return strings.Join(t.Parts, "?") }
