package spec

import (
	"slices"
	"testing"
)

func TestParseOption(t *testing.T) {
	got, err := ParseOption("ViewCounter.shards=16")
	if want := (Option{"ViewCounter", "shards", "16"}); err != nil || got != want {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if got.String() != "ViewCounter.shards=16" {
		t.Errorf("written as %q", got)
	}
	for _, text := range []string{"", "shards=16", "ViewCounter.shards", "ViewCounter.shards=", ".shards=16", "ViewCounter.=16", "=16"} {
		if _, err := ParseOption(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

// Of two values the later one counts, whatever the order of the rest.
func TestSortOptions(t *testing.T) {
	a, b, later := Option{"A", "x", "1"}, Option{"B", "x", "1"}, Option{"A", "x", "2"}
	for _, options := range [][]Option{{a, b, later}, {b, a, later}, {a, later, b}} {
		if got := SortOptions(options); !slices.Equal(got, []Option{later, b}) {
			t.Errorf("%v is sorted into %v", options, got)
		}
	}
	if got := SortOptions(nil); got != nil {
		t.Errorf("nothing is sorted into %v", got)
	}
}

// A spec may come from a repository.
func TestValidateRefusesOptions(t *testing.T) {
	valid := Spec{Name: "demo", PackageManager: NPM, Patterns: []Pattern{{"room", NamesOf("ChatRoom")}}}
	good := Option{"ChatRoom", "messages", "7d"}
	for name, options := range map[string][]Option{
		"of no class":  {{"Lobby", "messages", "7d"}},
		"a hostile id": {{"ChatRoom", `x": 1, "y`, "7d"}},
		"a value":      {{"ChatRoom", "messages", "7d\"\n"}},
		"twice":        {good, good},
		"no order":     {{"ChatRoom", "b", "1"}, {"ChatRoom", "a", "1"}},
	} {
		s := valid
		s.Options = options
		if err := s.Validate(); err == nil {
			t.Errorf("%s: %v is accepted", name, options)
		}
	}
	valid.Options = []Option{good}
	if err := valid.Validate(); err != nil {
		t.Error(err)
	}
}
