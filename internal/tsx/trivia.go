package tsx

import (
	"iter"
	"strings"
)

// Token is one token of the source with the trivia in front of it.
type Token struct {
	Kind Kind
	Full int // offset where the trivia in front begins: the end of the token before
	Pos  int // offset of the first byte of the token
	End  int // offset after its last byte
}

// Comment is one comment.
type Comment struct {
	Pos, End int    // range in bytes, delimiters included, line break excluded
	Text     string // as written, delimiters included
	Block    bool   // written /* … */, else // … or the #! of the first line
}

// Leading returns the comments between the token before n and n. These are
// the comments that document n, after those at the end of the line before it.
func (f *File) Leading(n Node) []Comment {
	return f.Comments(n.FullPos(), n.Pos())
}

// Trailing returns the comments after n on the line where it ends.
func (f *File) Trailing(n Node) []Comment {
	return f.Comments(n.End(), f.lineEnd(n.End()))
}

// Comments returns the comments in the trivia from offset pos up to end. It
// stops at the first thing that is no trivia.
func (f *File) Comments(pos, end int) []Comment {
	var list []Comment
	for pos < end {
		if size := spaceSize(f.src[pos:]); size > 0 {
			pos += size
			continue
		}
		size, block := commentSize(f.src[pos:], pos == 0)
		if size == 0 {
			break
		}
		list = append(list, Comment{Pos: pos, End: pos + size, Text: f.src[pos : pos+size], Block: block})
		pos += size
	}
	return list
}

// lineEnd is the offset of the next line break after pos.
func (f *File) lineEnd(pos int) int {
	if i := strings.IndexAny(f.src[pos:], "\r\n\u2028\u2029"); i >= 0 {
		return pos + i
	}
	return len(f.src)
}

// Tokens yields the tokens of the file in order. The last one is TokEOF, whose
// trivia is what remains. Concatenating src[t.Full:t.End] over all tokens
// gives the file. Tokens are not kept in memory: the file is read again.
func (f *File) Tokens() iter.Seq[Token] {
	return func(yield func(Token) bool) {
		for _, t := range tokens(f.Name, f.src) {
			if !yield(t) {
				return
			}
		}
	}
}
