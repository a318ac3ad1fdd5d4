package deploytest

import "testing"

// Comments, trailing commas and text that looks like either are in the file.
const stagingConfig = `{
	// "name": "wrong",
	"name": "proof", /* "name": "wrong" */
	"main": "src/index.ts",
	"compatibility_date": "2026-11-02",
	"vars": { "TEXT": "// , ] \" /* }" },
	"secrets": { "required": ["TOP_LEVEL_ONLY"] },
	"env": {
		"staging": {
			"vars": { "TEXT": "" },
			"secrets": { "required": ["AUTH_SECRET", "STAGING_KEY", "OTHER_KEY",] },
		},
	},
}
`

// The Worker was created by other means: it holds secrets, but runs nothing yet.
func TestMissingSecrets(t *testing.T) {
	p := deployed(t)
	p.api.worker, p.api.Live = "proof-staging", nil
	p.write(t, "wrangler.jsonc", stagingConfig)
	r := p.run(t, 1, "--env", "staging")
	contains(t, r.stderr, `"proof-staging" lacks`, "STAGING_KEY, OTHER_KEY",
		"npx wrangler secret put STAGING_KEY --env staging\n", "npx wrangler secret put OTHER_KEY --env staging\n")
	p.called(t, "GET deployments", "GET secrets")
}

// Each is told before wrangler runs for the first time.
func TestUsage(t *testing.T) {
	p := newProject(t)
	p.write(t, "empty.vars", "AUTH_SECRET=\n")
	p.write(t, "example.vars", "AUTH_SECRET=example-only-0123456789abcdef0123456789abcdef\n")
	p.write(t, "example.json", `{"AUTH_SECRET": "example-only-0123456789abcdef0123456789abcdef"}`)
	p.write(t, "home.vars", "HOME=elsewhere\n")
	p.write(t, "blank.vars", "\n")
	cases := []struct {
		code int
		want string
		args []string
	}{
		{0, "usage: npm run deploy", []string{"--help"}},
		{2, "'--gradually'", []string{"--gradually"}},
		{2, "usage: npm run deploy", []string{"staging"}},
		{2, `no environment "staging"`, []string{"--env", "staging"}},
		{2, "cannot read", []string{"--secrets-file", "absent.vars"}},
		{2, "blank.vars holds no secrets", []string{"--secrets-file", "blank.vars"}},
		{1, "AUTH_SECRET is empty", []string{"--secrets-file", "empty.vars"}},
		{1, "AUTH_SECRET is the public value", []string{"--secrets-file", "example.vars"}},
		{1, "AUTH_SECRET is the public value", []string{"--secrets-file", "example.json"}},
		{1, "HOME is also an environment variable", []string{"--secrets-file", "home.vars"}},
	}
	for _, c := range cases {
		r := p.run(t, c.code, c.args...)
		contains(t, r.stdout+r.stderr, c.want)
	}
	p.env = []string{"WRANGLER_CI_OVERRIDE_NAME=other"}
	contains(t, p.run(t, 1).stderr, `names the Worker "proof"`, `connected to "other"`)
	p.write(t, "wrangler.jsonc", `{"name": `)
	contains(t, p.run(t, 1).stderr, "wrangler.jsonc is not valid JSON")
	p.write(t, "wrangler.jsonc", `{"name": 1}`)
	contains(t, p.run(t, 1).stderr, "wrangler.jsonc: ", "name")
	p.called(t)
}
