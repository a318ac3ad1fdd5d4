package tsx

// ImportDecl is an import: import Default, { … } from "module", or for its
// effects only: import "module".
type ImportDecl struct {
	stmt
	Mods       Modifiers
	Phase      Kind             // KwType, KwDefer, or 0
	Default    *Ident           // nil without a default import
	Namespace  *NamespaceImport // nil without * as name
	Named      *NamedImports    // nil without { … }
	Module     Expr             // a *StringLit in a valid file
	Attributes *ImportAttributes
}

// NamespaceImport is * as Name.
type NamespaceImport struct {
	span
	Name *Ident
}

// NamedImports is { … } of an import, braces included.
type NamedImports struct {
	span
	Elems []*ImportSpec
}

// ImportSpec is one name of an import: type Imported as Name.
type ImportSpec struct {
	span
	TypeOnly bool
	Imported PropertyName // nil without as: then it is Name
	Name     *Ident       // the local name
}

// ImportAttributes is with { type: "json" }, from its keyword on.
type ImportAttributes struct {
	span
	Keyword Kind // KwWith or KwAssert
	Elems   []*ImportAttribute
}

// ImportAttribute is Name: Value.
type ImportAttribute struct {
	span
	Name  PropertyName
	Value Expr
}

// ImportEqualsDecl is import Name = require(Module) or import Name = Entity.
type ImportEqualsDecl struct {
	stmt
	Mods     Modifiers
	TypeOnly bool
	Name     *Ident
	Module   Expr        // nil without require
	Entity   *EntityName // nil with require
}

// EntityName is a name such as a.b.c. What is inside is not part of the tree.
type EntityName struct {
	span
}

// ExportDecl is export { … }, export { … } from, export * from, or export * as
// name from. A declaration that is exported has the modifier KwExport instead.
type ExportDecl struct {
	stmt
	Mods       Modifiers
	TypeOnly   bool
	Star       bool             // export *
	Namespace  *NamespaceExport // nil without * as name
	Named      *NamedExports    // nil without { … }
	Module     Expr             // nil without from
	Attributes *ImportAttributes
}

// NamespaceExport is * as Name.
type NamespaceExport struct {
	span
	Name PropertyName
}

// NamedExports is { … } of an export, braces included.
type NamedExports struct {
	span
	Elems []*ExportSpec
}

// ExportSpec is one name of an export: type Local as Name.
type ExportSpec struct {
	span
	TypeOnly bool
	Local    PropertyName // nil without as: then it is Name
	Name     PropertyName // the exported name
}

// ExportAssign is export default Expr, or export = Expr.
type ExportAssign struct {
	stmt
	Mods   Modifiers
	Equals bool // written with =
	Expr   Expr
}

// ExportAsNamespace is export as namespace Name.
type ExportAsNamespace struct {
	stmt
	Mods Modifiers
	Name *Ident
}

// VarStmt is a variable statement.
type VarStmt struct {
	stmt
	Mods Modifiers
	List *VarList
}

// VarList is const a = 1, b = 2: a variable statement without its modifiers
// and semicolon, or the start of a for loop.
type VarList struct {
	span
	Keyword Kind // KwVar, KwLet, KwConst or KwUsing
	Await   bool // await using
	Decls   []*VarDecl
}

// VarDecl is one variable, or the variable of a catch clause.
type VarDecl struct {
	span
	Name     Binding
	Definite bool // written with !
	Type     *Type
	Init     Expr
}

// FuncDecl is a function declaration. Body is nil for an overload or an
// ambient function, Name for some default exports.
type FuncDecl struct {
	stmt
	Mods      Modifiers
	Generator bool // written with *
	Name      *Ident
	Signature
	Body *Block
}

// ClassDecl is a class declaration.
type ClassDecl struct {
	stmt
	ClassBody
}

// InterfaceDecl is an interface.
type InterfaceDecl struct {
	stmt
	Mods       Modifiers
	Name       *Ident
	TypeParams []*TypeParam
	Heritage   []*HeritageClause
	Lbrace     int // offset of {
	Rbrace     int // offset of }
	Members    []Member
}

// TypeAlias is type Name<TypeParams> = Type.
type TypeAlias struct {
	stmt
	Mods       Modifiers
	Name       *Ident
	TypeParams []*TypeParam
	Type       *Type
}

// EnumDecl is an enum.
type EnumDecl struct {
	stmt
	Mods    Modifiers
	Name    *Ident
	Lbrace  int // offset of {
	Rbrace  int // offset of }
	Members []*EnumMember
}

// NamespaceDecl is namespace a { … }, module "m" { … } or global { … }.
type NamespaceDecl struct {
	stmt
	Mods    Modifiers
	Keyword Kind // KwNamespace, KwModule or KwGlobal; that of the outermost for b of namespace a.b
	Name    PropertyName
	// Body is a *Block, the *NamespaceDecl b of namespace a.b, or nil.
	Body Stmt
}

// Block is { … } of statements.
type Block struct {
	stmt
	Stmts []Stmt
}

// EmptyStmt is a lone semicolon.
type EmptyStmt struct {
	stmt
}

// ExprStmt is an expression that stands as a statement.
type ExprStmt struct {
	stmt
	Expr Expr
}

// IfStmt is if (Cond) Then else Else.
type IfStmt struct {
	stmt
	Cond Expr
	Then Stmt
	Else Stmt // nil without else
}

// DoStmt is do Body while (Cond).
type DoStmt struct {
	stmt
	Body Stmt
	Cond Expr
}

// WhileStmt is while (Cond) Body.
type WhileStmt struct {
	stmt
	Cond Expr
	Body Stmt
}

// ForStmt is for (Init; Cond; Update) Body; each of the three may be nil.
type ForStmt struct {
	stmt
	Init   Node // *VarList or Expr
	Cond   Expr
	Update Expr
	Body   Stmt
}

// ForInStmt is for (Left in Expr) Body.
type ForInStmt struct {
	stmt
	Left Node // *VarList or Expr
	Expr Expr
	Body Stmt
}

// ForOfStmt is for (Left of Expr) Body.
type ForOfStmt struct {
	stmt
	Await bool
	Left  Node // *VarList or Expr
	Expr  Expr
	Body  Stmt
}

// ContinueStmt is continue Label.
type ContinueStmt struct {
	stmt
	Label *Ident // nil without label
}

// BreakStmt is break Label.
type BreakStmt struct {
	stmt
	Label *Ident // nil without label
}

// ReturnStmt is return Expr.
type ReturnStmt struct {
	stmt
	Expr Expr // nil without value
}

// WithStmt is with (Expr) Body.
type WithStmt struct {
	stmt
	Expr Expr
	Body Stmt
}

// SwitchStmt is switch (Expr) { … }.
type SwitchStmt struct {
	stmt
	Expr    Expr
	Lbrace  int // offset of {
	Clauses []*CaseClause
}

// CaseClause is case Expr: or default: with its statements.
type CaseClause struct {
	span
	Expr  Expr // nil for default
	Stmts []Stmt
}

// LabeledStmt is Label: Body.
type LabeledStmt struct {
	stmt
	Label *Ident
	Body  Stmt
}

// ThrowStmt is throw Expr.
type ThrowStmt struct {
	stmt
	Expr Expr
}

// TryStmt is try Body catch … finally ….
type TryStmt struct {
	stmt
	Body    *Block
	Catch   *CatchClause // nil without catch
	Finally *Block       // nil without finally
}

// CatchClause is catch (Param) Body.
type CatchClause struct {
	span
	Param *VarDecl // nil without parameter
	Body  *Block
}

// DebuggerStmt is debugger.
type DebuggerStmt struct {
	stmt
}
