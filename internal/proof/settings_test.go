package proof

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/workbench"
)

// otherSettings are values that users may give the variables of wrangler.jsonc
// in place of those that are generated.
var otherSettings = map[string]string{
	"CHAT_ROOM_ORIGINS":             `"https://a.example, https://b.example"`,
	"CHAT_ROOM_TTL":                 `{ "messages": "1d", "idle": "2d" }`,
	"COORDINATOR_ACQUIRE_RATE":      `{ "burst": 1, "perSecond": 1 }`,
	"COORDINATOR_TTL":               `{ "leases": "1s", "idle": "1h" }`,
	"COUNTER_SHARD_PREVIOUS_SHARDS": `[2]`,
	"COUNTER_SHARD_SHARDS":          `1`,
	"COUNTER_SHARD_TTL":             `{ "operations": "5m", "idle": "off" }`,
	"ENVIRONMENT":                   `"preview"`,
	"FEED_ORIGINS":                  `"https://a.example"`,
	"LOG_SAMPLE_RATE":               `0`,
	"USER_SESSION_CHANGE_RATE":      `{ "burst": 1, "perSecond": 0.1 }`,
	"USER_SESSION_TTL":              `{ "sessions": "1d", "sessionAge": "7d", "idle": "90d" }`,
	"WEBHOOK_QUEUE_PARTITIONS":      `[0, 16]`,
	"WEBHOOK_QUEUE_TTL":             `{ "processed": "1m", "dead": "1h", "idle": "1d" }`,
}

var (
	variableOf = regexp.MustCompile(`"([A-Z][A-Z_]*)": (\{[^{}]*\}|\[[^\[\]]*\]|"[^"]*"|[0-9.]+)`)
	limitOf    = regexp.MustCompile(`"limit": \d+`)
	periodOf   = regexp.MustCompile(`"period": 10`)
)

// What users set in wrangler.jsonc makes no difference to their tests, as long
// as it is right. The period of rate limits alone stands in the code too.
func TestSettings(t *testing.T) {
	t.Parallel()
	cat := Catalog(t)
	var patterns []spec.Pattern
	for _, p := range cat.Patterns {
		patterns = append(patterns, Default(p))
	}
	dir := WriteWith(t, cat, featureIDs(cat), patterns...)
	config := filepath.Join(dir, "wrangler.jsonc")
	edit(t, config, func(text string) string { return withOtherSettings(t, text) })
	edit(t, filepath.Join(dir, "src", "http", "rate-limit.ts"), func(text string) string {
		return strings.Replace(text, "PERIOD_MS = 10_000", "PERIOD_MS = 60_000", 1)
	})
	workbench.Run(t, dir, "wrangler", "types")
	workbench.Run(t, dir, "node", "scripts/typecheck.ts")
	runTests(t, dir)

	edit(t, config, withWrongSettings)
	findWrongSettings(t, dir)
}

// findWrongSettings fails unless the tests that look over wrangler.jsonc do:
// each that meets a wrong variable, of production, and no other.
func findWrongSettings(t *testing.T, dir string) {
	t.Helper()
	out, err := workbench.Vitest(t, dir, "--testNamePattern", "in wrangler.jsonc")
	if err == nil {
		t.Fatalf("wrong settings are not found:\n%s", out)
	}
	failed := strings.Join(regexp.MustCompile(`FAIL .*\n`).FindAllString(string(out), -1), "")
	for _, name := range settingsOf(t, filepath.Join(dir, "wrangler.jsonc")) {
		if !regexp.MustCompile(` reads .*\b` + name + `\b.* of production\n`).MatchString(failed) {
			t.Errorf("a wrong %s is not found:\n%s", name, out)
		}
	}
	if strings.Count(failed, "\n") != strings.Count(failed, " of production\n") {
		t.Errorf("right settings are refused:\n%s", failed)
	}
	if want := "COUNTER_SHARD_TTL in wrangler.jsonc: Invalid type"; !strings.Contains(string(out), want) {
		t.Errorf("the failure does not say %q:\n%s", want, out)
	}
}

// withWrongSettings mistypes all variables of production that have to be right:
// anything may be an origin or the name of an environment.
func withWrongSettings(config string) string {
	before, production, _ := strings.Cut(config, `"production": {`)
	production = variableOf.ReplaceAllStringFunc(production, func(member string) string {
		if name := variableOf.FindStringSubmatch(member)[1]; hasReader(name) {
			return `"` + name + `": "mistyped"`
		}
		return member
	})
	return before + `"production": {` + production
}

func hasReader(name string) bool {
	return name != "ENVIRONMENT" && !strings.HasSuffix(name, "_ORIGINS")
}

// settingsOf returns the names of the variables in a wrangler.jsonc that have
// to be right.
func settingsOf(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, match := range variableOf.FindAllStringSubmatch(string(text), -1) {
		if name := match[1]; hasReader(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// withOtherSettings changes every value of a wrangler.jsonc that is the user's
// to choose, and fails where it knows no other.
func withOtherSettings(t *testing.T, config string) string {
	t.Helper()
	changed := map[string]bool{}
	config = variableOf.ReplaceAllStringFunc(config, func(member string) string {
		name := variableOf.FindStringSubmatch(member)[1]
		changed[name] = true
		return `"` + name + `": ` + otherSetting(t, name)
	})
	for _, name := range slices.Sorted(maps.Keys(otherSettings)) {
		if !changed[name] {
			t.Errorf("%s is not in wrangler.jsonc", name)
		}
	}
	if !limitOf.MatchString(config) {
		t.Error("wrangler.jsonc has no rate limits")
	}
	return periodOf.ReplaceAllString(limitOf.ReplaceAllString(config, `"limit": 1`), `"period": 60`)
}

func otherSetting(t *testing.T, name string) string {
	t.Helper()
	switch other, ok := otherSettings[name]; {
	case ok:
		return other
	case strings.HasSuffix(name, "_LOCATION_HINT"):
		return `"weur"`
	case strings.HasSuffix(name, "_JURISDICTION"):
		return `"eu"`
	default:
		t.Errorf("no other value is known for %s; add one", name)
		return `""`
	}
}

// edit changes a file, and fails if that makes no difference.
func edit(t *testing.T, path string, change func(string) string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := change(string(text))
	if changed == string(text) {
		t.Fatalf("nothing to change in %s:\n%s", path, text)
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}
