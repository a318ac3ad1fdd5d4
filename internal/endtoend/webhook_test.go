//go:build unix

package endtoend

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

const (
	customers         = 25
	eventsPerCustomer = 40
	events            = customers * eventsPerCustomer
	webhookKills      = 5
	eventsPerKill     = events / (webhookKills + 1)
	// repeatEvery is after how many events a sender sends one twice.
	repeatEvery = 10
	// refusedSequence is the event of each customer that fails at first.
	refusedSequence = 10
	// processedWithin is how long the queue may take to finish what it has accepted.
	processedWithin = time.Minute
)

// A thousand webhooks arrive while the server is killed five times. All that
// were accepted are processed, in order per customer, each with one effect.
func TestWebhookQueue(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), testWithin)
	defer cancel()
	e := newEffects()
	service := httptest.NewServer(e)
	defer service.Close()
	s := newServer(t, "webhook-queue")
	s.vars = []string{"EFFECTS_URL:" + service.URL}
	useHandlers(s)
	s.start()

	everybody := newCrowd(cancel, customers, events)
	senders := sendAll(ctx, s, everybody)
	unfinished := 0
	for i := range webhookKills {
		everybody.awaitStored(t, eventsPerKill)
		unfinished += max(0, (i+1)*eventsPerKill+len(everybody.stored)-e.count())
		s.crash()
	}
	everybody.awaitEnd(t)
	awaitProcessed(ctx, s, e)
	checkEffects(ctx, s, e)
	checkSenders(t, senders, unfinished)
}

// useHandlers replaces the one file of the project that belongs to its user.
func useHandlers(s *server) {
	s.t.Helper()
	text, err := os.ReadFile("testdata/handlers.ts")
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := os.Stat(s.file("src/handlers.ts")); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(s.file("src/handlers.ts"), text, 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// sendAll starts a sender for each customer.
func sendAll(ctx context.Context, s *server, everybody *crowd) []*webhookSender {
	s.t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s.secret("WEBHOOK_SECRET_STANDARD"), "whsec_"))
	if err != nil {
		s.t.Fatal(err)
	}
	senders := make([]*webhookSender, customers)
	for i := range senders {
		senders[i] = &webhookSender{
			url: s.url("/webhook-queue/standard"), key: key,
			customer: fmt.Sprintf("customer-%d", i), stored: everybody.stored,
		}
		everybody.add(func() error { return senders[i].run(ctx) })
	}
	return senders
}

type queueStats struct {
	Pending   int `json:"pending"`
	Processed int `json:"processed"`
	Dead      int `json:"dead"`
}

// awaitProcessed waits until the queue says that it has nothing left to do.
func awaitProcessed(ctx context.Context, s *server, e *effects) {
	s.t.Helper()
	deadline := time.Now().Add(processedWithin)
	for {
		var stats queueStats
		s.get(ctx, "/webhook-queue/admin/stats", s.token("operator", "admin"), &stats)
		if stats.Pending == 0 {
			if want := (queueStats{Processed: events}); stats != want {
				s.t.Errorf("the queue's stats are %+v, want %+v", stats, want)
			}
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the queue is not done after %v: %+v, %d effects", processedWithin, stats, e.count())
		}
		time.Sleep(pollEvery)
	}
}

func checkEffects(ctx context.Context, s *server, e *effects) {
	s.t.Helper()
	for _, fault := range e.allFaults() {
		s.t.Error(fault)
	}
	// They came without a hole, so the number says that none is missing.
	if got := e.count(); got != events {
		s.t.Errorf("%d events have had an effect, want %d", got, events)
	}
	repeated := e.repeated()
	s.t.Logf("%d events were handed over more than once", len(repeated))
	for key, arrivals := range repeated {
		checkAudit(ctx, s, key, arrivals)
	}
}

// checkAudit holds the queue's audit trail against what really arrived: no
// handler ran without a record, and only the last attempt succeeded.
func checkAudit(ctx context.Context, s *server, key string, arrivals int) {
	s.t.Helper()
	var details struct {
		Attempts int `json:"attempts"`
		History  []struct {
			Outcome string `json:"outcome"`
		} `json:"history"`
	}
	source, id, _ := strings.Cut(key, ":")
	s.get(ctx, "/webhook-queue/admin/deliveries/"+source+"/"+id, s.token("operator", "admin"), &details)
	if details.Attempts < arrivals || len(details.History) != details.Attempts {
		s.t.Errorf("%s arrived %d times; its audit trail: %+v", key, arrivals, details)
	}
	for i, attempt := range details.History {
		if (attempt.Outcome == "succeeded") != (i == 0) {
			s.t.Errorf("%s: its audit trail, the newest first: %+v", key, details)
		}
	}
}

// checkSenders makes sure that the test was one.
func checkSenders(t *testing.T, senders []*webhookSender, unfinished int) {
	t.Helper()
	resent, duplicates := 0, 0
	for _, w := range senders {
		resent, duplicates = resent+w.resent, duplicates+w.duplicates
	}
	t.Logf("%d deliveries were sent again without an answer, %d were known already; %d waited at the kills",
		resent, duplicates, unfinished)
	if resent < webhookKills {
		t.Errorf("the kills cost %d answers, want at least %d", resent, webhookKills)
	}
	if least := events / repeatEvery; duplicates < least {
		t.Errorf("%d deliveries were known already, want at least %d", duplicates, least)
	}
	if unfinished == 0 {
		t.Error("the queue was empty at every kill")
	}
}
