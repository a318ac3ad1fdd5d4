package tui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/docreate/docreate/internal/pricing"
)

// numbers are what somebody expects of the project, as typed and in the order
// of numberLabels.
type numbers [4]string

var numberLabels = [len(numbers{})]struct{ label, hint string }{
	{"Requests per second", "on average, all day"},
	{"Connected users", "with an open WebSocket"},
	{"Objects", "or one for each user"},
	{"Bytes per object", "like 200k or 3M"},
}

// load is what was given so far. What cannot be read counts as nothing.
func (n *numbers) load() (load pricing.Load, given bool) {
	amount := func(i int) float64 {
		amount, _ := parseAmount(n[i]) // who asks for the number says what is wrong
		given = given || amount > 0
		return amount
	}
	load = pricing.Load{RequestsPerSecond: amount(0), ConnectedUsers: amount(1), Objects: amount(2), BytesPerObject: amount(3)}
	if n[2] == "" {
		load.Objects = max(1, load.ConnectedUsers)
	}
	return load, given
}

// assumptions are what an estimate rests on besides the numbers.
func assumptions() string {
	return fmt.Sprintf("Durable Objects prices of %s, Workers Paid without its fee. Assumed: %d rows written and %d read per request and message, "+
		"%.0f ms each, %d message a minute per user, %d writes a second per object.",
		pricing.Date, pricing.WritesPerRequest, pricing.ReadsPerRequest, pricing.SecondsPerRequest*1000, pricing.MessagesPerMinute, pricing.WritesPerSecond)
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

// quantity shortens a number: 1.2 M GB.
func quantity(n float64, unit string) string {
	short := ""
	for _, prefix := range []struct {
		size float64
		name string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if n >= prefix.size {
			n, short = n/prefix.size, " "+prefix.name
			break
		}
	}
	number := strings.TrimSuffix(strconv.FormatFloat(n, 'f', 1, 64), ".0")
	return strings.TrimSpace(number + short + " " + unit)
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

func checkAmount(text string) error {
	_, err := parseAmount(text)
	return err
}
