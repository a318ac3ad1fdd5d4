package edit

import "testing"

func TestApply(t *testing.T) {
	const src = "one two three"
	tests := []struct {
		name  string
		edits []Edit
		want  string
		fails bool
	}{
		{name: "none", want: src},
		{name: "insert at the start", edits: []Edit{Insert(0, "zero ")}, want: "zero one two three"},
		{name: "insert at the end", edits: []Edit{Insert(13, " four")}, want: "one two three four"},
		{name: "insertions at one place keep their order", edits: []Edit{Insert(4, "a "), Insert(4, "b ")}, want: "one a b two three"},
		{name: "replace and delete, given backwards", edits: []Edit{{8, 13, "3"}, {0, 4, ""}}, want: "two 3"},
		{name: "neighbours touch", edits: []Edit{{0, 3, "1"}, {3, 7, "-2"}}, want: "1-2 three"},
		{name: "insertion before a replacement at the same place", edits: []Edit{{4, 7, "2"}, Insert(4, "<")}, want: "one <2 three"},
		{name: "overlap", edits: []Edit{{0, 5, ""}, {4, 7, ""}}, fails: true},
		{name: "insertion inside a replacement", edits: []Edit{{0, 5, ""}, Insert(2, "x")}, fails: true},
		{name: "past the end", edits: []Edit{Insert(14, "x")}, fails: true},
		{name: "negative", edits: []Edit{{-1, 0, "x"}}, fails: true},
		{name: "reversed", edits: []Edit{{5, 4, "x"}}, fails: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Apply([]byte(src), test.edits)
			if (err != nil) != test.fails {
				t.Fatalf("error %v, want failure %v", err, test.fails)
			}
			if err == nil && string(got) != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
