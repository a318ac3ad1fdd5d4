package generators

import (
	"strings"
	"testing"
)

func known(feature string) bool { return strings.Contains("ttl indexes", feature) }

func TestSelectRegions(t *testing.T) {
	const text = `first
// #if ttl
with ttl
	// #if indexes
	with both
	// #end
// #end
<!-- #if indexes -->
with indexes
<!-- #end -->
# #if ttl
again ttl
# #end
last
`
	tests := []struct{ name, features, want string }{
		{"none", "", "first\nlast\n"},
		{"ttl", "ttl", "first\nwith ttl\nagain ttl\nlast\n"},
		{"indexes", "indexes", "first\nwith indexes\nlast\n"},
		{"both", "ttl indexes", "first\nwith ttl\n\twith both\nwith indexes\nagain ttl\nlast\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := selectRegions("a.ts", text, func(f string) bool { return strings.Contains(test.features, f) }, known)
			if err != nil || got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestSelectRegionsLeavesNoBlankLineAtTheStart(t *testing.T) {
	const text = "// #if ttl\nimport ttl;\n// #end\n\nrest\n"
	for features, want := range map[string]string{"": "rest\n", "ttl": "import ttl;\n\nrest\n"} {
		got, err := selectRegions("a.ts", text, func(f string) bool { return f == features }, known)
		if err != nil || got != want {
			t.Errorf("with %q: %q, %v; want %q", features, got, err, want)
		}
	}
}

func TestSelectRegionsLeavesOtherTextAlone(t *testing.T) {
	for _, text := range []string{"", "no newline", "a\r\nb\r\n", "const s = '#end';\n", "//#endregion\n", "## #if is a heading\n", "#if is C\n"} {
		got, err := selectRegions("a.ts", text, known, known)
		if err != nil || got != text {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
}

func TestSelectRegionsRefusesFaults(t *testing.T) {
	tests := map[string]string{
		"a\n// #if tlt\nb\n// #end\n": `a.ts:2: region of feature "tlt", which does not exist`,
		"// #if ttl\nb\n":             `a.ts:1: region "ttl" is not closed`,
		"a\n// #end\n":                `a.ts:2: #end without a region`,
		"// #if ttl\n// #end\n":       `a.ts:1: region "ttl" is empty`,
		"// #if ttl\n// #if indexes\n// #if ttl\nx\n// #end\n// #end\n// #end\n": `a.ts:3: region "ttl" is nested too deep`,
	}
	for text, want := range tests {
		_, err := selectRegions("a.ts", text, known, known)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
