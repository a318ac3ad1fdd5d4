package proof

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/workbench"
)

// managersPackage pins the package managers other than npm, which comes with
// Node.js.
const managersPackage = `{
  "private": true,
  "dependencies": { "pnpm": "12.21.0", "@yarnpkg/cli-dist": "4.18.1", "bun": "1.4.5" },
  "allowScripts": { "bun": true }
}`

// A project installs and tests itself with every package manager: with one
// runtime, without a question, and with its types generated.
func TestPackageManagers(t *testing.T) {
	cat := Catalog(t)
	programs := filepath.Join(workbench.Install(t, managersPackage), "node_modules", ".bin")
	for _, manager := range spec.PackageManagers {
		t.Run(string(manager), func(t *testing.T) {
			t.Parallel()
			dir := WriteFiles(t, cat, spec.Spec{Name: "proof", PackageManager: manager, Patterns: []spec.Pattern{Default(cat.Patterns[0])}})
			if manager == spec.Yarn {
				resolveAbsentPlatforms(t, dir)
			}
			run(t, dir, programs, string(manager), "install")
			if _, err := os.Stat(filepath.Join(dir, "worker-configuration.d.ts")); err != nil {
				t.Errorf("the install did not generate the types: %v", err)
			}
			if runtimes := countRuntimes(t, dir); runtimes != 1 {
				t.Errorf("%d versions of workerd were installed, want 1", runtimes)
			}
			script := append(strings.Fields(testScript[manager]), "test/http.test.ts")
			run(t, dir, programs, script[0], script[1:]...)
			if got := callerOfToken(t, dir, programs); got != "user-1" {
				t.Errorf("the token of the README is for %q, want %q", got, "user-1")
			}
		})
	}
}

// testScript runs a project's tests with an argument.
var testScript = map[spec.PackageManager]string{
	spec.NPM: "npm test --", spec.PNPM: "pnpm test", spec.Yarn: "yarn test", spec.Bun: "bun run test",
}

// tokenLine is what a README says about getting a token.
var tokenLine = regexp.MustCompile(`TOKEN=\$\((.+)\)`)

// callerOfToken gets a token as the project's README says and returns whom it
// is for.
func callerOfToken(t *testing.T, dir, programs string) string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	line := tokenLine.FindSubmatch(readme)
	if line == nil {
		t.Fatalf("the README does not say how to get a token:\n%s", readme)
	}
	words := strings.Fields(string(line[1]))
	cmd := managerCommand(t, dir, programs, words[0], words[1:]...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", line[1], err)
	}
	parts := strings.Split(strings.TrimSpace(string(out)), ".")
	if len(parts) != 3 {
		t.Fatalf("%s printed %q, which is no token", line[1], out)
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claim struct {
		Subject string `json:"sub"`
	}
	if err := json.Unmarshal(claims, &claim); err != nil {
		t.Fatal(err)
	}
	return claim.Subject
}

func run(t *testing.T, dir, programs, name string, args ...string) {
	t.Helper()
	if out, err := managerCommand(t, dir, programs, name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// managerCommand is a command of a package manager from the given programs, if
// it is there, in a project.
func managerCommand(t *testing.T, dir, programs, name string, args ...string) *exec.Cmd {
	t.Helper()
	if program := filepath.Join(programs, name); isFile(program) {
		name = program
	}
	cmd := workbench.Command(t, dir, name, args...)
	// In CI, Yarn refuses to make the lock file that a new project lacks.
	cmd.Env = append(cmd.Env, "YARN_ENABLE_IMMUTABLE_INSTALLS=false", "YARN_ENABLE_TELEMETRY=0")
	return cmd
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// resolveAbsentPlatforms lets Yarn, which resolves the packages of every
// platform, work with a registry that holds those of some platforms only.
func resolveAbsentPlatforms(t *testing.T, dir string) {
	t.Helper()
	path := filepath.Join(dir, "package.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var manifest map[string]any
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	installed := workbench.Install(t, dependencies(t, text))
	version := versionOf(t, filepath.Join(installed, "node_modules", "workerd"))
	resolutions := map[string]string{}
	for _, platform := range []string{"darwin-64", "darwin-arm64", "linux-64", "linux-arm64", "windows-64"} {
		name := "@cloudflare/workerd-" + platform
		if out, err := workbench.Command(t, dir, "npm", "view", name+"@"+version, "version").Output(); err != nil || len(out) == 0 {
			resolutions[name] = "npm:empty-npm-package@1.0.0"
		}
	}
	manifest["resolutions"] = resolutions
	changed, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, changed, 0o644); err != nil {
		t.Fatal(err)
	}
}

// versionOf reads the version of an installed package.
func versionOf(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Version string `json:"version"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest.Version
}

// countRuntimes counts the versions of workerd that an install brought.
func countRuntimes(t *testing.T, dir string) int {
	t.Helper()
	versions := map[string]bool{}
	err := filepath.WalkDir(filepath.Join(dir, "node_modules"), func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() && filepath.Base(path) == "workerd" && isFile(filepath.Join(path, "package.json")) {
			versions[versionOf(t, path)] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return len(versions)
}

// The versions in the base belong together: the plugin's own wrangler, and a
// compatibility date that its runtime accepts.
func TestPinnedVersionsAgree(t *testing.T) {
	dir := Write(t, Catalog(t), Default(Catalog(t).Patterns[0]))
	modules := filepath.Join(dir, "node_modules")
	text, err := os.ReadFile(filepath.Join(modules, "@cloudflare", "vitest-plugin", "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var plugin struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := json.Unmarshal(text, &plugin); err != nil {
		t.Fatal(err)
	}
	if got, want := versionOf(t, filepath.Join(modules, "wrangler")), plugin.Dependencies["wrangler"]; got != want {
		t.Errorf("wrangler is %s, the test plugin depends on %s", got, want)
	}
	config, err := os.ReadFile(filepath.Join(dir, "wrangler.jsonc"))
	if err != nil {
		t.Fatal(err)
	}
	// workerd 1.YYYYMMDD.x accepts dates up to its own.
	_, built, _ := strings.Cut(versionOf(t, filepath.Join(modules, "workerd")), ".")
	date := built[:4] + "-" + built[4:6] + "-" + built[6:8]
	if !strings.Contains(string(config), `"compatibility_date": "`+date+`"`) {
		t.Errorf("the compatibility date is not %s, the date of the runtime", date)
	}
}
