package wrangler

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/edit"
	"github.com/tailscale/hujson"
)

// draft is an image of a file with some changes made. It remembers which
// pieces are from the original, so that changes made one after the other come
// out as edits of the original and messages name places in it. A draft is
// copied by assignment; apply replaces its parts and changes none of them.
type draft struct {
	file     string
	original []byte
	pieces   []piece
	doc      *document
}

// piece is a range of the original, or new text that stands between two.
type piece struct {
	start, end int    // in the original; equal for new text
	text       string // new text
}

func (p piece) size() int { return p.end - p.start + len(p.text) }

func newDraft(file string, src []byte) (draft, error) {
	original := slices.Clone(src)
	doc, err := parseDocument(file, original)
	if err != nil {
		return draft{}, err
	}
	return draft{file: file, original: original, pieces: []piece{{start: 0, end: len(original)}}, doc: doc}, nil
}

// apply makes edits, whose offsets refer to the current text, and parses the
// result.
func (d *draft) apply(edits ...edit.Edit) error {
	src, err := edit.Apply(d.doc.src, edits)
	if err != nil {
		return fmt.Errorf("%s: %w", d.file, err)
	}
	doc, err := parseDocument(d.file, src)
	if err != nil {
		return fmt.Errorf("edited text does not parse, nothing is written: %w", err)
	}
	slices.SortStableFunc(edits, func(a, b edit.Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var pieces []piece
	last := 0
	for _, e := range edits {
		pieces = append(pieces, d.between(last, e.Start)...)
		pieces = append(pieces, piece{start: d.origin(e.Start), end: d.origin(e.Start), text: e.New})
		last = e.End
	}
	d.pieces = append(pieces, d.between(last, len(d.doc.src))...)
	d.doc = doc
	return nil
}

// between returns the pieces that make up a range of the current text.
func (d *draft) between(from, to int) []piece {
	var out []piece
	offset := 0
	for _, p := range d.pieces {
		lo, hi := max(from-offset, 0), min(to-offset, p.size())
		if lo < hi {
			out = append(out, p.cut(lo, hi))
		}
		offset += p.size()
	}
	return out
}

func (p piece) cut(lo, hi int) piece {
	if p.text != "" {
		return piece{start: p.start, end: p.end, text: p.text[lo:hi]}
	}
	return piece{start: p.start + lo, end: p.start + hi}
}

// origin returns the place in the original that a place of the current text
// comes from, or next to which it was inserted.
func (d *draft) origin(offset int) int {
	for _, p := range d.pieces {
		if offset < p.size() {
			return p.cut(offset, p.size()).start
		}
		offset -= p.size()
	}
	return len(d.original)
}

// edits returns the changes as edits of the original.
func (d *draft) edits() []edit.Edit {
	var out []edit.Edit
	var text strings.Builder
	kept := 0
	flush := func(next int) {
		if text.Len() > 0 || next > kept {
			out = append(out, edit.Edit{Start: kept, End: next, New: text.String()})
		}
		text.Reset()
	}
	for _, p := range d.pieces {
		if p.start == p.end {
			text.WriteString(p.text)
			continue
		}
		flush(p.start)
		kept = p.end
	}
	flush(len(d.original))
	return out
}

// errorAt returns an error about a node of the current text.
func (d *draft) errorAt(node *hujson.Value, kind Kind, remedy, format string, args ...any) error {
	return placed(d.file, d.original, d.origin(node.StartOffset),
		&Error{Kind: kind, Problem: fmt.Sprintf(format, args...), Remedy: remedy})
}

// invalid returns an error about what a change asks for.
func (d *draft) invalid(err error) error {
	problem, remedy, _ := strings.Cut(err.Error(), "; ")
	return &Error{Kind: Invalid, File: d.file, Problem: problem, Remedy: remedy}
}
