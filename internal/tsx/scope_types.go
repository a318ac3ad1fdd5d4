package tsx

// typeName is a name inside a type that refers to a declaration.
type typeName struct {
	Range
	use use
}

// typeReader finds names in the tokens of a type, which has no tree. A name
// that the type itself binds, by infer, as the key of a mapped type, or as a
// parameter of a function type, is taken as its own in the whole type.
type typeReader struct {
	src    string
	tokens []Token
	opened []Kind // brackets around the current token
	asked  []int  // per open bracket: conditions that wait for their colon
	own    map[string]bool
	found  []typeName
}

func (r *typeReader) read() []typeName {
	r.own = map[string]bool{}
	r.asked = []int{0}
	for i := range r.tokens {
		r.step(i)
	}
	kept := r.found[:0]
	for _, name := range r.found {
		if !r.own[r.src[name.Pos:name.End]] {
			kept = append(kept, name)
		}
	}
	return kept
}

func (r *typeReader) kind(i int) Kind {
	if i < 0 || i >= len(r.tokens) {
		return TokEOF
	}
	return r.tokens[i].Kind
}

func (r *typeReader) step(i int) {
	switch k := r.kind(i); k {
	case TokLbrace, TokLparen, TokLbrack:
		r.opened = append(r.opened, k)
		r.asked = append(r.asked, 0)
	case TokRbrace, TokRparen, TokRbrack:
		if len(r.opened) > 0 {
			r.opened = r.opened[:len(r.opened)-1]
			r.asked = r.asked[:len(r.asked)-1]
		}
	case TokQuestion:
		if next := r.kind(i + 1); next != TokColon && next != TokLparen && next != TokRbrack && next != TokComma {
			r.asked[len(r.asked)-1]++
		}
	case TokColon:
		if last := &r.asked[len(r.asked)-1]; *last > 0 {
			*last--
		}
	case TokLess:
		if r.beginsParams(i) {
			r.bindParams(i)
		}
	case TokIdent:
		r.name(i)
	}
}

func (r *typeReader) name(i int) {
	t := r.tokens[i]
	text := r.src[t.Pos:t.End]
	switch before := r.kind(i - 1); {
	case before == TokDot, r.isLabel(i):
		return
	case before == KwInfer, before == TokLbrack && r.kind(i+1) == KwIn:
		r.own[text] = true
	case before == KwTypeof, before == KwAsserts, r.kind(i+1) == KwIs, before == TokLbrack && r.inMembers(1):
		r.found = append(r.found, typeName{Range{t.Pos, t.End}, aValue})
	case r.kind(i+1) == TokDot:
		r.found = append(r.found, typeName{Range{t.Pos, t.End}, anything})
	default:
		r.found = append(r.found, typeName{Range{t.Pos, t.End}, aType})
	}
}

// inMembers reports whether the bracket depth levels up holds the members of
// an object type.
func (r *typeReader) inMembers(depth int) bool {
	at := len(r.opened) - 1 - depth
	return at >= 0 && r.opened[at] == TokLbrace
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
	case next == TokColon && r.asked[len(r.asked)-1] == 0:
		if r.inParens() {
			r.own[r.src[r.tokens[i].Pos:r.tokens[i].End]] = true
		}
		return true
	case !r.inMembers(0):
		return false
	case next == TokLparen:
		return true
	}
	return r.beginsMember(i) && (next == TokLess || next == TokSemicolon || next == TokComma || next == TokRbrace)
}

func (r *typeReader) inParens() bool {
	return len(r.opened) > 0 && r.opened[len(r.opened)-1] == TokLparen
}

// beginsMember reports whether the token at i is the first of a member, after
// modifiers.
func (r *typeReader) beginsMember(i int) bool {
	switch r.kind(i - 1) {
	case TokLbrace, TokSemicolon, TokComma, KwReadonly, KwGet, KwSet:
		return true
	}
	return false
}

// beginsParams reports whether the < at i opens type parameters rather than
// arguments.
func (r *typeReader) beginsParams(i int) bool {
	switch r.kind(i - 1) {
	case TokIdent:
		return r.inMembers(0) && r.beginsMember(i-1)
	case TokRparen, TokRbrack, TokString:
		return false
	}
	return true
}

// bindParams takes the names of type parameters as the type's own.
func (r *typeReader) bindParams(i int) {
	depth := 0
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
					r.own[r.src[r.tokens[i].Pos:r.tokens[i].End]] = true
				}
			}
		}
		if depth == 0 {
			return
		}
	}
}
