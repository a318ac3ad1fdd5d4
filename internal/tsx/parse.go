package tsx

import (
	"path"
	"slices"
	"strings"
)

// Parse reads a file. The extension of name chooses the language; src is not
// changed and not kept. It always returns a tree: what is wrong with the file
// is in its Errors.
func Parse(name string, src []byte) *File {
	text := string(src)
	f := &File{Name: name, src: text, lines: lineStarts(text)}
	p := parseText(name, text, nil)
	f.Stmts, f.Module = p.stmts, p.module
	f.pos, f.end = int32(p.first), int32(len(text))
	for _, e := range p.allErrors() {
		at := f.Position(e.pos)
		f.Errors = append(f.Errors, &SyntaxError{File: name, Offset: e.pos, Line: at.Line, Column: at.Column, Msg: e.msg})
	}
	if !f.adopt() {
		f.Stmts = nil
		f.Errors = append(f.Errors, &SyntaxError{File: name, Line: 1, Column: 1, Msg: "this file is nested too deeply"})
	}
	return f
}

// parseText reads the statements of a file, and where tokens is not nil its
// tokens as well.
func parseText(name, text string, tokens *[]Token) *parser {
	p := newParser(name, text, tokens, 0)
	p.parseFile()
	if p.sawAwait && p.module && !p.declarations {
		// Only the whole file tells that it is a module, where await is an
		// operator outside of functions too.
		if tokens != nil {
			*tokens = (*tokens)[:0]
		}
		p = newParser(name, text, tokens, ctxAwait)
		p.parseFile()
	}
	return p
}

// tokens reads the tokens of a file.
func tokens(name, text string) []Token {
	list := make([]Token, 0, len(text)/4+1)
	parseText(name, text, &list)
	return list
}

// context says what surrounds the place that is being read.
type context uint8

const (
	ctxYield         context = 1 << iota // in a generator
	ctxAwait                             // where await is an operator
	ctxNoIn                              // in the head of a for loop
	ctxDecorator                         // in the expression of a decorator
	ctxNoConditional                     // after extends of a conditional type
)

const (
	// maxDepth is how deep brackets and the like may nest. Code that people
	// or generators write stays far below; a stack holds much more.
	maxDepth = 3000
	// maxTree is how deep the tree may get through operators and calls in a
	// row, which nest without brackets.
	maxTree = 200_000
	// maxErrors is after how many errors reading ends.
	maxErrors = 1000
)

// parser reads one file.
type parser struct {
	lexer
	arena
	ctx          context
	lists        uint32 // bit set of the kinds of lists around the current token
	depth        int
	functions    int // how many functions are around the current token
	script       bool
	declarations bool // a .d.ts file
	notArrow     map[int]bool
	tokens       *[]Token

	stmts    []Stmt
	first    int // offset of the first token
	module   bool
	sawMeta  bool // import.meta
	sawAwait bool // await as a name outside of functions
}

func newParser(name, text string, tokens *[]Token, ctx context) *parser {
	p := &parser{ctx: ctx, tokens: tokens}
	p.src = text
	p.work = 32*len(text) + 1<<20
	base := strings.ToLower(name[strings.LastIndexAny(name, `/\`)+1:])
	switch ext := path.Ext(base); ext {
	case ".js", ".jsx", ".mjs", ".cjs":
		p.script, p.jsx = true, true
	case ".tsx":
		p.jsx = true
	case ".ts", ".mts", ".cts":
		stem := strings.TrimSuffix(base, ext)
		p.declarations = strings.HasSuffix(stem, ".d") || ext == ".ts" && strings.Contains(stem, ".d.")
	}
	return p
}

func (p *parser) parseFile() {
	p.scan()
	p.first = p.pos
	p.stmts = list(p, &p.stmtList, listFile, (*parser).parseTopStmt)
	p.record()
	p.module = p.sawMeta || slices.ContainsFunc(p.stmts, marksModule)
}

// parseTopStmt reads a statement of the file. What has very many errors is not
// TypeScript, and nobody reads them all.
func (p *parser) parseTopStmt() Stmt {
	n := p.parseStmt()
	if len(p.errors) > maxErrors {
		p.giveUp("this file has too many errors to go on")
	}
	return n
}

// marksModule reports whether a statement makes its file a module.
func marksModule(s Stmt) bool {
	switch s := s.(type) {
	case *ImportDecl, *ExportDecl, *ExportAssign:
		return true
	case *ImportEqualsDecl:
		return s.Module != nil || s.Mods.Has(KwExport)
	case *VarStmt:
		return s.Mods.Has(KwExport)
	case *FuncDecl:
		return s.Mods.Has(KwExport)
	case *ClassDecl:
		return s.Mods.Has(KwExport)
	case *InterfaceDecl:
		return s.Mods.Has(KwExport)
	case *TypeAlias:
		return s.Mods.Has(KwExport)
	case *EnumDecl:
		return s.Mods.Has(KwExport)
	case *NamespaceDecl:
		return s.Mods.Has(KwExport)
	}
	return false
}

// allErrors returns the errors in the order of their place.
func (p *parser) allErrors() []rawError {
	all := p.errors
	if p.halted {
		all = append(all, p.fatal)
	}
	slices.SortStableFunc(all, func(a, b rawError) int { return a.pos - b.pos })
	return all
}

// adopt tells every node its parent. It reports whether the tree is of a depth
// that can be walked.
func (f *File) adopt() bool {
	var parent Node = f
	depth, ok := 0, true
	var step func(Node) bool
	step = func(n Node) bool {
		n.where().parent = parent
		if depth++; depth > maxTree {
			ok = false
			return false
		}
		outer := parent
		parent = n
		n.each(step)
		parent = outer
		depth--
		return ok
	}
	f.each(step)
	return ok
}

// start is where a node begins.
type start struct{ full, pos int32 }

func (p *parser) here() start { return start{int32(p.full), int32(p.pos)} }

// startOf is where a node begins that begins with n.
func startOf(n Node) start {
	s := n.where()
	return start{s.full, s.pos}
}

// done sets the range of a node that began at s and ends with the token before
// the current one.
func (p *parser) done(n *span, s start) {
	n.full, n.pos, n.end = s.full, s.pos, int32(p.full)
	if n.end < n.pos {
		n.pos = n.end
	}
}

// next goes on to the next token.
func (p *parser) next() {
	if p.escaped && p.tok.isKeyword() {
		p.errorAt(p.pos, "a keyword must not be written with escapes")
	}
	p.advance()
}

// advance is next for a token that is a name, not a keyword.
func (p *parser) advance() {
	p.record()
	p.scan()
}

// record keeps the current token where the tokens are wanted.
func (p *parser) record() {
	if p.tokens != nil {
		*p.tokens = append(*p.tokens, Token{Kind: p.tok, Full: p.full, Pos: p.pos, End: p.end})
	}
}

// state is a token to which the parser can go back.
type state struct {
	full, pos, end         int
	tok                    Kind
	nl, escaped, badEscape bool
	errors, tokens         int
}

func (p *parser) mark() state {
	s := state{p.full, p.pos, p.end, p.tok, p.nl, p.escaped, p.badEscape, len(p.errors), 0}
	if p.tokens != nil {
		s.tokens = len(*p.tokens)
	}
	return s
}

// reset goes back to s and forgets the errors since. Once the parser has given
// up there is no way back, or it would try every alternative again.
func (p *parser) reset(s state) {
	if p.halted {
		return
	}
	p.full, p.pos, p.end, p.tok = s.full, s.pos, s.end, s.tok
	p.nl, p.escaped, p.badEscape = s.nl, s.escaped, s.badEscape
	p.errors = p.errors[:s.errors]
	if p.tokens != nil {
		*p.tokens = (*p.tokens)[:s.tokens]
	}
}

// peek reports what cond says after the current token, and stays where it is.
func (p *parser) peek(cond func(*parser) bool) bool {
	s := p.mark()
	p.next()
	ok := cond(p)
	p.reset(s)
	return ok
}

// peekKind is the kind of the token after the current one.
func (p *parser) peekKind() Kind {
	s := p.mark()
	p.next()
	k := p.tok
	p.reset(s)
	return k
}

// enter counts one level of nesting; leave must follow.
func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.giveUp("this is nested too deeply")
	}
}

func (p *parser) leave() { p.depth-- }

// accept goes on if the current token is k, and reports whether it was.
func (p *parser) accept(k Kind) bool {
	if p.tok != k {
		return false
	}
	p.next()
	return true
}

// expect is accept, and an error otherwise.
func (p *parser) expect(k Kind) bool {
	if p.accept(k) {
		return true
	}
	p.errorAt(p.pos, k.String()+" expected")
	return false
}

// expectAt is expect, and returns the offset of the token.
func (p *parser) expectAt(k Kind) int {
	pos := p.pos
	p.expect(k)
	return pos
}

// atSemicolon reports whether a statement may end here.
func (p *parser) atSemicolon() bool {
	return p.tok == TokSemicolon || p.tok == TokRbrace || p.tok == TokEOF || p.nl
}

// semicolon ends a statement.
func (p *parser) semicolon() {
	if !p.acceptSemicolon() {
		p.errorAt(p.pos, "; expected")
	}
}

func (p *parser) acceptSemicolon() bool {
	if !p.atSemicolon() {
		return false
	}
	p.accept(TokSemicolon)
	return true
}
