package tsx

import "strings"

// typeName is a name inside a type that refers to a declaration.
type typeName struct {
	Range
	use use
}

// typeReader finds names in the tokens of a type, which has no tree. A name
// that the type itself binds, by infer, as the key of a mapped type, or as a
// parameter of a function type, is taken as its own up to the end of the
// brackets around.
type typeReader struct {
	src    string
	tokens []Token
	levels []level // brackets around the current token, the whole type first
	own    []ownName
	found  []typeName
}

// level is a pair of brackets.
type level struct {
	kind  Kind // the opening one
	asked int  // conditions that wait for their colon
	tests bool // extends is in it
}

// ownName is a name that is bound in a range.
type ownName struct {
	text  string
	level int // how many brackets are around; -1 once they are closed
	Range
}

func (r *typeReader) read() []typeName {
	r.levels = []level{{}}
	for i := range r.tokens {
		r.step(i)
	}
	for i := range r.own {
		r.own[i].close(0, len(r.src))
	}
	kept := r.found[:0]
	for _, name := range r.found {
		if !r.isOwn(name) {
			kept = append(kept, name)
		}
	}
	return kept
}

func (r *typeReader) isOwn(name typeName) bool {
	for _, own := range r.own {
		if own.text == r.src[name.Pos:name.End] && own.Pos <= name.Pos && name.Pos < own.End {
			return true
		}
	}
	return false
}

// bind makes the token at i a name of the type's own from the token at from
// on, in the brackets that are up levels outside of the innermost.
func (r *typeReader) bind(i, from, up int) {
	t := r.tokens[i]
	r.own = append(r.own, ownName{text: r.src[t.Pos:t.End], level: max(0, len(r.levels)-1-up), Range: Range{Pos: r.tokens[from].Pos}})
}

// close ends the range of a name whose brackets are at least so deep.
func (n *ownName) close(level, end int) {
	if n.level >= level {
		n.level, n.End = -1, end
	}
}

func (r *typeReader) kind(i int) Kind {
	if i < 0 || i >= len(r.tokens) {
		return TokEOF
	}
	return r.tokens[i].Kind
}

func (r *typeReader) step(i int) {
	switch k := r.kind(i); k {
	case TokLess, TokLbrace, TokLparen, TokLbrack:
		if k == TokLess && r.beginsParams(i) {
			r.bindParams(i)
		}
		r.levels = append(r.levels, level{kind: k})
	case TokRbrace, TokRparen, TokRbrack, TokGreater:
		r.leave(r.tokens[i].End)
	case TokQuestion:
		if next := r.kind(i + 1); next != TokColon && next != TokLparen && next != TokRbrack && next != TokComma {
			r.inner().asked++
		}
	case TokColon:
		if l := r.inner(); l.asked > 0 {
			l.asked--
		}
	case KwExtends:
		r.inner().tests = true
	default:
		if r.isName(i) {
			r.name(i)
		}
	}
}

// isName reports whether the token at i is an identifier, or a keyword that
// stands as one.
func (r *typeReader) isName(i int) bool {
	k := r.kind(i)
	if k == TokIdent || k <= lastStrict {
		return k == TokIdent
	}
	switch r.kind(i + 1) {
	case TokGreater, TokComma, TokRbrack, TokRparen, TokRbrace, TokSemicolon, TokDot, TokBar, TokAmp,
		TokQuestion, TokColon, TokAssign, TokEOF, KwExtends:
		return true
	}
	return false
}

// inner is the innermost pair of brackets around the current token.
func (r *typeReader) inner() *level { return &r.levels[len(r.levels)-1] }

func (r *typeReader) leave(end int) {
	if len(r.levels) == 1 {
		return
	}
	for i := range r.own {
		r.own[i].close(len(r.levels)-1, end)
	}
	r.levels = r.levels[:len(r.levels)-1]
}

func (r *typeReader) name(i int) {
	t := r.tokens[i]
	switch before := r.kind(i - 1); {
	case before == TokDot, r.isLabel(i):
		return
	case before == KwInfer:
		r.bind(i, i, r.toTest())
	case before == TokLbrack && r.kind(i+1) == KwIn:
		r.bind(i, i, 1)
	case before == TokLbrack && r.inMembers(1):
		r.found = append(r.found, typeName{Range{t.Pos, t.End}, anything})
	case before == KwTypeof, before == KwAsserts, r.kind(i+1) == KwIs:
		r.found = append(r.found, typeName{Range{t.Pos, t.End}, aValue})
	case r.kind(i+1) == TokDot:
		r.found = append(r.found, typeName{Range{t.Pos, t.End}, aNamespace})
	default:
		r.found = append(r.found, typeName{Range{t.Pos, t.End}, aType})
	}
}

// toTest is how many levels up the condition is that infer belongs to.
func (r *typeReader) toTest() int {
	for up := range r.levels {
		if r.levels[len(r.levels)-1-up].tests {
			return up
		}
	}
	return 0
}

// inMembers reports whether the bracket depth levels up holds the members of
// an object type.
func (r *typeReader) inMembers(depth int) bool {
	at := len(r.levels) - 1 - depth
	return at >= 0 && r.levels[at].kind == TokLbrace
}

// isLabel reports whether the name at i is that of a member, of a parameter
// or of an element of a tuple.
func (r *typeReader) isLabel(i int) bool {
	next := r.kind(i + 1)
	if next == TokQuestion {
		switch r.kind(i + 2) {
		case TokColon, TokLparen, TokSemicolon, TokRbrace:
			next = TokColon
		}
	}
	switch {
	case next == TokColon && r.inner().asked == 0:
		if r.inner().kind == TokLparen {
			r.bind(i, i, 1)
		}
		return true
	case !r.inMembers(0):
		return false
	}
	return r.beginsMember(i) && (next == TokLparen || next == TokLess || next == TokSemicolon || next == TokComma || next == TokRbrace)
}

// beginsMember reports whether the token at i is the first of a member, after
// modifiers.
func (r *typeReader) beginsMember(i int) bool {
	switch r.kind(i - 1) {
	case TokLbrace, TokSemicolon, TokComma:
		return true
	case KwReadonly, KwGet, KwSet:
		return r.beginsMember(i - 1)
	case TokIdent, TokRbrace, TokRbrack, TokRparen, TokGreater, TokString, TokNumber, KwVoid, KwNull, KwThis:
		t := r.tokens[i]
		return strings.ContainsAny(r.src[t.Full:t.Pos], "\r\n")
	}
	return false
}

// beginsParams reports whether the < at i opens type parameters rather than
// arguments.
func (r *typeReader) beginsParams(i int) bool {
	switch before := r.kind(i - 1); {
	case before == TokIdent, before > lastStrict:
		return r.inMembers(0) && r.beginsMember(i-1)
	case before == TokRparen, before == TokRbrack, before == TokString:
		return false
	}
	return true
}

// bindParams takes the names of type parameters as the type's own.
func (r *typeReader) bindParams(i int) {
	depth, from := 0, i
	for ; i < len(r.tokens); i++ {
		switch r.kind(i) {
		case TokLess, TokLbrace, TokLparen, TokLbrack:
			depth++
		case TokGreater, TokRbrace, TokRparen, TokRbrack:
			depth--
		case TokIdent:
			switch r.kind(i - 1) {
			case TokLess, TokComma, KwConst, KwIn, KwOut:
				if depth == 1 {
					r.bind(i, from, 0)
				}
			}
		}
		if depth == 0 {
			return
		}
	}
}
