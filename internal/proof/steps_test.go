package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/docreate/docreate/internal/plan"
)

// A proofStep is a part of the proof of a project, with what it reads of it.
type proofStep struct {
	name string
	// view returns what the step sees of a file, nil if it does not read it.
	view func(path string, text []byte, project []plan.File) []byte
}

var proofSteps = []proofStep{
	{"type check", func(path string, text []byte, _ []plan.File) []byte {
		if path == "wrangler.jsonc" || path == ".dev.vars.example" || path == "tsconfig.json" ||
			strings.HasPrefix(path, "src/") || strings.HasPrefix(path, "test/") {
			return text
		}
		return nil
	}},
	{"type check of scripts", func(path string, text []byte, _ []plan.File) []byte {
		if path == "vitest.config.ts" || path == "tsconfig.json" || strings.HasPrefix(path, "scripts/") {
			return text
		}
		return nil
	}},
	{"dry run", func(path string, text []byte, _ []plan.File) []byte {
		if path == "wrangler.jsonc" || path == "tsconfig.json" || strings.HasPrefix(path, "src/") {
			return text
		}
		return nil
	}},
	{"tests", func(path string, text []byte, project []plan.File) []byte {
		if path == "wrangler.jsonc" {
			return configOfTests(text, project)
		}
		if path == ".dev.vars.example" || path == "tsconfig.json" || path == "vitest.config.ts" ||
			path == "scripts/config.ts" || path == "scripts/failure.ts" || // which that imports
			strings.HasPrefix(path, "src/") || strings.HasPrefix(path, "test/") {
			return text
		}
		return nil
	}},
}

var (
	environments = regexp.MustCompile(`(?s)\n  "env": \{\n.*?\n  \},?`)
	variable     = regexp.MustCompile(`\n    "([A-Z_]+)": "[^"\n]*",?`)
	noVariables  = regexp.MustCompile(`\n  "vars": \{\s*\},?`)
	lastComma    = regexp.MustCompile(`,(\n *[}\]])`)
)

// configOfTests returns what makes a difference to the tests in wrangler.jsonc:
// not the environments, in which the variables are generated as at the top
// level, and no variable that no line of code names.
func configOfTests(text []byte, project []plan.File) []byte {
	text = environments.ReplaceAll(text, nil)
	text = variable.ReplaceAllFunc(text, func(line []byte) []byte {
		name := variable.FindSubmatch(line)[1]
		for _, f := range project {
			if (strings.HasPrefix(f.Path, "src/") || strings.HasPrefix(f.Path, "test/")) && bytes.Contains(f.Content, name) {
				return line
			}
		}
		return nil
	})
	return lastComma.ReplaceAll(noVariables.ReplaceAll(text, nil), []byte("$1"))
}

// What no test sees makes no difference to them, and all else does.
func TestConfigOfTests(t *testing.T) {
	const plain = `{
  "name": "demo",
  "observability": {
    "enabled": true
  }
}`
	const more = `{
  "name": "demo",
  "observability": {
    "enabled": true
  },
  "vars": {
    "ENVIRONMENT": "development"
  },
  "env": {
    "staging": {
      "vars": {
        "ENVIRONMENT": "staging"
      }
    }
  }
}`
	silent := []plan.File{{Path: "src/index.ts", Content: []byte("export {};")}, {Path: "scripts/a.ts", Content: []byte("ENVIRONMENT")}}
	if got := string(configOfTests([]byte(more), silent)); got != plain {
		t.Errorf("got\n%s\nwant\n%s", got, plain)
	}
	reads := []plan.File{{Path: "src/index.ts", Content: []byte("env.ENVIRONMENT")}}
	if got := string(configOfTests([]byte(more), reads)); !strings.Contains(got, `"ENVIRONMENT": "development"`) {
		t.Errorf("a variable that is read is not seen:\n%s", got)
	}
}

// key names the project as the step sees it, with the versions of its
// dependencies: projects with the same key pass it or fail it together.
func (s proofStep) key(t *testing.T, project []plan.File) string {
	t.Helper()
	sum := sha256.New()
	fmt.Fprintln(sum, s.name)
	for _, f := range project {
		text := s.view(f.Path, f.Content, project)
		if f.Path == "package.json" {
			text = []byte(dependencies(t, f.Content))
		}
		if text != nil {
			fmt.Fprintln(sum, f.Path, len(text))
			sum.Write(text)
		}
	}
	return strings.ReplaceAll(s.name, " ", "-") + "-" + hex.EncodeToString(sum.Sum(nil)[:16])
}
