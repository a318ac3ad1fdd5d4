//go:build unix

package deploytest

import (
	"bytes"
	"net/http"
	"os"
	"testing"
	"time"
)

// Ctrl-C reaches the script alone here, and must end wrangler with it.
func TestInterruptedUpload(t *testing.T) {
	p := deployed(t)
	p.write(t, ".prod.vars", "AUTH_SECRET="+secretValue+"\n")
	arrived, gone, giveUp := make(chan bool, 1), make(chan bool, 1), make(chan bool)
	p.api.Answers = map[string]http.HandlerFunc{"PUT scripts/proof": func(_ http.ResponseWriter, r *http.Request) {
		r.FormValue("metadata") // reads the body, so that the server sees the client go
		arrived <- true
		select {
		case <-r.Context().Done():
			gone <- true
		case <-giveUp:
		}
	}}
	var output bytes.Buffer
	cmd := p.command(t, "--secrets-file", ".prod.vars")
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-arrived:
	case err := <-ended:
		t.Fatalf("the script ended before its upload: %v\n%s", err, output.String())
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		p.check(t, err, 130, output.String())
	case <-time.After(time.Minute):
		close(giveUp) // lets wrangler fail, and so the script end
		t.Fatalf("the script went on: %v\n%s", <-ended, output.String())
	}
	<-gone
	contains(t, output.String(), "interrupted", "wrangler deployments status")
}
