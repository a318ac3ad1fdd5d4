// Package wrangler reads a Worker's configuration file, wrangler.jsonc or
// wrangler.json, and changes it by byte edits.
//
// A Config answers what the file says: the Worker's name and entry, its
// environments, its Durable Object bindings and which classes are alive. Its
// other methods (AddDurableObject, AddVars, Merge, Ensure and so on) change an
// image of the file in memory. Each one is all or nothing, does nothing where
// the file already says it, and fails with the place where the file says
// something else. Edits and Bytes return what came of all of them together.
//
// New text copies the style of the file: line endings, indentation, spacing,
// containers on one line or several, trailing commas. Everything else in the
// file, comments first of all, keeps its bytes.
//
// Bindings, variables and secrets are not inherited by named environments, and
// a binding that is missing in one of them becomes optional in the generated
// types. So everything that is not inherited is written at the top level and
// in every named environment.
package wrangler

import (
	"path"
	"strings"

	"github.com/docreate/docreate/internal/edit"
)

// Config is a parsed configuration file with the changes made to it so far.
type Config struct {
	file    string
	current draft
}

// Parse reads a configuration file. The name of the file stands in messages
// and tells the format: TOML is refused with a *TOMLError, and anything else
// that cannot be read with an *Error.
func Parse(filename string, src []byte) (*Config, error) {
	if strings.EqualFold(path.Ext(filename), ".toml") {
		return nil, &TOMLError{File: filename}
	}
	current, err := newDraft(filename, src)
	if err != nil {
		return nil, err
	}
	return &Config{file: filename, current: current}, nil
}

// Edits returns the changes made so far as edits of the bytes given to Parse,
// in order. There are none if the file already said everything.
func (c *Config) Edits() []edit.Edit {
	return c.current.edits()
}

// Bytes returns the file with the changes made so far.
func (c *Config) Bytes() []byte {
	return []byte(c.current.doc.src)
}

// Filename returns the name given to Parse.
func (c *Config) Filename() string {
	return c.file
}

// Name returns the Worker's name, or "" if the file has none.
func (c *Config) Name() string {
	return c.current.doc.text("name")
}

// Main returns the path of the entry file, or "" if the file has none.
func (c *Config) Main() string {
	return c.current.doc.text("main")
}

// CompatibilityDate returns the compatibility date, or "" if the file has none.
func (c *Config) CompatibilityDate() string {
	return c.current.doc.text("compatibility_date")
}

// Environments returns the names of the named environments in file order.
func (c *Config) Environments() []string {
	return c.current.doc.environments()
}

// change runs f on a copy of the file's image and keeps the copy only if f
// succeeds.
func (c *Config) change(f func(d *draft) error) error {
	next := c.current
	if err := f(&next); err != nil {
		return err
	}
	c.current = next
	return nil
}
