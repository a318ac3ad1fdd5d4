//go:build unix

package endtoend

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// event is the body of a webhook.
type event struct {
	Type string `json:"type"`
	Data struct {
		Customer string `json:"customer_id"`
		Sequence int    `json:"sequence"`
	} `json:"data"`
}

// effects is the service that the project's handler calls. It lives in the
// test process, so it survives the kills, and it does what any service with
// idempotency keys does: it applies a key once and says yes to each repeat.
// A handler that runs at least once cannot have its effect once without that.
//
// It watches what arrives, repeats too: of one customer, either the event
// after the newest one may come, or the newest one again. A repeat of an older
// one would mean that a later event was processed before an earlier one.
type effects struct {
	sync.Mutex
	applied  map[string]bool // by idempotency key
	newest   map[string]int  // by customer
	arrivals map[string]int  // by idempotency key, with those that were refused
	faults   []string
}

func newEffects() *effects {
	return &effects{applied: map[string]bool{}, newest: map[string]int{}, arrivals: map[string]int{}}
}

func (e *effects) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var got event
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
		// The server was killed while it sent this.
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(e.take(r.Header.Get("Idempotency-Key"), got.Data.Customer, got.Data.Sequence))
}

func (e *effects) take(key, customer string, sequence int) int {
	e.Lock()
	defer e.Unlock()
	e.arrivals[key]++
	newest := e.newest[customer]
	switch {
	case e.applied[key] && sequence == newest:
		return http.StatusOK
	case e.applied[key] || sequence != newest+1:
		e.faults = append(e.faults, fmt.Sprintf("%s: event %d came after event %d", customer, sequence, newest))
		return http.StatusOK
	case sequence == refusedSequence && e.arrivals[key] == 1:
		// Later events of this customer have to wait for the retry.
		return http.StatusServiceUnavailable
	}
	e.applied[key] = true
	e.newest[customer] = sequence
	return http.StatusOK
}

// count is how many events have had their effect.
func (e *effects) count() int {
	e.Lock()
	defer e.Unlock()
	return len(e.applied)
}

// allFaults lists what arrived out of order.
func (e *effects) allFaults() []string {
	e.Lock()
	defer e.Unlock()
	return slices.Clone(e.faults)
}

// repeated lists what arrived more than once, with how often.
func (e *effects) repeated() map[string]int {
	e.Lock()
	defer e.Unlock()
	found := map[string]int{}
	for key, count := range e.arrivals {
		if count > 1 {
			found[key] = count
		}
	}
	return found
}
