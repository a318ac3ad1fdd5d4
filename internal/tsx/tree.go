package tsx

import "fmt"

// Node is a piece of the tree. Offsets count bytes in the file as it was
// given to Parse, whatever its encoding or line endings.
type Node interface {
	// Pos is the offset of the first byte of the node, after the trivia
	// (white space and comments) in front of it.
	Pos() int
	// End is the offset after the last byte of the node.
	End() int
	// FullPos is the offset where the trivia in front of the node begins,
	// which is where the token before it ends.
	FullPos() int
	// Parent is the node that holds this one; nil for a *File.
	Parent() Node

	where() *span
	each(yield func(Node) bool) bool
}

// Expr is a node that can stand where an expression is wanted.
type Expr interface {
	Node
	exprNode()
}

// Stmt is a statement or a declaration.
type Stmt interface {
	Node
	stmtNode()
}

// Member is a member of a class, an interface or an object literal.
type Member interface {
	Node
	memberNode()
}

// PropertyName is what names a member: *Ident, *PrivateName, *StringLit,
// *NumberLit, *BigIntLit or *ComputedName. Imports and exports use *Ident and
// *StringLit only.
type PropertyName interface {
	Node
	// NameText is the name as the program sees it: escapes resolved, without
	// quotes, with the # of a private name. It is empty for *ComputedName.
	NameText() string
}

// Binding is what a declaration binds: *Ident, *ObjectPattern or
// *ArrayPattern.
type Binding interface {
	Node
	bindingNode()
}

// span is where a node lies and what holds it.
type span struct {
	full, pos, end int32
	parent         Node
}

// Pos is the offset of the first byte, after the trivia in front.
func (s *span) Pos() int { return int(s.pos) }

// End is the offset after the last byte.
func (s *span) End() int { return int(s.end) }

// FullPos is the offset where the trivia in front begins.
func (s *span) FullPos() int { return int(s.full) }

// Parent is the node that holds this one; nil for a *File.
func (s *span) Parent() Node { return s.parent }

func (s *span) where() *span { return s }

// expr, stmt and member mark the nodes that embed them.
type (
	expr   struct{ span }
	stmt   struct{ span }
	member struct{ span }
)

func (*expr) exprNode()     {}
func (*stmt) stmtNode()     {}
func (*member) memberNode() {}

// File is a parsed source file and the root of its tree. It is not changed
// after Parse and may be used by several goroutines.
type File struct {
	span
	Name   string // as given to Parse; its extension chose the language
	Stmts  []Stmt
	Errors []*SyntaxError // in order of their offset; empty for a valid file
	Module bool           // it imports or exports, or uses import.meta

	src   string
	lines []int32 // offset of the first byte of each line
}

// SyntaxError is one place that is not valid TypeScript.
type SyntaxError struct {
	File   string // name given to Parse
	Offset int    // in bytes from the start of the file
	Line   int    // from 1
	Column int    // from 1, in bytes
	Msg    string // what is wrong, in plain words
}

// Error is the message with its file, line and column in front.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// Err is the first syntax error of the file, or nil. A file with an error
// still has a tree, for reading; its ranges around the error are a guess, so
// it must not be edited.
func (f *File) Err() error {
	if len(f.Errors) == 0 {
		return nil
	}
	return f.Errors[0]
}

// Source is the text of the whole file, exactly as given to Parse.
func (f *File) Source() string { return f.src }

// Text is the source of n, without the trivia in front of it.
func (f *File) Text(n Node) string { return f.src[n.Pos():n.End()] }

// Type is a type: an annotation, an argument, an operand of as, the right side
// of a type alias. What is inside is not part of the tree; its range is exact.
type Type struct {
	span
}

// TypeParam is one type parameter: in Name extends Constraint = Default.
type TypeParam struct {
	span
	Mods       Modifiers // const, in, out
	Name       *Ident
	Constraint *Type // nil without extends
	Default    *Type // nil without =
}

// Signature is what functions, methods and their like share.
type Signature struct {
	TypeParams []*TypeParam
	Params     []*Param
	Lparen     int   // offset of (; -1 for an arrow function with a bare parameter
	Rparen     int   // offset of ); -1 likewise
	Return     *Type // nil without annotation
}

// Param is one parameter of a function.
type Param struct {
	span
	Mods     Modifiers // decorators, and public, readonly, … of a parameter property
	Rest     bool      // written with ...
	Name     Binding
	Optional bool // written with ?
	Type     *Type
	Init     Expr
}

// Modifiers are the decorators and modifier keywords of a declaration, in
// order.
type Modifiers []Node

// Has reports whether the modifier keyword k is among m.
func (m Modifiers) Has(k Kind) bool { return m.Find(k) != nil }

// Find returns the modifier with keyword k, or nil.
func (m Modifiers) Find(k Kind) *Modifier {
	for _, n := range m {
		if mod, ok := n.(*Modifier); ok && mod.Kind == k {
			return mod
		}
	}
	return nil
}

// Modifier is one keyword such as export, static or async in front of a
// declaration.
type Modifier struct {
	span
	Kind Kind
}

// Decorator is @Expr.
type Decorator struct {
	span
	Expr Expr
}

// Ident is an identifier, in an expression or as a name.
type Ident struct {
	expr
	// Name has its Unicode escapes resolved. It is empty where a name was
	// expected and none was found.
	Name string
}

// PrivateName is #name, as a member name, after a dot, or left of in.
type PrivateName struct {
	expr
	Name string // with the #
}

// ComputedName is [Expr] where a member name is expected.
type ComputedName struct {
	span
	Expr Expr
}

func (*Ident) bindingNode() {}

// NameText is the identifier.
func (n *Ident) NameText() string { return n.Name }

// NameText is the name with its #.
func (n *PrivateName) NameText() string { return n.Name }

// NameText is empty: the name is known at run time only.
func (n *ComputedName) NameText() string { return "" }

// ObjectPattern is { a, b: c, ...rest } where names are bound.
type ObjectPattern struct {
	span
	Elems []*BindingElem
}

// ArrayPattern is [a, , b, ...rest] where names are bound. An element that is
// left out is an *Omitted, any other a *BindingElem.
type ArrayPattern struct {
	span
	Elems []Node
}

func (*ObjectPattern) bindingNode() {}
func (*ArrayPattern) bindingNode()  {}

// BindingElem is one element of a pattern: Prop: Name = Init.
type BindingElem struct {
	span
	Rest bool         // written with ...
	Prop PropertyName // nil in an array pattern, and for { name }
	Name Binding
	Init Expr // default value, or nil
}

// Omitted is the hole in [a, , b]. It is empty: Pos equals End.
type Omitted struct {
	expr
}
