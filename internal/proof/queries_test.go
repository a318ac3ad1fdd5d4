package proof

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
)

// With the feature indexes, tests that know nothing of it fail as soon as a
// class scans a table, and say where.
func TestScanIsFound(t *testing.T) {
	cat := Catalog(t)
	pattern, err := cat.Pattern("singleton")
	if err != nil {
		t.Fatal(err)
	}
	dir := WriteWith(t, cat, []string{"indexes"}, Default(*pattern))
	file := filepath.Join(dir, "src", "leases", "table.ts")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// A plus keeps SQLite from using the index of a column.
	planted := strings.Replace(string(text), "WHERE resource = ? AND expires_at > ?", "WHERE +resource = ? AND +expires_at > ?", 1)
	if planted == string(text) {
		t.Fatalf("nothing to plant a scan in:\n%s", text)
	}
	if err := os.WriteFile(file, []byte(planted), 0o600); err != nil {
		t.Fatal(err)
	}
	workbench.Run(t, dir, "wrangler", "types")
	out, err := workbench.Command(t, dir, "vitest", "run", "test/coordinator.test.ts").CombinedOutput()
	if err == nil {
		t.Fatalf("the scan is not found:\n%s", out)
	}
	for _, want := range []string{"queries without an index", "SCAN leases", "at src/leases/table.ts:"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the failure does not say %q:\n%s", want, out)
		}
	}
}
