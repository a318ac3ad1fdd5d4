package generators

import (
	"fmt"
	"strings"

	"github.com/docreate/docreate/internal/project"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/wrangler"
)

// configPath is the Worker's configuration.
const configPath = "wrangler.jsonc"

// isMergeable reports whether a file is one that layers add to, so that it can
// be added to when somebody has changed it.
func isMergeable(path string) bool {
	switch path {
	case entryPath, configPath, "package.json", "README.md", "AGENTS.md", ".dev.vars.example", ".gitignore":
		return true
	}
	return false
}

// merge puts a fragment into the file of the same path, with settings for those
// of the configuration.
func (t *tree) merge(path, fragment string, settings []setting) error {
	return t.edit(path, func(src []byte) ([]byte, error) {
		switch path {
		case configPath:
			return mergeJSON(path, src, fragment, settings)
		case "package.json":
			return mergeJSON(path, src, fragment, nil)
		case "README.md", "AGENTS.md":
			return appendParagraph(src, fragment), nil
		case ".dev.vars.example", ".gitignore":
			return appendLines(src, fragment), nil
		}
		return nil, fmt.Errorf("no way is known to merge a fragment into %q", path)
	})
}

// mergeJSON makes a file hold what a fragment holds, with the settings in it.
func mergeJSON(path string, src []byte, fragment string, settings []setting) ([]byte, error) {
	value, err := wrangler.ParseValue([]byte(fragment))
	if err != nil {
		return nil, err
	}
	for _, s := range settings {
		if value, err = value.With(s.value, s.path...); err != nil {
			return nil, err
		}
	}
	config, err := wrangler.Parse(path, src)
	if err != nil {
		return nil, err
	}
	if err := config.Merge(value); err != nil {
		return nil, err
	}
	return config.Bytes(), nil
}

// bind makes the configuration declare a class and bind it.
func bind(src []byte, names spec.Names) ([]byte, error) {
	config, err := wrangler.Parse(configPath, src)
	if err != nil {
		return nil, err
	}
	if err := config.AddDurableObject(wrangler.DurableObject{Binding: names.Binding, Class: names.Class}); err != nil {
		return nil, err
	}
	return config.Bytes(), nil
}

// addEnvironments gives the configuration named environments that have
// everything that the top level has.
func addEnvironments(src []byte, names []string) ([]byte, error) {
	if len(names) == 0 {
		return src, nil
	}
	config, err := wrangler.Parse(configPath, src)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := config.AddEnvironment(name); err != nil {
			return nil, err
		}
	}
	return config.Bytes(), nil
}

// keepNamespaces keeps the rate limits of a project in the namespaces in which
// they count. It is about a configuration that is written anew; one that
// somebody has changed is edited, and keeps them anyway.
func (t *tree) keepNamespaces(p *project.Project) error {
	content, exists, err := p.ReadFile(configPath)
	if err != nil || !exists || p.Recorded(configPath) != project.Hash(content) {
		return err
	}
	earlier, err := wrangler.Parse(configPath, content)
	if err != nil {
		return err
	}
	return t.edit(configPath, func(src []byte) ([]byte, error) {
		config, err := wrangler.Parse(configPath, src)
		if err != nil {
			return nil, err
		}
		if err := config.KeepNamespaces(earlier); err != nil {
			return nil, err
		}
		return config.Bytes(), nil
	})
}

// appendParagraph adds a text at the end, unless it is there.
func appendParagraph(src []byte, text string) []byte {
	if strings.Contains(string(src), strings.TrimSpace(text)) {
		return src
	}
	return append(trimEnd(src), "\n\n"+strings.TrimSpace(text)+"\n"...)
}

// appendLines adds the lines at the end that are not there yet, as a paragraph.
func appendLines(src []byte, text string) []byte {
	present := map[string]bool{}
	for line := range strings.Lines(string(src)) {
		present[strings.TrimSpace(line)] = true
	}
	var missing strings.Builder
	for line := range strings.Lines(text) {
		if !present[strings.TrimSpace(line)] {
			missing.WriteString(strings.TrimRight(line, "\r\n") + "\n")
		}
	}
	if missing.Len() == 0 {
		return src
	}
	return append(trimEnd(src), "\n\n"+missing.String()...)
}

func trimEnd(src []byte) []byte {
	return []byte(strings.TrimRight(string(src), "\r\n"))
}
