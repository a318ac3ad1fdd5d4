package wrangler

import "fmt"

// Kind says what an Error is about, for the exit code.
type Kind int

// The kinds of errors.
const (
	// Syntax: the file is not JSON with comments.
	Syntax Kind = iota
	// Shape: a value is not of the type that wrangler reads there.
	Shape
	// Conflict: the file says something that the change contradicts.
	Conflict
	// Invalid: the change itself asks for something that wrangler refuses.
	Invalid
)

// Error is a problem at a place in a configuration file.
type Error struct {
	Kind         Kind
	File         string
	Line, Column int    // from 1; 0 where the problem has no place
	Problem      string // a sentence without a full stop
	Remedy       string // what to do
}

// Error returns "file:line:column: problem; remedy".
func (e *Error) Error() string {
	text := e.Problem
	if e.Remedy != "" {
		text += "; " + e.Remedy
	}
	if e.Line == 0 {
		return e.File + ": " + text
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, text)
}

// TOMLError says that a configuration file is TOML, which is not edited.
type TOMLError struct {
	File string
}

// Error returns the problem and what to do.
func (e *TOMLError) Error() string {
	return e.File + ": a TOML configuration is not edited; " +
		"add the tables [[durable_objects.bindings]] and [exports.<class>] by hand, or convert the file to wrangler.jsonc"
}

// Lines returns the TOML lines that declare and bind a Durable Object, for
// adding by hand.
func (e *TOMLError) Lines(object DurableObject) string {
	lines := fmt.Sprintf("[[durable_objects.bindings]]\nname = %q\nclass_name = %q\n", object.Binding, object.Class)
	if object.Script != "" {
		return lines + fmt.Sprintf("script_name = %q\n", object.Script)
	}
	return lines + fmt.Sprintf("\n[exports.%s]\ntype = \"durable-object\"\nstorage = \"sqlite\"\n", object.Class)
}
