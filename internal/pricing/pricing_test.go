package pricing

import (
	"math"
	"testing"
)

// A month of the tests has 2,592,000 seconds.
func TestOf(t *testing.T) {
	tests := map[string]struct {
		load   Load
		costs  map[string]float64
		total  float64
		shards int
		free   bool
	}{
		"nothing": {shards: 1, free: true},
		"one request a second fits into what is included, rows and all, but not into the free day": {
			// 2.592 M requests: 1.592 M beyond the first. 5.184 M rows written.
			load:   Load{RequestsPerSecond: 1},
			costs:  map[string]float64{"requests": 0.2388},
			total:  0.2388,
			shards: 1,
		},
		"fifty requests a second pay for rows written": {
			// 129.6 M requests; 259.2 M rows written; 324,000 GB-s are included.
			load:   Load{RequestsPerSecond: 50},
			costs:  map[string]float64{"requests": 19.29, "rows written": 209.20},
			total:  228.49,
			shards: 1,
		},
		"duration and rows read beyond what is included": {
			// 2,592 M requests: 6.48 M GB-s, 25.92 G rows read, 5,184 M written.
			load:   Load{RequestsPerSecond: 1000},
			costs:  map[string]float64{"requests": 388.65, "duration": 76, "rows read": 0.92, "rows written": 5134},
			total:  5599.57,
			shards: 5,
		},
		"twenty messages are one request": {
			// 600 users send 10 a second, 25.92 M a month: 1.296 M requests.
			load:   Load{ConnectedUsers: 600},
			costs:  map[string]float64{"requests": 0.0444, "rows written": 1.84},
			total:  1.8844,
			shards: 1,
		},
		"storage beyond 5 GB": {
			load:   Load{Objects: 100_000, BytesPerObject: 100_000},
			costs:  map[string]float64{"stored": 1},
			total:  1,
			shards: 1,
		},
		"a small project is free": {
			load:   Load{RequestsPerSecond: 0.5, Objects: 1000, BytesPerObject: 1e6},
			shards: 1,
			free:   true,
			costs:  map[string]float64{"requests": 0.0444},
			total:  0.0444,
		},
		"one write more needs one object more": {load: Load{RequestsPerSecond: 200.5}, shards: 2, total: -1},
		"what is below zero is zero":           {load: Load{RequestsPerSecond: -1, ConnectedUsers: -1, Objects: -1, BytesPerObject: -1}, shards: 1, free: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := Of(test.load)
			if got.Shards != test.shards || got.Free != test.free {
				t.Errorf("shards %d, free %t; want %d, %t", got.Shards, got.Free, test.shards, test.free)
			}
			if test.total < 0 {
				return
			}
			if !near(got.Total(), test.total) {
				t.Errorf("total %f, want %f", got.Total(), test.total)
			}
			for _, m := range got.Meters {
				if !near(m.Cost(), test.costs[m.Name]) {
					t.Errorf("%s: %f, want %f", m.Name, m.Cost(), test.costs[m.Name])
				}
			}
		})
	}
}

// The price of each meter, one unit of billing beyond what is included.
func TestPrices(t *testing.T) {
	want := map[string]float64{"requests": 0.15, "duration": 12.50, "rows read": 0.001, "rows written": 1, "stored": 0.20}
	meters := Of(Load{}).Meters
	if len(meters) != len(want) {
		t.Fatalf("%d meters, want %d", len(meters), len(want))
	}
	for _, m := range meters {
		m.Used = m.Included
		if m.Cost() != 0 {
			t.Errorf("%s: %f for what is included", m.Name, m.Cost())
		}
		m.Used += m.Per
		if !near(m.Cost(), want[m.Name]) {
			t.Errorf("%s: %f, want %f", m.Name, m.Cost(), want[m.Name])
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }
