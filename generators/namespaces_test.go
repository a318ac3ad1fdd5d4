package generators

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/project"
	"github.com/docreate/docreate/internal/spec"
)

// limited is a spec with rate limits in every environment.
func limited(name string, patterns ...spec.Pattern) spec.Spec {
	s := specOf(patterns...)
	s.Name = name
	s.Features = []string{"environments", "rate-limit"}
	return s
}

func everyPattern(cat *catalog.Catalog) []spec.Pattern {
	var all []spec.Pattern
	for _, p := range cat.Patterns {
		all = append(all, defaults(p))
	}
	return all
}

var (
	limitName   = regexp.MustCompile(`"(?:name|namespace_id)": "(\w+_RATE_LIMIT|\d+)"`)
	namespaceID = regexp.MustCompile(`("namespace_id": ")\d+`)
)

// namespacesOf returns the namespace ids of each rate limit of a project, for
// its environments in the order in which the file has them.
func namespacesOf(t *testing.T, files map[string]string) map[string][]string {
	t.Helper()
	ids := map[string][]string{}
	found := limitName.FindAllStringSubmatch(files[configPath], -1)
	for pair := range slices.Chunk(found, 2) {
		ids[pair[0][1]] = append(ids[pair[0][1]], pair[1][1])
	}
	if len(ids) == 0 {
		t.Fatal("the project has no rate limits")
	}
	return ids
}

// Workers of one account that have a namespace in common limit one another.
func TestProjectsShareNoNamespace(t *testing.T) {
	cat := realCatalog(t)
	owners := map[string]string{}
	for _, name := range []string{"app", "shop"} {
		for limit, ids := range namespacesOf(t, generate(t, cat, limited(name, everyPattern(cat)...))) {
			for _, id := range ids {
				if owner, ok := owners[id]; ok {
					t.Errorf("%s of %s has namespace %s of %s", limit, name, id, owner)
				}
				owners[id] = limit + " of " + name
			}
		}
	}
}

func TestNamespacesStayWhenPatternsAreAdded(t *testing.T) {
	cat := realCatalog(t)
	all := everyPattern(cat)
	want := namespacesOf(t, generate(t, cat, limited("app", all...)))
	slices.Reverse(all)
	files := generate(t, cat, limited("app", all[0]))
	for _, p := range all[1:] {
		add(t, cat, files, limited("app", p))
	}
	if got := namespacesOf(t, files); !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Namespaces may come from an earlier docreate or from somebody's hand.
func TestNamespacesOfAProjectAreKept(t *testing.T) {
	cat := realCatalog(t)
	all := everyPattern(cat)
	for name, isOwn := range map[string]bool{"as it was written": false, "changed by hand": true} {
		t.Run(name, func(t *testing.T) {
			files := generate(t, cat, limited("app", all[0]))
			last := 1000
			files[configPath] = namespaceID.ReplaceAllStringFunc(files[configPath], func(string) string {
				last++
				return `"namespace_id": "` + strconv.Itoa(last)
			})
			if !isOwn {
				recordAsWritten(t, files, configPath)
			}
			want := namespacesOf(t, files)
			add(t, cat, files, limited("app", all[1:]...))
			got := namespacesOf(t, files)
			if len(got) != len(all) {
				t.Errorf("there are %d rate limits, want one for each of %d patterns", len(got), len(all))
			}
			for limit, ids := range want {
				if !slices.Equal(got[limit], ids) {
					t.Errorf("the namespaces of %s were %v and are %v", limit, ids, got[limit])
				}
			}
		})
	}
}

// recordAsWritten makes a file count as one that nobody has changed.
func recordAsWritten(t *testing.T, files map[string]string, path string) {
	t.Helper()
	record, err := project.ParseRecord([]byte(files[project.RecordPath]))
	if err != nil {
		t.Fatal(err)
	}
	record.Files[path] = project.Hash([]byte(files[path]))
	text, err := record.Encode()
	if err != nil {
		t.Fatal(err)
	}
	files[project.RecordPath] = string(text)
}
