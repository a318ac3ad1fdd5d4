package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
)

// answers turns options into the directory to write to and the spec to write.
func answers(env *Environment, cat *catalog.Catalog, o *newOptions) (string, spec.Spec, error) {
	if err := checkSaid(cat, o); err != nil {
		return "", spec.Spec{}, err
	}
	dir := o.Dir
	if dir == "" {
		dir = o.Name
	}
	if err := checkDir(dir); err != nil {
		return "", spec.Spec{}, err
	}
	root := resolve(env.WorkDir, dir)
	base := filepath.Base(root)
	s := spec.Spec{Name: o.Name, PackageManager: spec.PackageManager(o.PackageManager)}
	if s.Name == "" {
		s.Name = base
		if err := spec.ValidateProjectName(s.Name); err != nil {
			return "", spec.Spec{}, fmt.Errorf("the directory's name is taken for the project's: %w, or give --name", err)
		}
	}
	if s.PackageManager == "" {
		s.PackageManager = detectManager(env)
	}
	var err error
	if s.Patterns, err = patterns(cat, o.Patterns); err != nil {
		return "", spec.Spec{}, err
	}
	if s.Features, err = cat.ResolveFeatures(o.Features); err != nil {
		return "", spec.Spec{}, err
	}
	if s.Options, err = cat.ResolveOptions(o.Options, s.Patterns, s.Features); err != nil {
		return "", spec.Spec{}, err
	}
	return root, s, s.Validate()
}

// checkDir refuses a directory that is not below the one to work in, and one
// that other systems cannot have.
func checkDir(dir string) error {
	if !filepath.IsLocal(dir) {
		return &spec.Error{Field: "directory", Value: dir, Problem: "is not allowed", Remedy: "name one below the current directory, and where that is with -C"}
	}
	if path := filepath.ToSlash(filepath.Clean(dir)); path != "." {
		return plan.ValidatePath(path)
	}
	return nil
}

// patterns resolves what --pattern names.
func patterns(cat *catalog.Catalog, texts []string) ([]spec.Pattern, error) {
	var resolved []spec.Pattern
	for _, text := range texts {
		pattern, err := cat.ResolvePattern(text)
		if err != nil {
			return nil, err
		}
		resolved = append(resolved, pattern)
	}
	return resolved, nil
}

// checkSaid lists everything that is missing at once, with the values that it
// can have and one command that works.
func checkSaid(cat *catalog.Catalog, o *newOptions) error {
	var missing []string
	if o.Dir == "" && o.Name == "" {
		missing = append(missing, "  DIR        the directory to write to, like my-app")
	}
	if len(o.Patterns) == 0 {
		ids := make([]string, len(cat.Patterns))
		for i, p := range cat.Patterns {
			ids[i] = p.ID
		}
		missing = append(missing, "  --pattern  one or more of "+strings.Join(ids, ", ")+"\n  or --preset, one that \"docreate preset list\" shows")
	}
	if len(missing) == 0 {
		return nil
	}
	dir := o.Dir
	if dir == "" {
		dir = "my-app"
	}
	return &usageError{fmt.Sprintf("some answers are missing; add\n\n%s\n\nfor example: docreate new %s --pattern %s",
		strings.Join(missing, "\n"), quote(dir), cat.Patterns[0].ID)}
}

// detectManager finds the package manager that runs docreate, which says so in
// npm_config_user_agent, or else the first one that is installed.
func detectManager(env *Environment) spec.PackageManager {
	agent, _, _ := strings.Cut(env.Getenv("npm_config_user_agent"), "/")
	for _, manager := range spec.PackageManagers {
		if agent == string(manager) {
			return manager
		}
	}
	for _, manager := range spec.PackageManagers {
		if _, err := env.LookPath(string(manager)); err == nil {
			return manager
		}
	}
	return spec.NPM
}

// repeatNew is the command line that writes the same files without questions.
func repeatNew(o *newOptions, s spec.Spec) string {
	words := []string{"docreate", "new"}
	if o.Dir != "" {
		words = append(words, quote(o.Dir))
	}
	words = append(words, "--name", s.Name)
	for _, p := range s.Patterns {
		words = append(words, "--pattern", p.ID+":"+p.Class)
	}
	if len(s.Features) > 0 {
		words = append(words, "--feature", strings.Join(s.Features, ","))
	}
	for _, option := range s.Options {
		words = append(words, "--option", option.String())
	}
	words = append(words, "--package-manager", string(s.PackageManager))
	switch o.Install {
	case yes:
		words = append(words, "--install")
		if o.InstallTimeout != installTimeout {
			words = append(words, "--install-timeout", o.InstallTimeout.String())
		}
	case no:
		words = append(words, "--no-install")
	}
	switch o.Git {
	case yes:
		words = append(words, "--git")
	case no:
		words = append(words, "--no-git")
	}
	return strings.Join(append(words, "--yes"), " ")
}

// quote returns a word as a POSIX shell reads it back.
func quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:@%+=,", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

func names[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}
