// Package deploytest runs the deploy script of generated projects with the
// real wrangler against a fake of Cloudflare's API on loopback. It has tests
// only, and the fake that they talk to.
package deploytest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// The account that the fake knows, and the only token that it lets in.
const (
	account = "0123456789abcdef0123456789abcdef"
	token   = "token-that-nobody-may-see"
)

// Share is the part of a deployment that one version has.
type Share struct {
	VersionID  string  `json:"version_id"`
	Percentage float64 `json:"percentage"`
}

// Binding is one binding of an uploaded script.
type Binding struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	ClassName string `json:"class_name"`
	Text      string `json:"text"`
}

// Upload is what came with the upload of a script.
type Upload struct {
	Bindings    []Binding                    `json:"bindings"`
	Exports     map[string]map[string]string `json:"exports"`
	Annotations map[string]string            `json:"annotations"`
}

// binding returns the binding of a name; it is empty where there is none.
func (u Upload) binding(name string) Binding {
	for _, b := range u.Bindings {
		if b.Name == name {
			return b
		}
	}
	return Binding{}
}

// API is a fake of the part of Cloudflare's API that a deployment talks to.
// The fields say what the account holds; set them before the first request.
type API struct {
	// Exists says that the Worker is there.
	Exists bool
	// Live is the current deployment; empty where there was none yet.
	Live []Share
	// Secrets are the names of the secrets that the Worker has.
	Secrets []string
	// ChangedBy is where the Worker was deployed from last.
	ChangedBy string
	// Answers replaces the answer to a method and a path under the Worker,
	// such as "GET deployments".
	Answers map[string]http.HandlerFunc

	worker  string
	server  *httptest.Server
	mu      sync.Mutex
	calls   []string
	uploads []Upload
}

// NewAPI starts a fake for an account that can hold the named Worker.
func NewAPI(t testing.TB, worker string) *API {
	t.Helper()
	api := &API{worker: worker, ChangedBy: "wrangler"}
	api.server = httptest.NewServer(http.HandlerFunc(api.serve))
	t.Cleanup(api.server.Close)
	return api
}

// Env is what makes wrangler talk to the fake.
func (a *API) Env() []string {
	return []string{
		"CLOUDFLARE_API_BASE_URL=" + a.server.URL + "/client/v4",
		"CLOUDFLARE_API_TOKEN=" + token,
		"CLOUDFLARE_ACCOUNT_ID=" + account,
	}
}

// Calls returns the requests so far, in order: method and path in the account.
func (a *API) Calls() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.calls...)
}

// Uploads returns what was uploaded so far.
func (a *API) Uploads() []Upload {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Upload(nil), a.uploads...)
}

func (a *API) serve(w http.ResponseWriter, r *http.Request) {
	path, inAccount := strings.CutPrefix(r.URL.Path, "/client/v4/accounts/"+account+"/workers/")
	if !inAccount || r.Header.Get("Authorization") != "Bearer "+token {
		Fail(http.StatusForbidden, 9109, "Unauthorized to access requested resource")(w, r)
		return
	}
	call := r.Method + " " + strings.Replace(path, "scripts/"+a.worker+"/", "", 1)
	a.mu.Lock()
	a.calls = append(a.calls, call)
	a.mu.Unlock()
	if answer := a.Answers[call]; answer != nil {
		answer(w, r)
		return
	}
	a.answer(call)(w, r)
}

// answer is what Cloudflare says to a request in the state of the account.
func (a *API) answer(call string) http.HandlerFunc {
	switch call {
	case "GET subdomain":
		return succeed(map[string]any{"subdomain": "example"})
	case "PUT scripts/" + a.worker:
		return a.upload
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.Exists {
		return Fail(http.StatusNotFound, 10007, "This Worker does not exist on your account.")
	}
	routes := map[string]bool{"enabled": true, "previews_enabled": false}
	switch call {
	case "GET services/" + a.worker:
		return succeed(map[string]any{"default_environment": map[string]any{
			"environment": "production",
			"script":      map[string]any{"tag": "0f", "tags": []string{}, "last_deployed_from": a.ChangedBy},
		}})
	case "GET deployments":
		return succeed(map[string]any{"deployments": a.deployments()})
	case "GET secrets":
		return succeed(a.secrets())
	case "GET settings":
		return succeed(map[string]any{"bindings": []any{}})
	case "GET workers/" + a.worker:
		return succeed(map[string]any{"subdomain": routes})
	case "POST subdomain":
		return succeed(routes)
	}
	return Fail(http.StatusNotFound, 7003, "Could not route to "+call)
}

func (a *API) deployments() []any {
	if len(a.Live) == 0 {
		return []any{}
	}
	return []any{map[string]any{"id": "d0", "created_on": "2026-11-01T00:00:00Z", "versions": a.Live}}
}

func (a *API) secrets() []any {
	list := []any{}
	for _, name := range a.Secrets {
		list = append(list, map[string]any{"name": name, "type": "secret_text"})
	}
	return list
}

// upload takes a script and makes it the only live version.
func (a *API) upload(w http.ResponseWriter, r *http.Request) {
	var upload Upload
	if err := json.Unmarshal([]byte(r.FormValue("metadata")), &upload); err != nil {
		Fail(http.StatusBadRequest, 10021, err.Error())(w, r)
		return
	}
	a.mu.Lock()
	a.uploads = append(a.uploads, upload)
	a.Exists = true
	a.Live = []Share{{VersionID: NewVersion, Percentage: 100}}
	a.mu.Unlock()
	succeed(map[string]any{
		"id": a.worker, "etag": "0", "startup_time_ms": 1,
		"deployment_id": strings.ReplaceAll(NewVersion, "-", ""),
	})(w, r)
}

// NewVersion is the version that an upload becomes.
const NewVersion = "99999999-9999-4999-8999-999999999999"

func succeed(result any) http.HandlerFunc {
	return reply(http.StatusOK, map[string]any{"success": true, "errors": []any{}, "messages": []any{}, "result": result})
}

// Fail answers with an error of the API.
func Fail(status, code int, message string) http.HandlerFunc {
	problem := map[string]any{"code": code, "message": message}
	return reply(status, map[string]any{"success": false, "errors": []any{problem}, "messages": []any{}, "result": nil})
}

func reply(status int, body any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(body); err != nil {
			panic(fmt.Sprintf("encode an answer: %v", err))
		}
	}
}
