package tsx

import (
	"fmt"
	"strings"

	"github.com/docreate/docreate/internal/edit"
)

// EditError says why an edit cannot be made, where, and what to do instead.
type EditError struct {
	File   string // name given to Parse
	Line   int    // from 1
	Column int    // from 1, in bytes
	Msg    string // what is in the way
	ByHand string // the lines to add by hand, or empty
	Err    error  // what caused it, or nil
}

// Error returns "file:line:column: what is in the way", and the lines to add by
// hand.
func (e *EditError) Error() string {
	text := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
	if e.ByHand == "" {
		return text
	}
	separator := " "
	if strings.Contains(e.ByHand, "\n") {
		separator = "\n"
	}
	return text + "; add by hand:" + separator + e.ByHand
}

// Unwrap returns what caused the error.
func (e *EditError) Unwrap() error { return e.Err }

// refuse makes the error for a place in the file.
func (f *File) refuse(offset int, byHand, format string, args ...any) error {
	at := f.Position(offset)
	return &EditError{File: f.Name, Line: at.Line, Column: at.Column, Msg: fmt.Sprintf(format, args...), ByHand: byHand}
}

// editable refuses a file that does not parse.
func (f *File) editable(byHand string) error {
	if len(f.Errors) == 0 {
		return nil
	}
	first := f.Errors[0]
	return &EditError{File: f.Name, Line: first.Line, Column: first.Column, Err: first, ByHand: byHand,
		Msg: "the file does not parse (" + first.Msg + ") and is not edited"}
}

// Apply returns the file with the edits made and parsed again. A result that
// does not parse is an error.
func Apply(f *File, edits []edit.Edit) (*File, error) {
	out, err := edit.Apply([]byte(f.src), edits)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	after := Parse(f.Name, out)
	if len(f.Errors) == 0 && after.Err() != nil {
		return nil, fmt.Errorf("the edited file does not parse: %w", after.Err())
	}
	return after, nil
}

// Rewrite makes edits one after the other, each of the file that the one
// before left behind, and returns the last. Where one fails nothing is
// returned but its error.
//
//	after, err := tsx.Rewrite(file,
//		func(f *tsx.File) ([]edit.Edit, error) { return tsx.AddImport(f, clock) },
//		func(f *tsx.File) ([]edit.Edit, error) { return tsx.AddToConstructor(f.Class("Room"), line) },
//	)
func Rewrite(f *File, steps ...func(*File) ([]edit.Edit, error)) (*File, error) {
	for _, step := range steps {
		edits, err := step(f)
		if err == nil && len(edits) > 0 {
			f, err = Apply(f, edits)
		}
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

// Wrap puts an expression between two pieces of code, as in
// Wrap(e, "await retry(() => ", ")"). Parentheses are added around the
// expression where it would fall apart, and it is an error where the two
// pieces do not make one expression of it.
func Wrap(e Expr, before, after string) ([]edit.Edit, error) {
	f := FileOf(e)
	if err := f.editable(before + f.Text(e) + after); err != nil {
		return nil, err
	}
	var last error
	for _, paren := range [][2]string{{"", ""}, {"(", ")"}} {
		edits := []edit.Edit{edit.Insert(e.Pos(), before+paren[0]), edit.Insert(e.End(), paren[1]+after)}
		wrapped, err := Apply(f, edits)
		if err == nil && isWrapped(wrapped, e, len(before), len(after), len(paren[0])) {
			return edits, nil
		}
		last = err
	}
	msg := "the expression cannot be wrapped here"
	if last != nil {
		msg += " (" + last.Error() + ")"
	}
	return nil, f.refuse(e.Pos(), before+f.Text(e)+after, "%s", msg)
}

// isWrapped reports whether the edited file has e in one piece, inside of one
// expression where e was.
func isWrapped(f *File, e Expr, before, after, paren int) bool {
	outerEnd := e.End() + before + after + 2*paren
	inner := Range{e.Pos() + before + paren, e.End() + before + paren}
	isOuter, isInner := false, false
	for n := range All(f) {
		if _, ok := n.(Expr); !ok {
			continue
		}
		switch (Range{n.Pos(), n.End()}) {
		case Range{e.Pos(), outerEnd}:
			isOuter = isOuter || sameKind(n.Parent(), e.Parent())
		case inner:
			isInner = isInner || sameKind(n, e)
		}
	}
	return isOuter && isInner
}

func sameKind(a, b Node) bool { return fmt.Sprintf("%T", a) == fmt.Sprintf("%T", b) }
