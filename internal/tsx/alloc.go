package tsx

// slab hands out values of one type from blocks that grow with the file, so
// that a tree costs few allocations and stays together in memory.
type slab[T any] struct {
	free []T
	size int
}

const (
	firstBlock = 4
	lastBlock  = 256
)

func (s *slab[T]) new() *T {
	if len(s.free) == 0 {
		s.size = min(max(firstBlock, s.size*2), lastBlock)
		s.free = make([]T, s.size)
	}
	n := &s.free[0]
	s.free = s.free[1:]
	return n
}

// pool collects lists of one type. The elements of a list that is being read
// are on temp, above those of the lists around it; take moves them to a block
// that is shared with other lists.
type pool[T any] struct {
	temp []T
	free []T
	size int
}

func (l *pool[T]) mark() int { return len(l.temp) }

func (l *pool[T]) push(n T) { l.temp = append(l.temp, n) }

// drop forgets the elements pushed since mark.
func (l *pool[T]) drop(mark int) { l.temp = l.temp[:mark] }

// take returns the elements pushed since mark.
func (l *pool[T]) take(mark int) []T {
	n := len(l.temp) - mark
	if n == 0 {
		return nil
	}
	if len(l.free) < n {
		l.size = min(max(firstBlock, l.size*2), lastBlock)
		l.free = make([]T, max(n, l.size))
	}
	list := l.free[:n:n]
	l.free = l.free[n:]
	copy(list, l.temp[mark:])
	clear(l.temp[mark:])
	l.temp = l.temp[:mark]
	return list
}

// arena holds the blocks of the nodes and lists that files are full of.
// Rarer nodes are allocated one by one.
type arena struct {
	idents     slab[Ident]
	members    slab[MemberExpr]
	calls      slab[CallExpr]
	strings    slab[StringLit]
	numbers    slab[NumberLit]
	keywords   slab[KeywordExpr]
	binaries   slab[BinaryExpr]
	unaries    slab[UnaryExpr]
	objects    slab[ObjectLit]
	arrays     slab[ArrayLit]
	props      slab[PropertyAssign]
	shorthands slab[ShorthandProp]
	arrows     slab[ArrowFunc]
	templates  slab[TemplateLit]
	parts      slab[TemplatePart]
	types      slab[Type]
	typeParams slab[TypeParam]
	params     slab[Param]
	modifiers  slab[Modifier]
	blocks     slab[Block]
	exprStmts  slab[ExprStmt]
	returns    slab[ReturnStmt]
	ifs        slab[IfStmt]
	varStmts   slab[VarStmt]
	varLists   slab[VarList]
	varDecls   slab[VarDecl]
	funcs      slab[FuncDecl]
	imports    slab[ImportDecl]
	named      slab[NamedImports]
	specs      slab[ImportSpec]
	aliases    slab[TypeAlias]
	interfaces slab[InterfaceDecl]
	signatures slab[PropertySignature]
	methodSigs slab[MethodSignature]
	methods    slab[MethodDecl]
	fields     slab[PropertyDecl]

	exprList      pool[Expr]
	stmtList      pool[Stmt]
	nodeList      pool[Node]
	memberList    pool[Member]
	typeList      pool[*Type]
	typeParamList pool[*TypeParam]
	paramList     pool[*Param]
	varDeclList   pool[*VarDecl]
	bindingList   pool[*BindingElem]
	importList    pool[*ImportSpec]
	exportList    pool[*ExportSpec]
	attributeList pool[*ImportAttribute]
	enumList      pool[*EnumMember]
	heritageList  pool[*HeritageType]
	clauseList    pool[*HeritageClause]
	caseList      pool[*CaseClause]
	templateParts pool[*TemplatePart]
}
