package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/docreate/docreate/internal/plan"
	"github.com/docreate/docreate/internal/spec"
)

// documentSchema is the version of everything that --json prints.
const documentSchema = 1

// document is how each --json output begins.
type document struct {
	Schema  int    `json:"schema"`
	Command string `json:"command"`
	OK      bool   `json:"ok"`
}

func newDocument(cmd *cobra.Command) document {
	return document{Schema: documentSchema, Command: cmd.Name()}
}

// succeeded returns the header of a command that did what it should.
func (d document) succeeded() document {
	d.OK = true
	return d
}

// failure is the document of a command that failed.
type failure struct {
	document
	ExitCode int           `json:"exitCode"`
	Error    failureDetail `json:"error"`
}

type failureDetail struct {
	Message   string   `json:"message"`
	Conflicts []string `json:"conflicts,omitempty"` // paths
	Output    []string `json:"output,omitempty"`    // the last lines of the program that failed
}

// newResult is the document of `docreate new`.
type newResult struct {
	document
	Directory  string      `json:"directory"`
	Digest     string      `json:"digest"` // of the project's files
	DryRun     bool        `json:"dryRun"`
	Spec       spec.Spec   `json:"spec"`
	Operations []operation `json:"operations"`
	Installed  bool        `json:"installed"`
	Repository bool        `json:"repository"` // a git repository was made
	Notes      []string    `json:"notes,omitempty"`
	Next       []string    `json:"next"`   // commands to run next
	Repeat     string      `json:"repeat"` // the command that writes the same files
}

type operation struct {
	Kind   plan.Kind `json:"kind"`
	Path   string    `json:"path"`
	Bytes  int       `json:"bytes"`
	Reason string    `json:"reason,omitempty"`
}

func operations(p plan.Plan) []operation {
	ops := make([]operation, len(p.Ops))
	for i, op := range p.Ops {
		ops[i] = operation{Kind: op.Kind, Path: op.Path, Bytes: len(op.Content), Reason: op.Reason}
	}
	return ops
}

func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
