package tui

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/plan"
)

// start asks for a preset to start from.
func (p *plain) start() error {
	d := p.draft
	fmt.Fprintln(p.out, "\nStart from:\n0. From scratch (none).")
	var ids []string
	for i, preset := range d.presets {
		ids = append(ids, preset.ID)
		fmt.Fprintf(p.out, "%d. %s (%s). %s.\n", i+1, preset.Title, preset.ID, preset.Summary)
	}
	prompt := fmt.Sprintf("Number of one of them [%s]:", cmp.Or(d.start, "none"))
	return p.until(prompt, func(line string) error {
		switch strings.ToLower(line) {
		case "":
			return nil
		case "0", "none":
			return d.begin("")
		}
		picked, err := pick(line, ids)
		if err == nil && len(picked) != 1 {
			err = errors.New("choose one of them")
		}
		if err != nil {
			return err
		}
		return d.begin(picked[0])
	})
}

// patterns asks which patterns there shall be. A number twice is two classes.
func (p *plain) patterns() error {
	d := p.draft
	fmt.Fprintln(p.out, "\nPatterns, each a Durable Object class:")
	var ids, before []string
	for i, pattern := range d.catalog.Patterns {
		ids = append(ids, pattern.ID)
		fmt.Fprintf(p.out, "%d. %s (%s). %s.\n   Use: %s\n   Not for: %s\n", i+1, pattern.Title, pattern.ID, pattern.Summary, pattern.Use, strings.TrimPrefix(pattern.Avoid, "Not for "))
	}
	for _, c := range d.classes {
		before = append(before, c.pattern)
	}
	prompt := "Numbers of the patterns, with commas; the same again for another class" + usual(before)
	return p.until(prompt, func(line string) error {
		picked, err := pick(cmp.Or(line, strings.Join(before, ",")), ids)
		if err == nil && len(picked) == 0 {
			err = errors.New("a project needs at least one pattern")
		}
		if err != nil || slices.Equal(picked, before) {
			return err
		}
		d.classes = nil
		for _, id := range picked {
			pattern, err := d.catalog.Pattern(id)
			if err != nil {
				return err
			}
			d.add(pattern)
		}
		return nil
	})
}

// usual is the end of a prompt that has an answer already.
func usual(ids []string) string {
	if len(ids) == 0 {
		return ":"
	}
	return " [" + strings.Join(ids, ", ") + "]:"
}

// classNames asks for the name of each class.
func (p *plain) classNames() error {
	for i := 0; i < len(p.draft.classes); {
		c := &p.draft.classes[i]
		err := p.text(fmt.Sprintf("Class name for %s", c.pattern), "", &c.name, func(name string) error { return p.draft.checkClass(i, name) })
		switch {
		case errors.Is(err, errBack) && i > 0:
			i--
		case err != nil:
			return err
		default:
			i++
		}
	}
	return nil
}

// features asks which features there shall be besides what is there anyway.
func (p *plain) features() error {
	d := p.draft
	fmt.Fprintln(p.out, "\nFeatures for production:")
	var ids, free, on []string
	for i := range d.catalog.Features {
		f := &d.catalog.Features[i]
		state := d.state(f)
		ids = append(ids, f.ID)
		fmt.Fprintf(p.out, "%d. %s (%s). %s.", i+1, f.Title, f.ID, f.Summary)
		if state.note != "" {
			fmt.Fprint(p.out, " "+sentence(state.note))
		}
		fmt.Fprintln(p.out)
		if d.noChoice(f) == "" {
			free = append(free, f.ID)
		}
		if d.wanted[f.ID] && d.noChoice(f) == "" {
			on = append(on, f.ID)
		}
	}
	prompt := "Numbers of the features, with commas, or none" + usual(on)
	return p.until(prompt, func(line string) error {
		if strings.EqualFold(line, "none") {
			clear(d.wanted)
			return nil
		}
		picked, err := pick(cmp.Or(line, strings.Join(on, ",")), ids)
		if err != nil {
			return err
		}
		if _, err := d.catalog.ResolveFeatures(picked); err != nil {
			return err
		}
		clear(d.wanted)
		for _, id := range picked {
			d.wanted[id] = slices.Contains(free, id)
		}
		return nil
	})
}

// review says what is about to happen and asks whether it shall.
func (p *plain) review() error {
	preview, err := p.request.Preview(p.draft.answers())
	if err != nil {
		fmt.Fprintln(p.out, "\nNot possible: "+err.Error())
		return errBack
	}
	fmt.Fprintf(p.out, "\nDirectory: %s\nFiles: %d\n", preview.Root, len(preview.Plan.Ops))
	for _, op := range preview.Plan.Conflicts() {
		fmt.Fprintf(p.out, "%s %s %s\n", spoken(op.Kind), op.Path, op.Reason)
	}
	fmt.Fprintf(p.out, "\nThe same again, without questions:\n  %s\n\n", preview.Repeat)
	for {
		line, err := p.read(p.request.Verb + " these files? Answer yes, no, or files to list them [yes]:")
		if err != nil {
			return err
		}
		switch strings.ToLower(line) {
		case "", "y", "yes":
			return nil
		case "n", "no":
			return ErrCancelled
		case "f", "files":
			for _, op := range preview.Plan.Ops {
				fmt.Fprintf(p.out, "%s %s\n", spoken(op.Kind), op.Path)
			}
		default:
			fmt.Fprintf(p.out, "Not possible: %q is none of them\n", line)
		}
	}
}

// spoken is a kind as a word, since a screen reader may pass over a mark.
func spoken(kind plan.Kind) string {
	return map[plan.Kind]string{plan.Create: "new", plan.Modify: "changed", plan.Skip: "unchanged", plan.Conflict: "in the way:"}[kind]
}
