package deploytest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/proof"
	"github.com/docreate/docreate/internal/workbench"
)

// worker is the name of the Worker in the projects under test, and oldVersion
// what is live of it.
const (
	worker     = "proof"
	oldVersion = "11111111-1111-4111-8111-111111111111"
)

// project is a generated project and the account that it deploys to.
type project struct {
	api     *API
	dir     string
	pattern catalog.Pattern
	temp    string
	env     []string // on top of what every run gets
}

// newProject writes a project with the features for an account without the
// Worker.
func newProject(t *testing.T, features ...string) *project {
	t.Helper()
	t.Parallel()
	cat := proof.Catalog(t)
	pattern := cat.Patterns[0]
	return &project{
		api:     NewAPI(t, worker),
		dir:     proof.WriteWith(t, cat, features, proof.Default(pattern)),
		pattern: pattern,
		temp:    t.TempDir(),
	}
}

// deployed is a project whose Worker is live with all of its secrets.
func deployed(t *testing.T) *project {
	t.Helper()
	p := newProject(t)
	p.api.Exists = true
	p.api.Live = []Share{{VersionID: oldVersion, Percentage: 100}}
	p.api.Secrets = []string{"AUTH_SECRET"}
	return p
}

// command is the deploy script in an environment that would mislead wrangler
// if the script let it.
func (p *project) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := workbench.Command(t, p.dir, "node", append([]string{"scripts/deploy.ts"}, args...)...)
	cmd.Env = append(cmd.Env, p.api.Env()...)
	cmd.Env = append(cmd.Env, "WRANGLER_LOG=none", "CI=", "HOME="+p.temp, "TMPDIR="+p.temp, "INIT_CWD="+p.dir)
	cmd.Env = append(cmd.Env, p.env...)
	return cmd
}

// result is what one run of the script came to.
type result struct{ stdout, stderr string }

// run runs the script and checks its exit code, that it keeps the token to
// itself, and that it leaves no temporary files.
func (p *project) run(t *testing.T, wantCode int, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := p.command(t, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	p.check(t, err, wantCode, stdout.String()+stderr.String())
	return result{stdout: stdout.String(), stderr: stderr.String()}
}

func (p *project) check(t *testing.T, err error, wantCode int, output string) {
	t.Helper()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	code := 0
	if exit != nil {
		code = exit.ExitCode()
	}
	if code != wantCode {
		t.Errorf("exit code %d, want %d\n%s\nrequests:\n%s", code, wantCode, output, strings.Join(p.api.Calls(), "\n"))
	}
	if strings.Contains(output, token) {
		t.Errorf("the output shows the token:\n%s", output)
	}
	if left, _ := filepath.Glob(filepath.Join(p.temp, "deploy-*")); len(left) > 0 {
		t.Errorf("the script left %q", left)
	}
}

// write writes a file of the project.
func (p *project) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// contains checks that an output has every one of the texts.
func contains(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(output, text) {
			t.Errorf("the output lacks %q:\n%s", text, output)
		}
	}
}

// uploadsNothing checks that the account was asked and not changed.
func (p *project) uploadsNothing(t *testing.T) {
	t.Helper()
	for _, call := range p.api.Calls() {
		if !strings.HasPrefix(call, "GET ") {
			t.Errorf("the script made the request %q", call)
		}
	}
}
