package tsx

// ClassBody is what class declarations and class expressions share.
type ClassBody struct {
	Mods       Modifiers
	Name       *Ident // nil where it has none
	TypeParams []*TypeParam
	Heritage   []*HeritageClause
	Lbrace     int // offset of {
	Rbrace     int // offset of }
	Members    []Member
}

// Extends is what the class extends, or nil.
func (c *ClassBody) Extends() *HeritageType {
	for _, clause := range c.Heritage {
		if clause.Keyword == KwExtends && len(clause.Types) > 0 {
			return clause.Types[0]
		}
	}
	return nil
}

// HeritageClause is extends A, or implements A, B.
type HeritageClause struct {
	span
	Keyword Kind // KwExtends or KwImplements
	Types   []*HeritageType
}

// HeritageType is one item of a heritage clause: Expr<TypeArgs>.
type HeritageType struct {
	span
	Expr     Expr
	TypeArgs []*Type
}

// PropertyDecl is a field of a class.
type PropertyDecl struct {
	member
	Mods     Modifiers
	Name     PropertyName
	Optional bool // written with ?
	Definite bool // written with !
	Type     *Type
	Init     Expr
}

// MethodDecl is a method of a class or of an object literal. Body is nil for
// an overload, an abstract or an ambient method.
type MethodDecl struct {
	member
	Mods      Modifiers
	Generator bool // written with *
	Name      PropertyName
	Optional  bool // written with ?
	Signature
	Body *Block
}

// ConstructorDecl is the constructor of a class. Body is nil for an overload.
type ConstructorDecl struct {
	member
	Mods Modifiers
	Signature
	Body *Block
}

// AccessorDecl is a getter or setter of a class, an object literal or an
// interface. Body is nil where it is only declared.
type AccessorDecl struct {
	member
	Mods    Modifiers
	Keyword Kind // KwGet or KwSet
	Name    PropertyName
	Signature
	Body *Block
}

// StaticBlock is static { … } in a class.
type StaticBlock struct {
	member
	Mods Modifiers
	Body *Block
}

// EmptyMember is a lone semicolon between the members of a class.
type EmptyMember struct {
	member
}

// IndexSignature is [key: T]: U in a class or an interface.
type IndexSignature struct {
	member
	Mods   Modifiers
	Params []*Param
	Type   *Type
}

// PropertySignature is a property of an interface.
type PropertySignature struct {
	member
	Mods     Modifiers
	Name     PropertyName
	Optional bool
	Type     *Type
	Init     Expr // never valid; kept because the compiler reads it
}

// MethodSignature is a method of an interface.
type MethodSignature struct {
	member
	Mods     Modifiers
	Name     PropertyName
	Optional bool
	Signature
}

// CallSignature is (a: T): U in an interface.
type CallSignature struct {
	member
	Signature
}

// ConstructSignature is new (a: T): U in an interface.
type ConstructSignature struct {
	member
	Signature
}

// PropertyAssign is Name: Value in an object literal.
type PropertyAssign struct {
	member
	Mods  Modifiers // never valid; kept because the compiler reads them
	Name  PropertyName
	Value Expr
}

// ShorthandProp is { name } in an object literal, or { name = Default } where
// the literal turns out to be an assignment pattern.
type ShorthandProp struct {
	member
	Mods    Modifiers // never valid; kept because the compiler reads them
	Name    *Ident
	Default Expr // nil without =
}

// SpreadProp is ...Expr in an object literal.
type SpreadProp struct {
	member
	Expr Expr
}

// EnumMember is Name = Init in an enum.
type EnumMember struct {
	member
	Name PropertyName
	Init Expr // nil without =
}
