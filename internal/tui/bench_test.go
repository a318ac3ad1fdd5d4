package tui

import (
	"strings"
	"testing"

	"github.com/docreate/docreate/generators"
	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/templates"
)

// realRequest works on the templates, so that the figures are those of a user.
func realRequest(b *testing.B) Request {
	c, err := catalog.Load(templates.FS)
	if err != nil {
		b.Fatal(err)
	}
	request := testRequest(b)
	request.Catalog = c
	request.Preview = func(a Answers) (Preview, error) {
		s := spec.Spec{Name: "chat", PackageManager: spec.NPM, Features: a.Features}
		for _, text := range a.Patterns {
			id, class, _ := strings.Cut(text, ":")
			s.Patterns = append(s.Patterns, spec.Pattern{ID: id, Names: spec.NamesOf(class)})
		}
		var err error
		if s.Options, err = c.ResolveOptions(a.Options, s.Patterns, s.Features); err != nil {
			return Preview{}, err
		}
		files, err := generators.New(c, s, "bench")
		if err != nil {
			return Preview{}, err
		}
		p, err := plan.Compute(nil, files, false)
		return Preview{Root: "/home/me/chat", Plan: p, Repeat: "docreate new chat"}, err
	}
	return request
}

// BenchmarkFirstFrame is from the catalog to the first frame, at 120 by 40.
func BenchmarkFirstFrame(b *testing.B) {
	request := realRequest(b)
	for b.Loop() {
		m := newModel(request)
		m.resize(120, 40)
		_ = m.View()
	}
}

// BenchmarkKey is from a key to the frame that answers it, at 120 by 40 with
// the pane beside the questions.
func BenchmarkKey(b *testing.B) {
	request := realRequest(b)
	for name, setup := range map[string]string{
		"typing":   "",
		"patterns": toPatterns + "space down",
		"options":  toPatterns + "space down space enter enter",
		"review":   toReview + "enter",
		"files":    toReview + "enter ctrl+t",
	} {
		b.Run(name, func(b *testing.B) {
			d := newDriver(b, request, 120, 40)
			d.press(setup)
			keys := []string{"down", "up"}
			if name == "typing" {
				keys = []string{"a", "backspace"}
			}
			for i := 0; b.Loop(); i++ {
				_, _ = d.model.Update(keyNamed(b, keys[i%2]))
				_ = d.model.View()
			}
		})
	}
}

// BenchmarkPreview is the time until the pane follows, which a key does not
// wait for.
func BenchmarkPreview(b *testing.B) {
	d := newDriver(b, realRequest(b), 120, 40)
	d.press(toPatterns + "space down space")
	for b.Loop() {
		d.press("space")
		_ = d.model.View()
	}
}
