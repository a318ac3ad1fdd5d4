package tsx

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
)

// knownDifferences are the files whose tree differs from the compiler's, with
// the reason. A file that no longer differs must leave the list.
var knownDifferences = map[string]string{}

// TestFidelity compares the tree of every file with that of the TypeScript
// compiler, node by node: kind, range, name and marks. Both sides must agree
// on which files are valid.
func TestFidelity(t *testing.T) {
	dir := installCorpus(t)
	var files []string
	sources := 0
	for _, path := range corpus(t, dir) {
		files = append(files, path)
		if !isDeclarations(path) {
			sources++
		}
	}
	if sources < minimumSources {
		t.Errorf("the corpus has %d sources; want at least %d", sources, minimumSources)
	}
	files = append(files, templateFiles(t)...)
	files = append(files, writeFiles(t, nastyFiles(t))...)
	files = append(files, scripts(t, dir)...)

	compared := map[string]bool{}
	for _, path := range files {
		compared[knownName(dir, path)] = true
	}
	for name := range knownDifferences {
		if !compared[name] {
			t.Errorf("%s is not compared: take it off knownDifferences", name)
		}
	}
	total := compareAll(t, dir, files)
	t.Logf("%d files, %d of them sources; %d nodes, %d MB", len(files), sources, total.nodes, total.bytes>>20)
}

// scripts lists the JavaScript of some packages, by hand and minified.
func scripts(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	for _, pkg := range []string{"@reduxjs/toolkit", "hono", "zod"} {
		found := filesUnder(t, filepath.Join(dir, "node_modules", pkg), ".js", ".mjs", ".cjs", ".jsx")
		if len(found) == 0 {
			t.Errorf("no JavaScript in %s", pkg)
		}
		files = append(files, found...)
	}
	return files
}

// writeFiles writes sources to a directory for the compiler to read.
func writeFiles(t *testing.T, list []source) (files []string) {
	t.Helper()
	dir := t.TempDir()
	for _, s := range list {
		path := filepath.Join(dir, filepath.Base(s.name))
		if err := os.WriteFile(path, s.text, 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	return files
}

// templateFiles copies the templates, so that both sides read the same bytes
// even while somebody works on them.
func templateFiles(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "templates"))); err != nil {
		t.Fatal(err)
	}
	files := typescriptFiles(t, dir)
	if len(files) == 0 {
		t.Error("no TypeScript in the templates")
	}
	return files
}

// totals count what was compared.
type totals struct{ nodes, bytes int }

// compareAll runs the compiler over the files and compares as it goes.
func compareAll(t *testing.T, dir string, files []string) totals {
	t.Helper()
	script, err := filepath.Abs(filepath.Join("testdata", "dump.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := workbench.Command(t, dir, "node", script)
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dump := newDump(t, out)
	var sum totals
	for i, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		nodes, diff := dump.compare(i, Parse(path, src))
		sum.nodes += nodes
		sum.bytes += len(src)
		report(t, dir, path, diff)
		if dump.err != nil {
			t.Fatalf("reading the compiler's tree of %s: %v", path, dump.err)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("testdata/dump.mjs: %v", err)
	}
	return sum
}

// report fails the test for a difference that is not known, and for a known
// one that is gone.
func report(t *testing.T, dir, path, diff string) {
	t.Helper()
	name := knownName(dir, path)
	reason, known := knownDifferences[name]
	switch {
	case diff != "" && !known:
		t.Errorf("%s: %s", path, diff)
	case diff == "" && known:
		t.Errorf("%s no longer differs (%s): take it off knownDifferences", name, reason)
	}
}

// knownName is what knownDifferences calls a file: its path in node_modules,
// or the last part of the path elsewhere.
func knownName(dir, path string) string {
	name, err := filepath.Rel(filepath.Join(dir, "node_modules"), path)
	if err != nil || strings.HasPrefix(name, "..") {
		name = filepath.Base(path)
	}
	return filepath.ToSlash(name)
}

// record is one node, from the compiler or from our tree.
type record struct {
	kind       string
	start, end int
	detail     string
}

func (r record) String() string {
	return fmt.Sprintf("%s %d-%d %q", r.kind, r.start, r.end, r.detail)
}

// dump reads the records that dump.mjs writes.
type dump struct {
	r     *bufio.Reader
	kinds []string
	names map[string]string // interned details
	buf   []byte
	err   error
}

func newDump(t *testing.T, r io.Reader) *dump {
	t.Helper()
	d := &dump{r: bufio.NewReaderSize(r, 1<<20), names: map[string]string{}}
	line, err := d.r.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &d.kinds)
	}
	if err != nil {
		t.Fatalf("testdata/dump.mjs: %v", err)
	}
	return d
}

func (d *dump) bytes(n int) []byte {
	if cap(d.buf) < n {
		d.buf = make([]byte, 2*n)
	}
	b := d.buf[:n]
	if d.err == nil {
		_, d.err = io.ReadFull(d.r, b)
	}
	if d.err != nil {
		clear(b)
	}
	return b
}

func (d *dump) u16() int { return int(binary.LittleEndian.Uint16(d.bytes(2))) }

func (d *dump) u32() int { return int(binary.LittleEndian.Uint32(d.bytes(4))) }

// next reads a record; ok is false after the last one of a file.
func (d *dump) next() (r record, ok bool) {
	kind := d.u16()
	if kind == 0 || d.err != nil {
		return record{}, false
	}
	r.kind, r.start, r.end = d.kinds[kind], d.u32(), d.u32()
	detail := d.bytes(d.u32())
	known, found := d.names[string(detail)]
	if !found {
		known = string(detail)
		d.names[known] = known
	}
	r.detail = known
	return r, true
}

// compare reads the records of one file and returns the first difference.
func (d *dump) compare(index int, f *File) (nodes int, diff string) {
	if got := d.u32(); got != index && d.err == nil {
		d.err = fmt.Errorf("the compiler is at file %d, the test at %d", got, index)
	}
	failed := d.u16() == 1
	switch err := f.Err(); {
	case failed && err == nil:
		return 0, "the compiler finds an error, we do not"
	case failed:
		return 0, ""
	}
	if err := f.Err(); err != nil {
		diff = fmt.Sprintf("the compiler finds no error, we do: %v", err)
	}
	Walk(f, func(n Node) bool {
		if n == Node(f) || diff != "" {
			return diff == ""
		}
		ours, ok := recordOf(n)
		if !ok {
			return true
		}
		nodes++
		theirs, more := d.next()
		if !more {
			diff = fmt.Sprintf("extra node %v", ours)
		} else if ours != theirs {
			at := f.Position(theirs.start)
			diff = fmt.Sprintf("%d:%d: the compiler has %v, we have %v", at.Line, at.Column, theirs, ours)
		}
		return true
	})
	missing := 0
	for {
		r, more := d.next()
		if !more {
			break
		}
		if missing++; missing == 1 && diff == "" {
			diff = fmt.Sprintf("missing node %v", r)
		}
	}
	return nodes, diff
}

// compilerKinds names the compiler's kind for each type of node that has one
// kind only.
var compilerKinds = newCompilerKinds()

func newCompilerKinds() map[reflect.Type]string {
	kinds := map[reflect.Type]string{}
	for n, kind := range map[Node]string{
		&Type{}: "TypeReference", &TypeParam{}: "TypeParameter", &Param{}: "Parameter", &Decorator{}: "Decorator",
		&Ident{}: "Identifier", &PrivateName{}: "PrivateIdentifier", &ComputedName{}: "ComputedPropertyName",
		&ObjectPattern{}: "ObjectBindingPattern", &ArrayPattern{}: "ArrayBindingPattern",
		&BindingElem{}: "BindingElement", &Omitted{}: "OmittedExpression",
		&HeritageClause{}: "HeritageClause", &HeritageType{}: "ExpressionWithTypeArguments",
		&PropertyDecl{}: "PropertyDeclaration", &MethodDecl{}: "MethodDeclaration", &ConstructorDecl{}: "Constructor",
		&StaticBlock{}: "ClassStaticBlockDeclaration", &EmptyMember{}: "SemicolonClassElement",
		&IndexSignature{}: "IndexSignature", &PropertySignature{}: "PropertySignature",
		&MethodSignature{}: "MethodSignature", &CallSignature{}: "CallSignature",
		&ConstructSignature{}: "ConstructSignature", &PropertyAssign{}: "PropertyAssignment",
		&ShorthandProp{}: "ShorthandPropertyAssignment", &SpreadProp{}: "SpreadAssignment",
		&EnumMember{}: "EnumMember", &ImportDecl{}: "ImportDeclaration", &NamespaceImport{}: "NamespaceImport",
		&NamedImports{}: "NamedImports", &ImportSpec{}: "ImportSpecifier", &ImportAttributes{}: "ImportAttributes",
		&ImportAttribute{}: "ImportAttribute", &ImportEqualsDecl{}: "ImportEqualsDeclaration",
		&EntityName{}: "QualifiedName", &ExportDecl{}: "ExportDeclaration", &NamespaceExport{}: "NamespaceExport",
		&NamedExports{}: "NamedExports", &ExportSpec{}: "ExportSpecifier", &ExportAssign{}: "ExportAssignment",
		&ExportAsNamespace{}: "NamespaceExportDeclaration", &VarStmt{}: "VariableStatement",
		&VarList{}: "VariableDeclarationList", &VarDecl{}: "VariableDeclaration", &FuncDecl{}: "FunctionDeclaration",
		&ClassDecl{}: "ClassDeclaration", &InterfaceDecl{}: "InterfaceDeclaration", &TypeAlias{}: "TypeAliasDeclaration",
		&EnumDecl{}: "EnumDeclaration", &NamespaceDecl{}: "ModuleDeclaration", &EmptyStmt{}: "EmptyStatement",
		&ExprStmt{}: "ExpressionStatement", &IfStmt{}: "IfStatement", &DoStmt{}: "DoStatement",
		&WhileStmt{}: "WhileStatement", &ForStmt{}: "ForStatement", &ForInStmt{}: "ForInStatement",
		&ForOfStmt{}: "ForOfStatement", &ContinueStmt{}: "ContinueStatement", &BreakStmt{}: "BreakStatement",
		&ReturnStmt{}: "ReturnStatement", &WithStmt{}: "WithStatement", &SwitchStmt{}: "SwitchStatement",
		&LabeledStmt{}: "LabeledStatement", &ThrowStmt{}: "ThrowStatement", &TryStmt{}: "TryStatement",
		&CatchClause{}: "CatchClause", &DebuggerStmt{}: "DebuggerStatement", &StringLit{}: "StringLiteral",
		&NumberLit{}: "NumericLiteral", &BigIntLit{}: "BigIntLiteral", &RegexpLit{}: "RegularExpressionLiteral",
		&ArrayLit{}: "ArrayLiteralExpression", &ObjectLit{}: "ObjectLiteralExpression", &FuncExpr{}: "FunctionExpression",
		&ArrowFunc{}: "ArrowFunction", &ClassExpr{}: "ClassExpression", &ParenExpr{}: "ParenthesizedExpression",
		&NewExpr{}: "NewExpression", &CallExpr{}: "CallExpression", &MemberExpr{}: "PropertyAccessExpression",
		&IndexExpr{}: "ElementAccessExpression", &TaggedTemplate{}: "TaggedTemplateExpression",
		&InstantiationExpr{}: "ExpressionWithTypeArguments", &NonNullExpr{}: "NonNullExpression",
		&AsExpr{}: "AsExpression", &SatisfiesExpr{}: "SatisfiesExpression", &TypeAssertion{}: "TypeAssertionExpression",
		&PostfixExpr{}: "PostfixUnaryExpression", &AwaitExpr{}: "AwaitExpression", &YieldExpr{}: "YieldExpression",
		&BinaryExpr{}: "BinaryExpression", &ConditionalExpr{}: "ConditionalExpression", &SpreadElem{}: "SpreadElement",
		&MetaProperty{}: "MetaProperty", &JSXElement{}: "JsxElement", &JSXOpening{}: "JsxOpeningElement",
		&JSXClosing{}: "JsxClosingElement", &JSXSelfClosing{}: "JsxSelfClosingElement", &JSXFragment{}: "JsxFragment",
		&JSXAttr{}: "JsxAttribute", &JSXSpreadAttr{}: "JsxSpreadAttribute", &JSXExpr{}: "JsxExpression",
		&JSXText{}: "JsxText", &JSXNamespacedName{}: "JsxNamespacedName",
	} {
		kinds[reflect.TypeOf(n)] = kind
	}
	return kinds
}

// recordOf describes a node as dump.mjs does. It is false for the part of a
// template without holes, which the compiler has no node for.
func recordOf(n Node) (record, bool) {
	r := record{kind: kindOf(n), start: n.Pos(), end: n.End(), detail: detailOf(n)}
	if part, ok := n.(*TemplatePart); ok {
		template := part.Parent().(*TemplateLit)
		switch {
		case len(template.Parts) == 1:
			return record{}, false
		case part == template.Parts[0]:
			r.kind = "TemplateHead"
		case part == template.Parts[len(template.Parts)-1]:
			r.kind = "TemplateTail"
		default:
			r.kind = "TemplateMiddle"
		}
	}
	return r, true
}

func kindOf(n Node) string {
	switch n := n.(type) {
	case *Modifier:
		return keywordKind(n.Kind)
	case *KeywordExpr:
		return keywordKind(n.Keyword)
	case *AccessorDecl:
		return map[Kind]string{KwGet: "GetAccessor", KwSet: "SetAccessor"}[n.Keyword]
	case *Block:
		if _, ok := n.Parent().(*NamespaceDecl); ok {
			return "ModuleBlock"
		}
		return "Block"
	case *CaseClause:
		if n.Expr == nil {
			return "DefaultClause"
		}
		return "CaseClause"
	case *TemplateLit:
		if len(n.Exprs) == 0 {
			return "NoSubstitutionTemplateLiteral"
		}
		return "TemplateExpression"
	case *UnaryExpr:
		switch n.Op {
		case KwTypeof:
			return "TypeOfExpression"
		case KwVoid:
			return "VoidExpression"
		case KwDelete:
			return "DeleteExpression"
		}
		return "PrefixUnaryExpression"
	}
	return compilerKinds[reflect.TypeOf(n)]
}

func keywordKind(k Kind) string {
	word := k.String()
	return strings.ToUpper(word[:1]) + word[1:] + "Keyword"
}

// detailOf is what dump.mjs says about a node besides kind and range.
func detailOf(n Node) string {
	switch n := n.(type) {
	case *Ident:
		return n.Name
	case *PrivateName:
		return n.Name
	case *StringLit:
		return n.Value()
	case *TemplateLit:
		if len(n.Exprs) == 0 {
			return cooked(n.Parts[0])
		}
	case *TemplatePart:
		return cooked(n)
	case *BinaryExpr:
		return n.Op.String() + strconv.Itoa(n.OpPos)
	case *UnaryExpr:
		if n.Op != KwTypeof && n.Op != KwVoid && n.Op != KwDelete {
			return n.Op.String()
		}
	case *PostfixExpr:
		return n.Op.String()
	case *VarList:
		if n.Await {
			return "await " + n.Keyword.String()
		}
		return n.Keyword.String()
	case *HeritageClause:
		return n.Keyword.String()
	case *ImportDecl:
		return n.Phase.String()
	case *ArrowFunc:
		return strconv.Itoa(n.Arrow)
	case *MetaProperty:
		return n.Keyword.String()
	}
	return markOf(n)
}

// cooked is the value of a part of a template, or nothing where it has
// escapes that stand for nothing.
func cooked(part *TemplatePart) string {
	text := part.Text()
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' {
			size, msg := escapeSize(text[i:])
			if msg != "" {
				return ""
			}
			i += size - 1
		}
	}
	return part.Value()
}

// markOf is the punctuation and the keywords that a node keeps as fields.
func markOf(n Node) string {
	marks := func(pairs ...any) string {
		text := ""
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i].(bool) {
				text += pairs[i+1].(string)
			}
		}
		return text
	}
	switch n := n.(type) {
	case *ImportEqualsDecl:
		return marks(n.TypeOnly, "type")
	case *ImportSpec:
		return marks(n.TypeOnly, "type")
	case *ExportSpec:
		return marks(n.TypeOnly, "type")
	case *ExportDecl:
		return marks(n.TypeOnly, "type")
	case *ExportAssign:
		return marks(n.Equals, "=")
	case *ForOfStmt:
		return marks(n.Await, "await")
	case *Param:
		return marks(n.Rest, "...", n.Optional, "?")
	case *BindingElem:
		return marks(n.Rest, "...")
	case *JSXExpr:
		return marks(n.Spread, "...")
	case *FuncDecl:
		return marks(n.Generator, "*")
	case *FuncExpr:
		return marks(n.Generator, "*")
	case *YieldExpr:
		return marks(n.Star, "*")
	case *MethodDecl:
		return marks(n.Generator, "*", n.Optional, "?")
	case *MethodSignature:
		return marks(n.Optional, "?")
	case *PropertySignature:
		return marks(n.Optional, "?")
	case *PropertyDecl:
		return marks(n.Optional, "?", n.Definite, "!")
	case *VarDecl:
		return marks(n.Definite, "!")
	case *CallExpr:
		return marks(n.Optional, "?.")
	case *MemberExpr:
		return marks(n.Optional, "?.")
	case *TaggedTemplate:
		return marks(n.Optional, "?.")
	case *IndexExpr:
		return marks(n.Optional, "?.")
	}
	return ""
}
