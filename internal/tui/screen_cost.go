package tui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/docreate/docreate/internal/pricing"
)

// costScreen estimates the cost of a month from the user's own numbers. It can
// be called up over every other screen and changes no answer.
type costScreen struct {
	plainScreen
	style *styles
	texts [4]string
	fields
}

func newCostScreen(style *styles) *costScreen {
	s := &costScreen{style: style}
	for i, label := range []string{"Requests per second", "Connected users", "Objects", "Bytes per object"} {
		hint := []string{"on average, all day", "with an open WebSocket", "or one for each user", "like 200k or 3M"}[i]
		s.all = append(s.all, newField(style, label, hint, &s.texts[i], func(text string) error {
			_, err := parseAmount(text)
			return err
		}))
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

// load is what was given so far. What cannot be read counts as nothing.
func (s *costScreen) load() (load pricing.Load, given bool) {
	amount := func(i int) float64 {
		n, _ := parseAmount(s.texts[i]) // the field shows what is wrong
		given = given || n > 0
		return n
	}
	load = pricing.Load{RequestsPerSecond: amount(0), ConnectedUsers: amount(1), Objects: amount(2), BytesPerObject: amount(3)}
	if s.texts[2] == "" {
		load.Objects = max(1, load.ConnectedUsers)
	}
	return load, given
}

// summary is one line for the pane.
func (s *costScreen) summary() string {
	load, given := s.load()
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
		left, right := s.all[i].view(s.style, column), s.all[i+1].view(s.style, column)
		height := max(len(left), len(right))
		left, right = fill(left, height), fill(right, height)
		for j := range left {
			lines = append(lines, pad(left[j], column)+"  "+right[j])
		}
	}
	return append(lines, s.bill(width)...)
}

func (s *costScreen) bill(width int) []string {
	load, given := s.load()
	if !given {
		return nil
	}
	e := pricing.Of(load)
	lines := []string{s.style.faint.Render(fmt.Sprintf("%-12s%14s%14s%11s", "in a month", "used", "included", "to pay"))}
	for _, m := range e.Meters {
		lines = append(lines, fmt.Sprintf("%-12s%14s%14s%11s", m.Name, quantity(m.Used)+m.Unit, quantity(m.Included)+m.Unit, dollars(m.Cost())))
	}
	lines = append(lines, s.style.bold.Render(bill(e)+" a month; "+shards(e)))
	note := fmt.Sprintf("Durable Objects prices of %s, Workers Paid without its fee. Assumed: %d rows written and %d read per request and message, "+
		"%.0f ms each, %d message a minute per user, %d writes a second per object.",
		pricing.Date, pricing.WritesPerRequest, pricing.ReadsPerRequest, pricing.SecondsPerRequest*1000, pricing.MessagesPerMinute, pricing.WritesPerSecond)
	return append(lines, styled(s.style.faint, wrap(note, width))...)
}

func bill(e pricing.Estimate) string {
	if e.Free {
		return dollars(0) + " (the Free plan is enough)"
	}
	return dollars(e.Total())
}

func shards(e pricing.Estimate) string {
	if e.Shards == 1 {
		return "one object takes all writes"
	}
	return fmt.Sprintf("%d shards for the writes", e.Shards)
}

func dollars(amount float64) string { return "$" + strconv.FormatFloat(amount, 'f', 2, 64) }

// quantity shortens a number: 1.2 M.
func quantity(n float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if n >= unit.size {
			return strings.TrimSuffix(strconv.FormatFloat(n/unit.size, 'f', 1, 64), ".0") + " " + unit.name
		}
	}
	return strings.TrimSuffix(strconv.FormatFloat(n, 'f', 1, 64), ".0") + " "
}

// parseAmount reads "1500", "1.5k", "2M" or "3 GB". Nothing is zero.
func parseAmount(text string) (float64, error) {
	number := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	if number == "" {
		return 0, nil
	}
	number = strings.TrimSuffix(number, "b")
	factor := 1.0
	for suffix, size := range map[string]float64{"k": 1e3, "m": 1e6, "g": 1e9} {
		if rest, ok := strings.CutSuffix(number, suffix); ok {
			number, factor = rest, size
			break
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || n < 0 || n*factor > 1e15 || n != n {
		return 0, errors.New("write a number, like 1500 or 1.5k")
	}
	return n * factor, nil
}

func (s *costScreen) enter() { s.fields.enter() }
