package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/tailscale/hujson"
)

// FileError is a file that somebody wrote and that cannot be used.
type FileError struct {
	File         string
	Line, Column int // from 1
	Problem      string
}

// Error returns "file:line:column: problem".
func (e *FileError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Problem)
}

// decode fills the struct that v points to from an object in JSON with
// comments. Keys that the struct does not have are refused, except for $schema.
func decode(filename string, text []byte, v any) error {
	fail := func(offset int, format string, args ...any) error {
		line := 1 + bytes.Count(text[:offset], []byte("\n"))
		column := 1 + offset - (bytes.LastIndexByte(text[:offset], '\n') + 1)
		return &FileError{File: filename, Line: line, Column: column, Problem: fmt.Sprintf(format, args...)}
	}
	root, err := hujson.Parse(text)
	if err != nil {
		return fail(0, "this is not JSON with comments: %v", err)
	}
	object, ok := root.Value.(*hujson.Object)
	if !ok {
		return fail(root.StartOffset, "this is not an object; write { … }")
	}
	known := keys(reflect.TypeOf(v).Elem())
	for _, member := range object.Members {
		name := member.Name.Value.(hujson.Literal).String()
		if !slices.Contains(known, name) {
			hint := "use " + strings.Join(known, ", ")
			if near := Nearest(name, known); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return fail(member.Name.StartOffset, "key %q is not known; %s", name, hint)
		}
	}
	// Standardizing turns comments into spaces, so that offsets stay.
	standard, err := hujson.Standardize(text)
	if err != nil {
		return fail(0, "%v", err)
	}
	err = json.Unmarshal(standard, v)
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		field := mismatch.Field[strings.LastIndex(mismatch.Field, ".")+1:]
		return fail(int(mismatch.Offset), "%q is a %s, not a %s", field, mismatch.Value, kindOf(mismatch.Type))
	}
	if err != nil {
		return fail(0, "%v", err)
	}
	return nil
}

// keys returns the names that a struct has in JSON, and $schema.
func keys(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Anonymous {
			names = append(names, keys(field.Type)...)
			continue
		}
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" && name != "-" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if !slices.Contains(names, "$schema") {
		names = append(names, "$schema")
	}
	return names
}

// kindOf names a Go type as JSON does.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "list"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "string"
	}
	return t.String()
}
