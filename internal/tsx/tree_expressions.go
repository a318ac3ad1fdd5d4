package tsx

// KeywordExpr is this, super, null, true, false, or the import of import(…).
type KeywordExpr struct {
	expr
	Keyword Kind
}

// StringLit is a string in single or double quotes. See its Value method.
type StringLit struct {
	expr
	raw string
	jsx bool // attribute of an element: no escapes
}

// NumberLit is a number that is no bigint.
type NumberLit struct {
	expr
	Raw string // as written
}

// BigIntLit is a number with the suffix n.
type BigIntLit struct {
	expr
	Raw string // as written
}

// RegexpLit is /pattern/flags.
type RegexpLit struct {
	expr
	Raw string // as written
}

// TemplateLit is a template literal. It has one part more than expressions:
// they alternate, and begin with a part.
type TemplateLit struct {
	expr
	Parts []*TemplatePart
	Exprs []Expr
}

// TemplatePart is the text between two expressions of a template literal. Its
// range includes the delimiters: ` or } in front, ${ or ` after.
type TemplatePart struct {
	span
	raw string
}

// ArrayLit is an array literal. A hole is an *Omitted.
type ArrayLit struct {
	expr
	Elems []Expr
}

// ObjectLit is an object literal. Its members are *PropertyAssign,
// *ShorthandProp, *SpreadProp, *MethodDecl and *AccessorDecl.
type ObjectLit struct {
	expr
	Members []Member
}

// FuncExpr is a function expression.
type FuncExpr struct {
	expr
	Mods      Modifiers // async
	Generator bool      // written with *
	Name      *Ident    // nil without name
	Signature
	Body *Block
}

// ArrowFunc is an arrow function.
type ArrowFunc struct {
	expr
	Mods Modifiers // async
	Signature
	Arrow int  // offset of =>
	Body  Node // *Block or Expr
}

// ClassExpr is a class expression.
type ClassExpr struct {
	expr
	ClassBody
}

// ParenExpr is (Expr).
type ParenExpr struct {
	expr
	Expr Expr
}

// NewExpr is new Class<TypeArgs>(Args).
type NewExpr struct {
	expr
	Class    Expr
	TypeArgs []*Type
	Lparen   int // offset of (; -1 without arguments
	Args     []Expr
}

// CallExpr is Fun<TypeArgs>(Args). For import("m"), Fun is a *KeywordExpr.
type CallExpr struct {
	expr
	Fun      Expr
	Optional bool // written with ?.
	TypeArgs []*Type
	Lparen   int // offset of (
	Args     []Expr
}

// MemberExpr is X.Name.
type MemberExpr struct {
	expr
	X        Expr
	Optional bool // written with ?.
	Name     Node // *Ident or *PrivateName
}

// IndexExpr is X[Index].
type IndexExpr struct {
	expr
	X        Expr
	Optional bool // written with ?.
	Index    Expr
}

// TaggedTemplate is Tag<TypeArgs>`…`.
type TaggedTemplate struct {
	expr
	Tag      Expr
	Optional bool // written with ?., which is never valid
	TypeArgs []*Type
	Template *TemplateLit
}

// InstantiationExpr is X<TypeArgs> that is neither called nor a tag.
type InstantiationExpr struct {
	expr
	X        Expr
	TypeArgs []*Type
}

// NonNullExpr is X!.
type NonNullExpr struct {
	expr
	X Expr
}

// AsExpr is X as Type.
type AsExpr struct {
	expr
	X    Expr
	Type *Type
}

// SatisfiesExpr is X satisfies Type.
type SatisfiesExpr struct {
	expr
	X    Expr
	Type *Type
}

// TypeAssertion is <Type>X.
type TypeAssertion struct {
	expr
	Type *Type
	X    Expr
}

// UnaryExpr is an operator in front of X: + - ! ~ ++ -- typeof void delete.
type UnaryExpr struct {
	expr
	Op Kind
	X  Expr
}

// PostfixExpr is X++ or X--.
type PostfixExpr struct {
	expr
	X  Expr
	Op Kind
}

// AwaitExpr is await X.
type AwaitExpr struct {
	expr
	X Expr
}

// YieldExpr is yield X or yield* X.
type YieldExpr struct {
	expr
	Star bool
	X    Expr // nil for a bare yield
}

// BinaryExpr is X Op Y: arithmetic, comparison, logic, assignment, comma, in
// and instanceof. Assignments associate to the right, ** too.
type BinaryExpr struct {
	expr
	X     Expr
	Op    Kind
	OpPos int // offset of the operator
	Y     Expr
}

// ConditionalExpr is Cond ? Then : Else.
type ConditionalExpr struct {
	expr
	Cond, Then, Else Expr
}

// SpreadElem is ...Expr in an array literal or among arguments.
type SpreadElem struct {
	expr
	Expr Expr
}

// MetaProperty is new.target, import.meta, or the import.defer of
// import.defer("m").
type MetaProperty struct {
	expr
	Keyword Kind // KwNew or KwImport
	Name    *Ident
}

// JSXElement is <Tag …>Children</Tag>. The children are *JSXText,
// *JSXExpr, *JSXElement, *JSXSelfClosing and *JSXFragment.
type JSXElement struct {
	expr
	Open     *JSXOpening
	Children []Node
	Close    *JSXClosing
}

// JSXOpening is <Tag Attrs>.
type JSXOpening struct {
	span
	Tag      Expr
	TypeArgs []*Type
	Attrs    []Node // *JSXAttr and *JSXSpreadAttr
}

// JSXClosing is </Tag>.
type JSXClosing struct {
	span
	Tag Expr
}

// JSXSelfClosing is <Tag Attrs />.
type JSXSelfClosing struct {
	expr
	Tag      Expr
	TypeArgs []*Type
	Attrs    []Node // *JSXAttr and *JSXSpreadAttr
}

// JSXFragment is <>Children</>.
type JSXFragment struct {
	expr
	Children []Node // as for *JSXElement
}

// JSXAttr is Name=Value. Value is nil for a bare name, else a *StringLit, a
// *JSXExpr or an element.
type JSXAttr struct {
	span
	Name  Node // *Ident or *JSXNamespacedName
	Value Expr
}

// JSXSpreadAttr is {...Expr} among attributes.
type JSXSpreadAttr struct {
	span
	Expr Expr
}

// JSXExpr is {Expr} among children or as the value of an attribute.
type JSXExpr struct {
	expr
	Spread bool // {...Expr}
	Expr   Expr // nil for {} and for a comment
}

// JSXText is text between elements, with its white space.
type JSXText struct {
	span
}

// JSXNamespacedName is Space:Name, of an element or an attribute.
type JSXNamespacedName struct {
	expr
	Space, Name *Ident
}
