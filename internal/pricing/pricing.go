// Package pricing estimates what Durable Objects cost in a month and how many
// objects a load needs, from a few numbers and assumptions that it states.
package pricing

import "math"

// Date is the day on which the prices were read from
// https://developers.cloudflare.com/durable-objects/platform/pricing/ and the
// capacity from its guide to rules of Durable Objects.
const Date = "2026-11-21"

// Load is what somebody expects. Numbers that are not given are zero.
type Load struct {
	RequestsPerSecond float64 // on average, all day
	ConnectedUsers    float64 // with an open WebSocket, on average
	Objects           float64 // that hold data
	BytesPerObject    float64
}

// The assumptions that an estimate makes beside the load.
const (
	WritesPerRequest  = 2     // a row, and one row of an index
	ReadsPerRequest   = 10    // rows
	SecondsPerRequest = 0.02  // in which the object is active
	MessagesPerMinute = 1     // that each connected user sends
	WritesPerSecond   = 200   // that one object takes; 200 to 500 are reached
	memory            = 0.125 // GB that are billed while an object is active
	socketRatio       = 20    // WebSocket messages that count as one request
	secondsPerMonth   = 30 * 24 * 60 * 60
	daysPerMonth      = 30
)

// Meter is one thing that is billed, by the month.
type Meter struct {
	Name     string
	Unit     string  // of Used and Included
	Used     float64 // in the month
	Included float64 // in the Workers Paid plan
	Price    float64 // in dollars, for Per units
	Per      float64
	Free     float64 // that the Free plan allows in a month
}

// Cost is what the month costs beyond what is included, in dollars.
func (m Meter) Cost() float64 {
	return max(0, m.Used-m.Included) / m.Per * m.Price
}

// Estimate is what a load comes to.
type Estimate struct {
	Meters []Meter
	Shards int  // objects that the writes need, at least 1
	Free   bool // the Free plan is enough
}

// Total is the cost of the month in dollars, without the fee of the plan.
func (e Estimate) Total() float64 {
	var sum float64
	for _, m := range e.Meters {
		sum += m.Cost()
	}
	return sum
}

// Of estimates a load. What is below zero counts as zero.
func Of(load Load) Estimate {
	requests := max(0, load.RequestsPerSecond) * secondsPerMonth
	messages := max(0, load.ConnectedUsers) * MessagesPerMinute / 60 * secondsPerMonth
	events := requests + messages
	const million, billion = 1e6, 1e9
	estimate := Estimate{Meters: []Meter{
		{Name: "requests", Used: requests + messages/socketRatio, Included: million, Price: 0.15, Per: million, Free: 100e3 * daysPerMonth},
		{Name: "duration", Unit: "GB-s", Used: events * SecondsPerRequest * memory, Included: 400e3, Price: 12.50, Per: million, Free: 13e3 * daysPerMonth},
		{Name: "rows read", Used: events * ReadsPerRequest, Included: 25 * billion, Price: 0.001, Per: million, Free: 5 * million * daysPerMonth},
		{Name: "rows written", Used: events * WritesPerRequest, Included: 50 * million, Price: 1, Per: million, Free: 100e3 * daysPerMonth},
		{Name: "stored", Unit: "GB", Used: max(0, load.Objects) * max(0, load.BytesPerObject) / billion, Included: 5, Price: 0.20, Per: 1, Free: 5},
	}}
	perSecond := events / secondsPerMonth
	estimate.Shards = int(min(max(1, math.Ceil(perSecond/WritesPerSecond)), math.MaxInt32))
	estimate.Free = true
	for _, m := range estimate.Meters {
		estimate.Free = estimate.Free && m.Used <= m.Free
	}
	return estimate
}
