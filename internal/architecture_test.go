package internal

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/docreate/docreate/"

// Imports point one way, and each library has its place. Keys are packages
// below the module; values are what they, and what they import, must not use.
var forbidden = map[string][]string{
	"internal/edit":      {"internal/"},
	"internal/spec":      {"internal/"},
	"internal/tsx":       {"internal/cli", "internal/plan", "internal/project", "internal/catalog", "internal/spec"},
	"internal/wrangler":  {"internal/cli", "internal/plan", "internal/project", "internal/catalog", "internal/spec", "internal/tsx"},
	"internal/catalog":   {"internal/cli", "internal/plan", "internal/project", "internal/tsx", "internal/wrangler"},
	"internal/project":   {"internal/cli", "internal/plan", "internal/catalog"},
	"internal/plan":      {"internal/cli", "internal/project", "internal/catalog", "internal/spec", "generators"},
	"internal/iostreams": {"internal/"},
	"internal/pricing":   {"internal/"},
	"internal/process":   {"internal/"},
	"internal/tui":       {"internal/cli", "internal/project", "internal/tsx", "internal/wrangler", "generators", "templates"},
	"generators":         {"internal/cli", "internal/iostreams"},
}

// direct is who alone may import a library or a package, or what is below a
// path that ends in a slash.
var direct = map[string][]string{
	"github.com/spf13/cobra":                    {"internal/cli"},
	"charm.land/":                               {"internal/tui"},
	"github.com/docreate/docreate/internal/tui": {"internal/cli"},
	"github.com/tailscale/hujson":               {"internal/catalog", "internal/wrangler"},
	"github.com/aymanbagabas/go-udiff":          {"internal/plan"},
	"github.com/gofrs/flock":                    {"internal/plan", "internal/workbench"},
	"os":                                        {"cmd/docreate", "internal/cli", "internal/iostreams", "internal/manpages", "internal/plan", "internal/process", "internal/proof", "internal/quietstart", "internal/workbench", "internal/endtoend", "internal/deploytest"},
	"github.com/docreate/docreate/templates":    {"internal/cli", "internal/proof"},
}

func TestImportsPointOneWay(t *testing.T) {
	for pkg, bans := range forbidden {
		for _, dep := range strings.Fields(list(t, "-deps", module+pkg)) {
			if dep == module+pkg || strings.HasPrefix(dep, "internal/") {
				continue // itself, and what the standard library keeps to itself
			}
			own, isOwn := strings.CutPrefix(dep, module)
			for _, ban := range bans {
				if isOwn && strings.HasPrefix(own, ban) {
					t.Errorf("%s depends on %s", pkg, own)
				}
			}
		}
	}
}

func TestLibrariesHaveTheirPlace(t *testing.T) {
	packages := strings.Fields(list(t, module+"..."))
	if len(packages) == 0 {
		t.Fatal("the module has no packages")
	}
	for _, pkg := range packages {
		imports := strings.Fields(list(t, "-f", `{{join .Imports " "}}`, pkg))
		own := strings.TrimPrefix(pkg, module)
		for library, users := range direct {
			if slices.ContainsFunc(imports, isOf(library)) && !slices.Contains(users, own) {
				t.Errorf("%s imports %s, which is for %s", own, library, strings.Join(users, " and "))
			}
		}
	}
}

// isOf matches imports of a library: of exactly that path, or of what is below
// where it ends in a slash.
func isOf(library string) func(string) bool {
	return func(path string) bool {
		return path == library || strings.HasSuffix(library, "/") && strings.HasPrefix(path, library)
	}
}

func list(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}
