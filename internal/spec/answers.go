package spec

import "slices"

// Answers is what somebody has said of a project. What was not said is empty.
type Answers struct {
	Name           string         `json:"name,omitempty"`
	PackageManager PackageManager `json:"packageManager,omitempty"`
	// Patterns are written ID or ID:ClassName, Features by id or alias.
	Patterns []string `json:"patterns,omitempty"`
	Features []string `json:"features,omitempty"`
	// Options are written Class.option=value; where one is there twice, the
	// later one counts.
	Options []string `json:"options,omitempty"`
	Install *bool    `json:"install,omitempty"`
	Git     *bool    `json:"git,omitempty"`
}

// Over returns the answers with those of others where these say nothing.
// Patterns, features and options are what either has, those of others first.
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
	merged.Options = slices.Concat(others.Options, a.Options)
	return merged
}

// AnswersOf returns the answers that lead to a spec.
func AnswersOf(s Spec) Answers {
	a := Answers{Name: s.Name, PackageManager: s.PackageManager, Features: s.Features}
	for _, p := range s.Patterns {
		a.Patterns = append(a.Patterns, p.ID+":"+p.Class)
	}
	for _, o := range s.Options {
		a.Options = append(a.Options, o.String())
	}
	return a
}
