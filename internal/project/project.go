// Package project reads a directory as a project: what docreate recorded of it
// and the files that edits need. It only reads.
package project

import (
	"errors"
	"fmt"
	"io/fs"
)

// Project is a snapshot of a directory.
type Project struct {
	fsys fs.FS
	// Record is what docreate remembers of the project, nil where it never was.
	Record *Record
}

// Empty is the project of a directory that does not exist.
func Empty() *Project { return &Project{} }

// Open reads the project in a directory. A record that cannot be used is an
// error, since what it says decides what is written.
func Open(fsys fs.FS) (*Project, error) {
	p := &Project{fsys: fsys}
	text, ok, err := p.ReadFile(RecordPath)
	if err != nil || !ok {
		return p, err
	}
	p.Record, err = ParseRecord(text)
	return p, err
}

// ReadFile returns the content of a file, and whether it exists.
func (p *Project) ReadFile(path string) ([]byte, bool, error) {
	if p.fsys == nil {
		return nil, false, nil
	}
	content, err := fs.ReadFile(p.fsys, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read project: %w", err)
	}
	return content, true, nil
}

// Recorded returns the hash under which docreate recorded a file, or "" if it
// has not written it.
func (p *Project) Recorded(path string) string {
	if p.Record == nil {
		return ""
	}
	return p.Record.Files[path]
}
