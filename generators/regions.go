package generators

import (
	"fmt"
	"strings"

	"github.com/docreate/docreate/internal/catalog"
)

// maxDepth is how deep regions nest: one inside another.
const maxDepth = 2

// selectRegions returns the text without marker lines and without the regions
// of features that are off. A region is opened by a line that holds only a
// comment `#if feature`, and closed by one that holds only `#end`.
func selectRegions(path, text string, enabled, known func(feature string) bool) (string, error) {
	if !strings.Contains(text, "#if ") && !strings.Contains(text, "#end") {
		return text, nil
	}
	s := selector{path: path, enabled: enabled, known: known}
	for line := range strings.Lines(text) {
		s.line++
		if err := s.take(line); err != nil {
			return "", err
		}
	}
	if n := len(s.open); n > 0 {
		return "", fmt.Errorf("%s:%d: region %q is not closed", path, s.open[n-1].line, s.open[n-1].feature)
	}
	// Where a file begins with regions that are off, what set them apart goes too.
	return strings.TrimLeft(s.out.String(), "\r\n"), nil
}

// selector goes through a text line by line.
type selector struct {
	path           string
	line           int
	enabled, known func(string) bool
	open           []region
	out            strings.Builder
}

type region struct {
	feature string
	line    int
	on      bool
	filled  bool
}

func (s *selector) take(line string) error {
	marker := catalog.Marker(line)
	switch {
	case strings.HasPrefix(marker, "#if "):
		return s.begin(strings.TrimSpace(strings.TrimPrefix(marker, "#if ")))
	case marker == "#end":
		return s.end()
	}
	on := true
	for i := range s.open {
		s.open[i].filled = true
		on = on && s.open[i].on
	}
	if on {
		s.out.WriteString(line)
	}
	return nil
}

func (s *selector) begin(feature string) error {
	if !s.known(feature) {
		return fmt.Errorf("%s:%d: region of feature %q, which does not exist", s.path, s.line, feature)
	}
	if len(s.open) == maxDepth {
		return fmt.Errorf("%s:%d: region %q is nested too deep; at most one region inside another", s.path, s.line, feature)
	}
	s.open = append(s.open, region{feature: feature, line: s.line, on: s.enabled(feature)})
	return nil
}

func (s *selector) end() error {
	n := len(s.open)
	if n == 0 {
		return fmt.Errorf("%s:%d: #end without a region", s.path, s.line)
	}
	if !s.open[n-1].filled {
		return fmt.Errorf("%s:%d: region %q is empty", s.path, s.open[n-1].line, s.open[n-1].feature)
	}
	s.open = s.open[:n-1]
	return nil
}
