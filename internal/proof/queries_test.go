package proof

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
)

// With the feature indexes, tests that know nothing of a scan fail as soon as a
// class scans a table, and say where; and so do those of what calls cost, as
// soon as a call reads or writes one row more, in a table, a key or an alarm.
func TestCostlyCodeIsFound(t *testing.T) {
	for _, test := range []struct {
		name, file, old, planted string
		test                     string   // of the project
		says                     []string // by the failure
	}{
		{
			// A plus keeps SQLite from using the index of a column.
			name: "scan", file: "src/leases/table.ts",
			old: "WHERE resource = ? AND expires_at > ?", planted: "WHERE +resource = ? AND +expires_at > ?",
			test: "test/coordinator.test.ts",
			says: []string{"queries without an index", "SCAN leases", "at src/leases/table.ts:"},
		},
		{
			name: "index that nothing needs", file: "src/leases/table.ts",
			old: "CREATE INDEX ", planted: "CREATE INDEX leases_planted ON leases (holder, expires_at); CREATE INDEX ",
			test: "test/coordinator.costs.test.ts",
			says: []string{"acquire"},
		},
		{
			name: "key that is written for nothing", file: "src/coordinator.ts",
			old: "parse(GetInput, input);", planted: "parse(GetInput, input);\n    this.ctx.storage.kv.put(\"planted\", resource);",
			test: "test/coordinator.costs.test.ts",
			says: []string{"get"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cat := Catalog(t)
			pattern, err := cat.Pattern("singleton")
			if err != nil {
				t.Fatal(err)
			}
			dir := WriteWith(t, cat, []string{"indexes"}, Default(*pattern))
			edit(t, filepath.Join(dir, filepath.FromSlash(test.file)), func(text string) string {
				return strings.Replace(text, test.old, test.planted, 1)
			})
			workbench.Run(t, dir, "wrangler", "types")
			out, err := workbench.Vitest(t, dir, test.test)
			if err == nil {
				t.Fatalf("it is not found:\n%s", out)
			}
			for _, want := range test.says {
				if !strings.Contains(string(out), want) {
					t.Errorf("the failure does not say %q:\n%s", want, out)
				}
			}
		})
	}
}
