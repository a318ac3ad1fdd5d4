package deploytest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
)

// commit commits everything in the project and returns the short hash.
func (p *project) commit(t *testing.T, subject string) string {
	t.Helper()
	workbench.Run(t, p.dir, "git", "init", "--quiet")
	workbench.Run(t, p.dir, "git", "add", "--all")
	workbench.Run(t, p.dir, "git", "-c", "user.name=Test", "-c", "user.email=test@example.com",
		"-c", "commit.gpgSign=false", "commit", "--quiet", "--message="+subject)
	return strings.TrimSpace(workbench.Run(t, p.dir, "git", "rev-parse", "--short=12", "HEAD"))
}

func TestDescribeCommit(t *testing.T) {
	p := newProject(t)
	if got := p.describe(t); got != nil {
		t.Errorf("without a repository: %v", got)
	}
	hash := p.commit(t, strings.Repeat("ä", 150))
	if got, want := p.describe(t), strings.Repeat("ä", 100); got["tag"] != hash || got["message"] != want {
		t.Errorf("a clean tree: %q, want the tag %q and the message %q", got, hash, want)
	}
	p.write(t, "new.txt", "")
	const suffix = " (with uncommitted changes)"
	want := strings.Repeat("ä", 100-len(suffix)) + suffix
	if got := p.describe(t); got["tag"] != hash+"-dirty" || got["message"] != want {
		t.Errorf("a dirty tree: %q, want the message %q", got, want)
	}
}

// describe returns what the script finds out about the commit.
func (p *project) describe(t *testing.T) map[string]string {
	t.Helper()
	out := workbench.Run(t, p.dir, "node", "--input-type=module", "--eval",
		`import { describeCommit } from "./scripts/commit.ts"; console.log(JSON.stringify(describeCommit() ?? null));`)
	var commit map[string]string
	if err := json.Unmarshal([]byte(out), &commit); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	return commit
}
