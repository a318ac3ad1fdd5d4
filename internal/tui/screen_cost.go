package tui

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/docreate/docreate/internal/pricing"
)

// costScreen estimates the cost of a month from the user's own numbers. It can
// be called up over every other screen and changes no answer.
type costScreen struct {
	plainScreen
	style   *styles
	numbers numbers
	fields
}

func newCostScreen(style *styles) *costScreen {
	s := &costScreen{style: style}
	for i, number := range numberLabels {
		s.all = append(s.all, newField(style, number.label, number.hint, &s.numbers[i], checkAmount))
	}
	return s
}

func (s *costScreen) name() string  { return "Cost" }
func (s *costScreen) title() string { return "What will it cost?" }
func (s *costScreen) typing() bool  { return true }

func (s *costScreen) hint() string {
	return "Give what you know; nothing here changes the project."
}

func (s *costScreen) keys() []key.Binding {
	return []key.Binding{keys.Next, keys.PrevField}
}

func (s *costScreen) update(msg tea.Msg) (move, tea.Cmd) { return s.fields.update(msg) }

// summary is one line for the pane.
func (s *costScreen) summary() string {
	load, given := s.numbers.load()
	if !given {
		return "no numbers yet"
	}
	e := pricing.Of(load)
	return fmt.Sprintf("%s a month; %s", bill(e), shards(e))
}

// view puts the fields in two columns of two, so that the bill below fits into
// 24 lines.
func (s *costScreen) view(width, _ int) []string {
	column := (width - 2) / 2
	var lines []string
	for i := 0; i < len(s.all); i += 2 {
		left, right := s.all[i].view(column), s.all[i+1].view(column)
		height := max(len(left), len(right))
		left, right = fill(left, height), fill(right, height)
		for j := range left {
			lines = append(lines, pad(left[j], column)+"  "+right[j])
		}
	}
	return append(lines, s.bill(width)...)
}

func (s *costScreen) bill(width int) []string {
	load, given := s.numbers.load()
	if !given {
		return nil
	}
	e := pricing.Of(load)
	lines := []string{s.style.faint.Render(fmt.Sprintf("%-12s%14s%14s%11s", "in a month", "used", "included", "to pay"))}
	for _, m := range e.Meters {
		lines = append(lines, fmt.Sprintf("%-12s%14s%14s%11s", m.Name, quantity(m.Used, m.Unit), quantity(m.Included, m.Unit), dollars(m.Cost())))
	}
	lines = append(lines, s.style.bold.Render(bill(e)+" a month; "+shards(e)))
	return append(lines, styled(s.style.faint, wrap(assumptions(), width))...)
}

func (s *costScreen) enter() { s.fields.enter() }
