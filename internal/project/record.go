package project

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/docreate/docreate/internal/spec"
)

// RecordPath is where a project keeps its record.
const RecordPath = ".docreate.json"

// RecordSchema is the version of the record's format.
const RecordSchema = 1

// Record is what a generated project remembers: what was asked for and what
// was written, so that it can be added to and upgraded.
type Record struct {
	Schema   int       `json:"schema"`
	Docreate string    `json:"docreate"` // version that wrote it
	Spec     spec.Spec `json:"spec"`
	// Files maps the path of each generated file to the hash of its bytes as
	// they were written.
	Files map[string]string `json:"files"`
}

// Hash names the content of a file.
func Hash(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Encode returns the record as it is written: sorted, a line for each file.
func (r *Record) Encode() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return nil, fmt.Errorf("write %s: %w", RecordPath, err)
	}
	return out.Bytes(), nil
}

// ParseRecord reads a record. It comes with a repository and so may hold
// anything: a spec that does not validate is refused.
func ParseRecord(text []byte) (*Record, error) {
	invalid := func(problem any) error {
		return fmt.Errorf("%s: %v; restore it from version control, or remove it to start anew", RecordPath, problem)
	}
	var r Record
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, invalid(err)
	}
	if r.Schema != RecordSchema {
		return nil, fmt.Errorf("%s: schema %d is not known to this docreate; update docreate", RecordPath, r.Schema)
	}
	if err := r.Spec.Validate(); err != nil {
		return nil, invalid(err)
	}
	return &r, nil
}
