package deploytest

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// secretValue is what the tests put into a secrets file.
const secretValue = "value-that-nobody-may-see-0123456789"

func TestFirstDeploymentBringsItsSecrets(t *testing.T) {
	p := newProject(t)
	p.write(t, ".prod.vars", "AUTH_SECRET="+secretValue+"\n")
	r := p.run(t, 0, "--secrets-file", ".prod.vars", "--message=--first")

	contains(t, r.stdout, NewVersion, "https://proof.example.workers.dev", "first deployment")
	if strings.Contains(r.stdout+r.stderr, secretValue) {
		t.Errorf("the output shows the secret:\n%s%s", r.stdout, r.stderr)
	}
	p.called(t,
		"GET deployments",
		"GET services/proof", "GET secrets", "GET subdomain", "GET deployments", "GET settings",
		"PUT scripts/proof",
		"GET workers/proof", "GET subdomain", "POST subdomain")
	upload := p.upload(t)
	p.declaresClass(t, upload)
	if got := upload.binding("AUTH_SECRET"); got.Type != "secret_text" || got.Text != secretValue {
		t.Errorf("AUTH_SECRET was uploaded as %+v", got)
	}
	if got := upload.Annotations["workers/message"]; got != "--first" {
		t.Errorf("the message of the version is %q", got)
	}
}

func TestFirstDeploymentWithoutSecrets(t *testing.T) {
	p := newProject(t)
	r := p.run(t, 1)
	contains(t, r.stderr, `"proof" does not exist yet`, "AUTH_SECRET", "npm run deploy -- --secrets-file .prod.vars")
	p.called(t, "GET deployments")
}

// With environments the top level is for local development, and nobody deploys
// it who did not ask for it.
func TestEnvironmentIsNamed(t *testing.T) {
	p := newProject(t, "environments")
	r := p.run(t, 2)
	contains(t, r.stderr, "name the environment to deploy", "npm run deploy -- --env staging")
	p.called(t)

	contains(t, p.run(t, 1, "--env=").stderr, `"proof" does not exist yet`)
	contains(t, p.run(t, 0, "--dry-run").stdout, `"proof" builds`)
	p.env = append(p.env, "CLOUDFLARE_ENV=staging")
	contains(t, p.run(t, 0, "--dry-run").stdout, `"proof-staging" builds`)
	contains(t, p.run(t, 0, "--dry-run", "--env", "production").stdout, `"proof-production" builds`)
}

func TestUpdate(t *testing.T) {
	p := deployed(t)
	p.api.ChangedBy = "api"
	hash := p.commit(t, "--force: a subject that looks like a flag")
	r := p.run(t, 0, "--overwrite")

	contains(t, r.stdout, NewVersion, "https://proof.example.workers.dev", "npx wrangler rollback "+oldVersion)
	p.called(t,
		"GET deployments", "GET secrets",
		"GET services/proof", "GET secrets", "GET deployments", "GET settings",
		"PUT scripts/proof",
		"GET workers/proof", "GET subdomain", "POST subdomain")
	upload := p.upload(t)
	p.declaresClass(t, upload)
	if got := upload.binding("AUTH_SECRET"); got.Type != "inherit" {
		t.Errorf("AUTH_SECRET was uploaded as %+v, not inherited", got)
	}
	if got := upload.Annotations["workers/tag"]; got != hash {
		t.Errorf("the tag of the version is %q, want the commit %q", got, hash)
	}
	if got := upload.Annotations["workers/message"]; got != "--force: a subject that looks like a flag" {
		t.Errorf("the message of the version is %q", got)
	}
}

func TestGradualDeploymentIsNotReplaced(t *testing.T) {
	p := deployed(t)
	p.api.Live = []Share{{oldVersion, 90}, {NewVersion, 10}}
	r := p.run(t, 1)
	contains(t, r.stderr, oldVersion+" 90%", NewVersion+" 10%", "npx wrangler versions deploy "+oldVersion+"@100%")
	p.called(t, "GET deployments")
}

func TestUnclearStatusIsNotGuessed(t *testing.T) {
	answers := map[string]http.HandlerFunc{
		"error of the API": Fail(http.StatusInternalServerError, 10013, "An unknown error has occurred."),
		"no JSON":          func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`{"result": `)) },
		"other JSON":       succeed(map[string]any{"deployments": []any{map[string]any{"versions": "all"}}}),
	}
	want := map[string]string{
		"error of the API": "[code: 10013]",
		"no JSON":          "cannot tell what is deployed",
		"other JSON":       "wrangler deployments status --json",
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			p := deployed(t)
			p.api.Answers = map[string]http.HandlerFunc{"GET deployments": answer}
			r := p.run(t, 1)
			contains(t, r.stderr, want[name])
			p.uploadsNothing(t)
		})
	}
}

// The Worker was changed by something that the next deployment would undo.
func TestChangesFromElsewhere(t *testing.T) {
	p := deployed(t)
	p.write(t, ".prod.vars", "AUTH_SECRET="+secretValue+"\n")
	p.api.ChangedBy = "api"
	r := p.run(t, 1, "--secrets-file", ".prod.vars")
	contains(t, r.stderr, "--overwrite")
	p.uploadsNothing(t)
}

func TestRefusedUpload(t *testing.T) {
	p := deployed(t)
	p.write(t, ".prod.vars", "AUTH_SECRET="+secretValue+"\n")
	p.api.Answers = map[string]http.HandlerFunc{
		"PUT scripts/proof": Fail(http.StatusBadRequest, 10021, "Uncaught Error: the script does not start"),
	}
	r := p.run(t, 1, "--secrets-file", ".prod.vars")
	contains(t, r.stderr, "the script does not start", "the deployment failed", "wrangler deployments status")
	if r.stdout != "" || strings.Contains(r.stderr, secretValue) || strings.Contains(r.stderr, "\x1b") {
		t.Errorf("stdout:\n%s\nstderr:\n%s", r.stdout, r.stderr)
	}
}

func TestDryRunSaysNothingToTheAPI(t *testing.T) {
	p := newProject(t)
	r := p.run(t, 0, "--dry-run")
	contains(t, r.stderr, p.pattern.Binding, "--dry-run: exiting now")
	p.called(t)
}

// upload returns the one upload that there was.
func (p *project) upload(t *testing.T) Upload {
	t.Helper()
	uploads := p.api.Uploads()
	if len(uploads) != 1 {
		t.Fatalf("%d uploads, want 1", len(uploads))
	}
	return uploads[0]
}

// declaresClass checks that an upload binds and exports the class as
// wrangler.jsonc says.
func (p *project) declaresClass(t *testing.T, upload Upload) {
	t.Helper()
	if got := upload.binding(p.pattern.Binding); got.Type != "durable_object_namespace" || got.ClassName != p.pattern.Class {
		t.Errorf("%s was uploaded as %+v", p.pattern.Binding, got)
	}
	if got := upload.Exports[p.pattern.Class]; got["type"] != "durable-object" || got["storage"] != "sqlite" {
		t.Errorf("the class was exported as %v", got)
	}
}

// called checks the requests that the account got, and their order.
func (p *project) called(t *testing.T, want ...string) {
	t.Helper()
	if got := p.api.Calls(); !slices.Equal(got, want) {
		t.Errorf("requests:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
