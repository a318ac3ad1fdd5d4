//go:build unix

package endtoend

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// webhookSender sends the events of one customer, one after the other: the
// next only when the one before is accepted, and one whose answer was lost
// again, as the same delivery.
type webhookSender struct {
	url      string
	key      []byte // of the signature
	customer string
	stored   chan<- string // gets the id of each accepted delivery

	resent     int // deliveries that were sent again because no answer came
	duplicates int // deliveries that the queue said it had already
}

func (w *webhookSender) run(ctx context.Context) error {
	for sequence := 1; sequence <= eventsPerCustomer; sequence++ {
		id := fmt.Sprintf("%s.%d", w.customer, sequence)
		if err := w.deliver(ctx, id, sequence); err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		w.stored <- id
		// Senders repeat themselves also when all went well.
		if sequence%repeatEvery == 0 {
			if err := w.deliver(ctx, id, sequence); err != nil {
				return fmt.Errorf("%s again: %w", id, err)
			}
		}
	}
	return nil
}

// deliver returns when the queue has said that it has the delivery.
func (w *webhookSender) deliver(ctx context.Context, id string, sequence int) error {
	var retry backoff
	for {
		status, err := w.post(ctx, id, sequence)
		switch {
		case err == nil && status == http.StatusAccepted:
			return nil
		case err == nil && status == http.StatusOK:
			w.duplicates++
			return nil
		case err == nil && status < http.StatusInternalServerError:
			return fmt.Errorf("refused with status %d", status)
		}
		w.resent++
		if ended := retry.wait(ctx); ended != nil {
			return fmt.Errorf("%w; last: status %d, %v", ended, status, err)
		}
	}
}

// post signs and sends one delivery by the rules of Standard Webhooks.
func (w *webhookSender) post(ctx context.Context, id string, sequence int) (int, error) {
	content := event{Type: "order.updated"}
	content.Data.Customer, content.Data.Sequence = w.customer, sequence
	body, err := json.Marshal(content)
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	signature := base64.StdEncoding.EncodeToString(sign(w.key, id+"."+timestamp+"."+string(body)))
	request.Header.Set("webhook-id", id)
	request.Header.Set("webhook-timestamp", timestamp)
	request.Header.Set("webhook-signature", "v1,"+signature)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}
