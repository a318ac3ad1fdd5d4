//go:build unix

package endtoend

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/docreate/docreate/internal/proof"
	"github.com/docreate/docreate/internal/workbench"
)

const (
	// startWithin is how long wrangler dev may take until it answers; 3 s on a
	// quiet machine, but it needs some seconds of two processors.
	startWithin = 2 * time.Minute
	// testWithin bounds a whole test, so that one that hangs says where.
	testWithin = 4 * time.Minute
)

// server is a generated project under wrangler dev. What its objects store
// lies in one directory, so that it is there again after a kill.
type server struct {
	t       *testing.T
	project string
	work    string // storage, logs
	port    int
	vars    []string
	group   *group
	starts  int
}

// newServer writes a project with one pattern, not started yet.
func newServer(t *testing.T, pattern string) *server {
	t.Helper()
	cat := proof.Catalog(t)
	p, err := cat.Pattern(pattern)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, project: proof.Write(t, cat, proof.Default(*p)), work: t.TempDir(), port: freePort(t)}
	example, err := os.ReadFile(s.file(".dev.vars.example"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.file(".dev.vars"), example, 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// start runs wrangler dev and returns when it answers.
func (s *server) start() {
	s.t.Helper()
	s.starts++
	began := time.Now()
	args := []string{"-c", supervisor, "sh", "wrangler", "dev", "--ip", "127.0.0.1", "--port", fmt.Sprint(s.port),
		"--inspector-port", "0", "--persist-to", filepath.Join(s.work, "storage")}
	for _, pair := range s.vars {
		args = append(args, "--var", pair)
	}
	cmd := workbench.Command(s.t, s.project, "sh", args...)
	// Nothing from the network, and nothing shared with other servers on this machine.
	cmd.Env = append(cmd.Env, "CLOUDFLARE_CF_FETCH_ENABLED=false",
		"WRANGLER_REGISTRY_PATH="+filepath.Join(s.work, "registry"),
		"WRANGLER_LOG_PATH="+filepath.Join(s.work, "wrangler"))
	s.group = startGroup(s.t, cmd, filepath.Join(s.work, fmt.Sprintf("start-%d.log", s.starts)))
	s.awaitHealth()
	s.t.Logf("start %d took %v", s.starts, time.Since(began).Round(time.Millisecond))
}

func (s *server) awaitHealth() {
	s.t.Helper()
	client := &http.Client{Timeout: startWithin, Transport: &http.Transport{DisableKeepAlives: true}}
	deadline := time.Now().Add(startWithin)
	for {
		response, err := client.Get(s.url("/health"))
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		if s.group.hasEnded() {
			s.t.Fatal("wrangler dev has ended by itself")
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("wrangler dev does not answer after %v: %v", startWithin, err)
		}
		time.Sleep(pollEvery)
	}
}

// kill kills the server with everything that belongs to it.
func (s *server) kill() {
	s.t.Helper()
	if s.group.hasEnded() {
		s.t.Fatal("wrangler dev has ended by itself")
	}
	s.group.kill()
}

// crash kills the server and starts it again.
func (s *server) crash() {
	s.t.Helper()
	s.kill()
	s.start()
}

func (s *server) url(path string) string { return fmt.Sprintf("http://127.0.0.1:%d%s", s.port, path) }

func (s *server) file(name string) string { return filepath.Join(s.project, filepath.FromSlash(name)) }

// secret is a value of the project's .dev.vars.
func (s *server) secret(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(s.file(".dev.vars"))
	if err != nil {
		s.t.Fatal(err)
	}
	match := regexp.MustCompile(`(?m)^` + name + `="(.+)"$`).FindSubmatch(text)
	if match == nil {
		s.t.Fatalf(".dev.vars has no %s", name)
	}
	return string(match[1])
}

// get reads JSON from a route with a token.
func (s *server) get(ctx context.Context, path, token string, into any) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url(path), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("GET %s: %s\n%s", path, response.Status, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		s.t.Fatalf("GET %s: %v\n%s", path, err, body)
	}
}

// freePort finds a port that nobody uses and keeps it for this test: a server
// that is down for a moment must not lose it to another test process. It is
// below those from which the system picks the ports of outgoing connections.
func freePort(t *testing.T) int {
	t.Helper()
	const first, count = 20_000, 10_000
	for range 100 {
		port := first + rand.IntN(count)
		lock := flock.New(filepath.Join(os.TempDir(), fmt.Sprintf("docreate-port-%d.lock", port)))
		if locked, err := lock.TryLock(); err != nil || !locked {
			continue
		}
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			lock.Unlock()
			continue
		}
		listener.Close()
		t.Cleanup(func() {
			os.Remove(lock.Path())
			lock.Unlock()
		})
		return port
	}
	t.Fatalf("no free port between %d and %d", first, first+count)
	return 0
}
