package tui

import (
	"slices"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
)

// A feature that does nothing for the chosen patterns is no choice, and one
// that was chosen before is left out, until a pattern that it is for is there.
func TestFeaturesOfOtherPatterns(t *testing.T) {
	room, sharded := catalog.Pattern{Layer: catalog.Layer{ID: "room"}}, catalog.Pattern{Layer: catalog.Layer{ID: "sharded"}}
	totals := catalog.Feature{
		Layer:      catalog.Layer{ID: "totals"},
		PerPattern: map[string]catalog.Layer{"sharded": {}},
	}
	d := &draft{
		catalog: &catalog.Catalog{Patterns: []catalog.Pattern{room, sharded}, Features: []catalog.Feature{totals}},
		ask:     Questions{Patterns: true, Features: true},
		classes: []class{{pattern: "room", name: "Lobby"}},
		wanted:  map[string]bool{"totals": true},
	}
	if got, want := d.state(&totals), (featureState{locked: true, note: "only for sharded"}); got != want {
		t.Errorf("without its pattern: %+v, want %+v", got, want)
	}
	if got := d.features(); len(got) > 0 {
		t.Errorf("without its pattern the project has %v", got)
	}
	d.classes = append(d.classes, class{pattern: "sharded", name: "Votes"})
	if got := d.state(&totals); !got.on || got.locked {
		t.Errorf("with its pattern: %+v", got)
	}
	if got := d.features(); !slices.Equal(got, []string{"totals"}) {
		t.Errorf("with its pattern the project has %v", got)
	}
}
