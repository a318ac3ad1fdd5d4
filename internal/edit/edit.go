// Package edit describes changes to a file as byte edits and applies them.
//
// An edit replaces a range of the original bytes; all edits of a set refer to
// the same original. Everything outside the ranges stays as it is, which is
// what keeps comments, line endings and formatting of a user's file intact.
package edit

import (
	"cmp"
	"fmt"
	"slices"
)

// Edit replaces the bytes [Start, End) of the original by New. An insertion
// has Start == End. Offsets count bytes from the start of the file.
type Edit struct {
	Start, End int
	New        string
}

// Insert returns the edit that puts text in front of the byte at offset.
func Insert(offset int, text string) Edit {
	return Edit{Start: offset, End: offset, New: text}
}

// Apply returns src with all edits made. The edits may come in any order;
// insertions at one offset keep the order in which they are given. Edits that
// overlap or leave the file are an error, and nothing is applied.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	sorted, err := ordered(len(src), edits)
	if err != nil {
		return nil, err
	}
	size := len(src)
	for _, e := range sorted {
		size += len(e.New) - (e.End - e.Start)
	}
	out := make([]byte, 0, size)
	last := 0
	for _, e := range sorted {
		out = append(out, src[last:e.Start]...)
		out = append(out, e.New...)
		last = e.End
	}
	return append(out, src[last:]...), nil
}

// ordered returns the edits sorted by place, or an error where two overlap or
// one lies outside a file of the given size.
func ordered(size int, edits []Edit) ([]Edit, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	last := 0
	for i, e := range sorted {
		if e.Start < 0 || e.End < e.Start || e.End > size {
			return nil, fmt.Errorf("edit of bytes %d to %d does not fit a file of %d bytes", e.Start, e.End, size)
		}
		if i > 0 && e.Start < last {
			return nil, fmt.Errorf("edits overlap at byte %d", e.Start)
		}
		last = e.End
	}
	return sorted, nil
}
