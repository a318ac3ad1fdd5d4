package catalog

import (
	"slices"
	"strings"
)

// Marker returns what a line of a template says if it is a comment and nothing
// else, in any of the syntaxes that templates have. `#if ttl` opens a region
// that belongs to the feature ttl, and `#end` closes it.
func Marker(line string) string {
	text := strings.TrimSpace(line)
	for _, comment := range [...]struct{ open, close string }{{"//", ""}, {"<!--", "-->"}, {"/*", "*/"}, {"# ", ""}} {
		if inner, ok := strings.CutPrefix(text, comment.open); ok {
			return strings.TrimSpace(strings.TrimSuffix(inner, comment.close))
		}
	}
	return ""
}

// WithoutMarkers is a text of a template with all of its regions.
func WithoutMarkers(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if marker := Marker(line); marker != "#end" && !strings.HasPrefix(marker, "#if ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// hasRegion reports whether a file of the layer has a region of the feature.
func (l *Layer) hasRegion(feature string) bool {
	marker := "#if " + feature
	return slices.ContainsFunc(l.Files, func(file File) bool {
		text := string(file.Content)
		if !strings.Contains(text, marker) {
			return false
		}
		for line := range strings.Lines(text) {
			if Marker(line) == marker {
				return true
			}
		}
		return false
	})
}
