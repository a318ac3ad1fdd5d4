package tsx

// The each methods yield the children of a node in source order, and report
// whether the caller wants more. Every walk is built on them.

// one yields a child that may be missing.
func one[T interface {
	comparable
	Node
}](yield func(Node) bool, n T) bool {
	var none T
	return n == none || yield(n)
}

// all yields each child of a list.
func all[T Node](yield func(Node) bool, list []T) bool {
	for _, n := range list {
		if !yield(n) {
			return false
		}
	}
	return true
}

func (s *Signature) each(yield func(Node) bool) bool {
	return all(yield, s.TypeParams) && all(yield, s.Params) && one(yield, s.Return)
}

func (c *ClassBody) each(yield func(Node) bool) bool {
	return all(yield, c.Mods) && one(yield, c.Name) && all(yield, c.TypeParams) &&
		all(yield, c.Heritage) && all(yield, c.Members)
}

func (n *File) each(yield func(Node) bool) bool { return all(yield, n.Stmts) }

func (n *Type) each(func(Node) bool) bool        { return true }
func (n *EntityName) each(func(Node) bool) bool  { return true }
func (n *Modifier) each(func(Node) bool) bool    { return true }
func (n *Ident) each(func(Node) bool) bool       { return true }
func (n *PrivateName) each(func(Node) bool) bool { return true }
func (n *Omitted) each(func(Node) bool) bool     { return true }

func (n *TypeParam) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && one(yield, n.Constraint) && one(yield, n.Default)
}

func (n *Param) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && one(yield, n.Type) && one(yield, n.Init)
}

func (n *Decorator) each(yield func(Node) bool) bool     { return one(yield, n.Expr) }
func (n *ComputedName) each(yield func(Node) bool) bool  { return one(yield, n.Expr) }
func (n *ObjectPattern) each(yield func(Node) bool) bool { return all(yield, n.Elems) }
func (n *ArrayPattern) each(yield func(Node) bool) bool  { return all(yield, n.Elems) }

func (n *BindingElem) each(yield func(Node) bool) bool {
	return one(yield, n.Prop) && one(yield, n.Name) && one(yield, n.Init)
}

// Members.

func (n *HeritageClause) each(yield func(Node) bool) bool { return all(yield, n.Types) }

func (n *HeritageType) each(yield func(Node) bool) bool {
	return one(yield, n.Expr) && all(yield, n.TypeArgs)
}

func (n *PropertyDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && one(yield, n.Type) && one(yield, n.Init)
}

func (n *MethodDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && n.Signature.each(yield) && one(yield, n.Body)
}

func (n *ConstructorDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && n.Signature.each(yield) && one(yield, n.Body)
}

func (n *AccessorDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && n.Signature.each(yield) && one(yield, n.Body)
}

func (n *StaticBlock) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Body)
}

func (n *EmptyMember) each(func(Node) bool) bool { return true }

func (n *IndexSignature) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && all(yield, n.Params) && one(yield, n.Type)
}

func (n *PropertySignature) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && one(yield, n.Type) && one(yield, n.Init)
}

func (n *MethodSignature) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && n.Signature.each(yield)
}

func (n *CallSignature) each(yield func(Node) bool) bool      { return n.Signature.each(yield) }
func (n *ConstructSignature) each(yield func(Node) bool) bool { return n.Signature.each(yield) }

func (n *PropertyAssign) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && one(yield, n.Value)
}

func (n *ShorthandProp) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && one(yield, n.Default)
}

func (n *SpreadProp) each(yield func(Node) bool) bool { return one(yield, n.Expr) }

func (n *EnumMember) each(yield func(Node) bool) bool {
	return one(yield, n.Name) && one(yield, n.Init)
}

// Statements.

func (n *ImportDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Default) && one(yield, n.Namespace) &&
		one(yield, n.Named) && one(yield, n.Module) && one(yield, n.Attributes)
}

func (n *NamespaceImport) each(yield func(Node) bool) bool  { return one(yield, n.Name) }
func (n *NamedImports) each(yield func(Node) bool) bool     { return all(yield, n.Elems) }
func (n *ImportAttributes) each(yield func(Node) bool) bool { return all(yield, n.Elems) }

func (n *ImportSpec) each(yield func(Node) bool) bool {
	return one(yield, n.Imported) && one(yield, n.Name)
}

func (n *ImportAttribute) each(yield func(Node) bool) bool {
	return one(yield, n.Name) && one(yield, n.Value)
}

func (n *ImportEqualsDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && one(yield, n.Module) && one(yield, n.Entity)
}

func (n *ExportDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Namespace) && one(yield, n.Named) &&
		one(yield, n.Module) && one(yield, n.Attributes)
}

func (n *NamespaceExport) each(yield func(Node) bool) bool { return one(yield, n.Name) }
func (n *NamedExports) each(yield func(Node) bool) bool    { return all(yield, n.Elems) }

func (n *ExportSpec) each(yield func(Node) bool) bool {
	return one(yield, n.Local) && one(yield, n.Name)
}

func (n *ExportAssign) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Expr)
}

func (n *ExportAsNamespace) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name)
}

func (n *VarStmt) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.List)
}

func (n *VarList) each(yield func(Node) bool) bool { return all(yield, n.Decls) }

func (n *VarDecl) each(yield func(Node) bool) bool {
	return one(yield, n.Name) && one(yield, n.Type) && one(yield, n.Init)
}

func (n *FuncDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && n.Signature.each(yield) && one(yield, n.Body)
}

func (n *ClassDecl) each(yield func(Node) bool) bool { return n.ClassBody.each(yield) }

func (n *InterfaceDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && all(yield, n.TypeParams) &&
		all(yield, n.Heritage) && all(yield, n.Members)
}

func (n *TypeAlias) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && all(yield, n.TypeParams) && one(yield, n.Type)
}

func (n *EnumDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && all(yield, n.Members)
}

func (n *NamespaceDecl) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && one(yield, n.Body)
}

func (n *Block) each(yield func(Node) bool) bool        { return all(yield, n.Stmts) }
func (n *EmptyStmt) each(func(Node) bool) bool          { return true }
func (n *ExprStmt) each(yield func(Node) bool) bool     { return one(yield, n.Expr) }
func (n *ContinueStmt) each(yield func(Node) bool) bool { return one(yield, n.Label) }
func (n *BreakStmt) each(yield func(Node) bool) bool    { return one(yield, n.Label) }
func (n *ReturnStmt) each(yield func(Node) bool) bool   { return one(yield, n.Expr) }
func (n *ThrowStmt) each(yield func(Node) bool) bool    { return one(yield, n.Expr) }
func (n *DebuggerStmt) each(func(Node) bool) bool       { return true }

func (n *IfStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Cond) && one(yield, n.Then) && one(yield, n.Else)
}

func (n *DoStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Body) && one(yield, n.Cond)
}

func (n *WhileStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Cond) && one(yield, n.Body)
}

func (n *ForStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Init) && one(yield, n.Cond) && one(yield, n.Update) && one(yield, n.Body)
}

func (n *ForInStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Left) && one(yield, n.Expr) && one(yield, n.Body)
}

func (n *ForOfStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Left) && one(yield, n.Expr) && one(yield, n.Body)
}

func (n *WithStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Expr) && one(yield, n.Body)
}

func (n *SwitchStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Expr) && all(yield, n.Clauses)
}

func (n *CaseClause) each(yield func(Node) bool) bool {
	return one(yield, n.Expr) && all(yield, n.Stmts)
}

func (n *LabeledStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Label) && one(yield, n.Body)
}

func (n *TryStmt) each(yield func(Node) bool) bool {
	return one(yield, n.Body) && one(yield, n.Catch) && one(yield, n.Finally)
}

func (n *CatchClause) each(yield func(Node) bool) bool {
	return one(yield, n.Param) && one(yield, n.Body)
}

// Expressions.

func (n *KeywordExpr) each(func(Node) bool) bool      { return true }
func (n *StringLit) each(func(Node) bool) bool        { return true }
func (n *NumberLit) each(func(Node) bool) bool        { return true }
func (n *BigIntLit) each(func(Node) bool) bool        { return true }
func (n *RegexpLit) each(func(Node) bool) bool        { return true }
func (n *TemplatePart) each(func(Node) bool) bool     { return true }
func (n *ArrayLit) each(yield func(Node) bool) bool   { return all(yield, n.Elems) }
func (n *ObjectLit) each(yield func(Node) bool) bool  { return all(yield, n.Members) }
func (n *ClassExpr) each(yield func(Node) bool) bool  { return n.ClassBody.each(yield) }
func (n *ParenExpr) each(yield func(Node) bool) bool  { return one(yield, n.Expr) }
func (n *SpreadElem) each(yield func(Node) bool) bool { return one(yield, n.Expr) }

func (n *TemplateLit) each(yield func(Node) bool) bool {
	for i, part := range n.Parts {
		if !yield(part) || i < len(n.Exprs) && !yield(n.Exprs[i]) {
			return false
		}
	}
	return true
}

func (n *FuncExpr) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && one(yield, n.Name) && n.Signature.each(yield) && one(yield, n.Body)
}

func (n *ArrowFunc) each(yield func(Node) bool) bool {
	return all(yield, n.Mods) && n.Signature.each(yield) && one(yield, n.Body)
}

func (n *NewExpr) each(yield func(Node) bool) bool {
	return one(yield, n.Class) && all(yield, n.TypeArgs) && all(yield, n.Args)
}

func (n *CallExpr) each(yield func(Node) bool) bool {
	return one(yield, n.Fun) && all(yield, n.TypeArgs) && all(yield, n.Args)
}

func (n *MemberExpr) each(yield func(Node) bool) bool {
	return one(yield, n.X) && one(yield, n.Name)
}

func (n *IndexExpr) each(yield func(Node) bool) bool {
	return one(yield, n.X) && one(yield, n.Index)
}

func (n *TaggedTemplate) each(yield func(Node) bool) bool {
	return one(yield, n.Tag) && all(yield, n.TypeArgs) && one(yield, n.Template)
}

func (n *InstantiationExpr) each(yield func(Node) bool) bool {
	return one(yield, n.X) && all(yield, n.TypeArgs)
}

func (n *NonNullExpr) each(yield func(Node) bool) bool { return one(yield, n.X) }

func (n *AsExpr) each(yield func(Node) bool) bool {
	return one(yield, n.X) && one(yield, n.Type)
}

func (n *SatisfiesExpr) each(yield func(Node) bool) bool {
	return one(yield, n.X) && one(yield, n.Type)
}

func (n *TypeAssertion) each(yield func(Node) bool) bool {
	return one(yield, n.Type) && one(yield, n.X)
}

func (n *UnaryExpr) each(yield func(Node) bool) bool   { return one(yield, n.X) }
func (n *PostfixExpr) each(yield func(Node) bool) bool { return one(yield, n.X) }
func (n *AwaitExpr) each(yield func(Node) bool) bool   { return one(yield, n.X) }
func (n *YieldExpr) each(yield func(Node) bool) bool   { return one(yield, n.X) }

func (n *BinaryExpr) each(yield func(Node) bool) bool {
	return one(yield, n.X) && one(yield, n.Y)
}

func (n *ConditionalExpr) each(yield func(Node) bool) bool {
	return one(yield, n.Cond) && one(yield, n.Then) && one(yield, n.Else)
}

func (n *MetaProperty) each(yield func(Node) bool) bool { return one(yield, n.Name) }

// Elements.

func (n *JSXElement) each(yield func(Node) bool) bool {
	return one(yield, n.Open) && all(yield, n.Children) && one(yield, n.Close)
}

func (n *JSXOpening) each(yield func(Node) bool) bool {
	return one(yield, n.Tag) && all(yield, n.TypeArgs) && all(yield, n.Attrs)
}

func (n *JSXSelfClosing) each(yield func(Node) bool) bool {
	return one(yield, n.Tag) && all(yield, n.TypeArgs) && all(yield, n.Attrs)
}

func (n *JSXClosing) each(yield func(Node) bool) bool    { return one(yield, n.Tag) }
func (n *JSXFragment) each(yield func(Node) bool) bool   { return all(yield, n.Children) }
func (n *JSXSpreadAttr) each(yield func(Node) bool) bool { return one(yield, n.Expr) }
func (n *JSXExpr) each(yield func(Node) bool) bool       { return one(yield, n.Expr) }
func (n *JSXText) each(func(Node) bool) bool             { return true }

func (n *JSXAttr) each(yield func(Node) bool) bool {
	return one(yield, n.Name) && one(yield, n.Value)
}

func (n *JSXNamespacedName) each(yield func(Node) bool) bool {
	return one(yield, n.Space) && one(yield, n.Name)
}
