package spec

import "slices"

// Answers is what somebody has said of a project. What was not said is empty.
type Answers struct {
	Name           string         `json:"name,omitempty"`
	PackageManager PackageManager `json:"packageManager,omitempty"`
	// Patterns are written ID or ID:ClassName, Features by id or alias.
	Patterns []string `json:"patterns,omitempty"`
	Features []string `json:"features,omitempty"`
	Install  *bool    `json:"install,omitempty"`
	Git      *bool    `json:"git,omitempty"`
}

// Over returns the answers with those of others where these say nothing.
// Patterns and features are what either has, those of others first.
func (a Answers) Over(others Answers) Answers {
	merged := others
	if a.Name != "" {
		merged.Name = a.Name
	}
	if a.PackageManager != "" {
		merged.PackageManager = a.PackageManager
	}
	if a.Install != nil {
		merged.Install = a.Install
	}
	if a.Git != nil {
		merged.Git = a.Git
	}
	merged.Patterns = slices.Concat(others.Patterns, a.Patterns)
	merged.Features = slices.Concat(others.Features, a.Features)
	return merged
}

// AnswersOf returns the answers that lead to a spec.
func AnswersOf(s Spec) Answers {
	a := Answers{Name: s.Name, PackageManager: s.PackageManager, Features: s.Features}
	for _, p := range s.Patterns {
		a.Patterns = append(a.Patterns, p.ID+":"+p.Class)
	}
	return a
}
