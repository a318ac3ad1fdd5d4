package tui

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

// draft is what has been answered so far. Screens read and change it, so that
// going back and forth loses nothing.
type draft struct {
	catalog      *catalog.Catalog
	ask          Questions
	said         Answers // what is not asked comes from here
	presets      []catalog.Preset
	start        string // id of the preset that was taken over, "" for none
	name, dir    string
	classes      []class         // chosen, in the order of the catalog
	wanted       map[string]bool // features, by id
	manager      string
	install, git bool
}

// class is a pattern under a name, with what was chosen for its options. Those
// stay when a feature that brings them goes, in case it comes back.
type class struct {
	pattern, name string
	options       map[string]string // by id
}

func newDraft(request Request) *draft {
	d := &draft{
		catalog: request.Catalog,
		presets: request.Presets,
		ask:     request.Ask,
		said:    request.Answers,
		name:    request.Answers.Name,
		dir:     request.Answers.Dir,
		manager: request.Answers.PackageManager,
		install: request.Answers.Install,
		git:     request.Answers.Git,
	}
	if !d.ask.Patterns {
		d.classes, _ = parseClasses(d.catalog, d.said.Patterns) // the preview shows what is wrong
	}
	d.recommend()
	return d
}

// recommend chooses the features that are recommended, and no others.
func (d *draft) recommend() {
	d.wanted = map[string]bool{}
	for _, f := range d.catalog.Features {
		if f.Recommended != "" && d.conflict(f.ID) == "" {
			d.wanted[f.ID] = true
		}
	}
}

// clone returns a draft to try an answer on.
func (d *draft) clone() *draft {
	other := *d
	other.classes, other.wanted = slices.Clone(d.classes), maps.Clone(d.wanted)
	return &other
}

// answers are the draft in the words of the command line.
func (d *draft) answers() Answers {
	a := d.said
	if d.ask.Name {
		a.Name = d.name
	}
	if d.ask.Dir {
		a.Dir = cmp.Or(d.dir, d.name)
	}
	a.Patterns = d.patterns()
	if d.ask.Features {
		a.Features = d.features()
	}
	if d.ask.Options {
		a.Options = d.options()
	}
	if d.ask.PackageManager {
		a.PackageManager = d.manager
	}
	if d.ask.Install {
		a.Install = d.install
	}
	if d.ask.Git {
		a.Git = d.git
	}
	return a
}

// patterns are the patterns with their classes.
func (d *draft) patterns() []string {
	if !d.ask.Patterns {
		return d.said.Patterns
	}
	var texts []string
	for _, c := range d.classes {
		texts = append(texts, c.pattern+":"+c.name)
	}
	return texts
}

// patternIDs are the patterns of the project, each once.
func (d *draft) patternIDs() []string {
	var ids []string
	for _, text := range d.patterns() {
		id, _, _ := strings.Cut(text, ":")
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// has reports whether a pattern was chosen under some name.
func (d *draft) has(pattern string) bool {
	return slices.ContainsFunc(d.classes, func(c class) bool { return c.pattern == pattern })
}

// add chooses a pattern, again under another name where it was chosen, and
// returns where it is.
func (d *draft) add(p *catalog.Pattern) int {
	name := p.Class
	for n := 2; d.checkClass(-1, name) != nil; n++ {
		name = p.Class + strconv.Itoa(n)
	}
	d.classes = append(d.classes, class{pattern: p.ID, name: name})
	rank := func(id string) int {
		return slices.IndexFunc(d.catalog.Patterns, func(p catalog.Pattern) bool { return p.ID == id })
	}
	slices.SortStableFunc(d.classes, func(a, b class) int { return cmp.Compare(rank(a.pattern), rank(b.pattern)) })
	return slices.IndexFunc(d.classes, func(c class) bool { return c.name == name })
}

// remove takes back a pattern under all its names.
func (d *draft) remove(pattern string) {
	d.classes = slices.DeleteFunc(d.classes, func(c class) bool { return c.pattern == pattern })
}

// checkClass says why the class at a place cannot have a name.
func (d *draft) checkClass(at int, name string) error {
	if err := spec.ValidateClassName(name); err != nil {
		return err
	}
	slug := spec.NamesOf(name).Slug
	for i, c := range d.classes {
		if i != at && spec.NamesOf(c.name).Slug == slug {
			return &spec.Error{Field: "class name", Value: name, Problem: "is taken by another class", Remedy: "choose another"}
		}
	}
	return nil
}

// features are those that the project has: wanted ones with what they need,
// without those that are no choice.
func (d *draft) features() []string {
	var ids []string
	for _, f := range d.catalog.Features {
		if d.wanted[f.ID] && d.noChoice(&f) == "" {
			ids = append(ids, f.ID)
		}
	}
	resolved, err := d.catalog.ResolveFeatures(ids)
	if err != nil {
		return ids // the preview shows why
	}
	return resolved
}

// conflict says why a feature cannot be with the ones that are chosen.
func (d *draft) conflict(id string) string {
	chosen := d.features()
	_, err := d.catalog.ResolveFeatures(append(slices.Clone(chosen), id))
	var excluded *catalog.ExcludedError
	if errors.As(err, &excluded) {
		other := excluded.Other // one of both is chosen; the other one is id or comes with it
		if !slices.Contains(chosen, other) {
			other = excluded.ID
		}
		return "not with " + other + ": " + excluded.Reason
	}
	return ""
}

// builtIn says how all patterns of the project have a feature anyway, "" where
// one has it not.
func (d *draft) builtIn(f *catalog.Feature) string {
	var how []string
	for _, id := range d.patternIDs() {
		reason, ok := f.Always[id]
		if !ok {
			return ""
		}
		how = append(how, id+": "+reason)
	}
	return strings.Join(how, "; ")
}

// noChoice says why a feature is none for the patterns of the project: they
// have it anyway, or it does nothing for them. It is "" where there is a choice.
func (d *draft) noChoice(f *catalog.Feature) string {
	if how := d.builtIn(f); how != "" {
		return "built in: " + how
	}
	fits, chosen := d.catalog.Fits(f), d.patternIDs()
	if len(chosen) == 0 || slices.ContainsFunc(chosen, func(id string) bool { return slices.Contains(fits, id) }) {
		return ""
	}
	return "only for " + strings.Join(fits, ", ")
}

// featureState is how a feature stands to the other answers.
type featureState struct {
	on     bool
	locked bool   // it cannot be changed here
	note   string // why it is as it is
}

func (d *draft) state(f *catalog.Feature) featureState {
	if reason := d.noChoice(f); reason != "" {
		return featureState{on: d.builtIn(f) != "", locked: true, note: reason}
	}
	if slices.Contains(d.features(), f.ID) {
		if by := d.neededBy(f.ID); by != "" {
			return featureState{on: true, locked: true, note: "comes with " + by}
		}
		return featureState{on: true, note: recommended(f)}
	}
	if reason := d.conflict(f.ID); reason != "" {
		return featureState{locked: true, note: reason}
	}
	return featureState{note: recommended(f)}
}

func recommended(f *catalog.Feature) string {
	if f.Recommended == "" {
		return ""
	}
	return "recommended: " + f.Recommended
}

// neededBy names a chosen feature that brings another one along.
func (d *draft) neededBy(id string) string {
	for _, other := range d.catalog.Features {
		if other.ID == id || !d.wanted[other.ID] || d.noChoice(&other) != "" {
			continue
		}
		if with, err := d.catalog.ResolveFeatures([]string{other.ID}); err == nil && slices.Contains(with, id) {
			return other.ID
		}
	}
	return ""
}
