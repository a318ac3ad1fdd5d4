package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
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

// source is the text of a file that somebody wrote: an object in JSON with
// comments.
type source struct {
	file   string
	text   []byte
	object *hujson.Object
}

// parse reads the syntax of a file.
func parse(file string, text []byte) (*source, error) {
	s := &source{file: file, text: text}
	root, err := hujson.Parse(text)
	if err != nil {
		const what = "this is not JSON with comments: "
		failed := &FileError{File: file, Line: 1, Column: 1, Problem: what + err.Error()}
		if place := syntaxError.FindStringSubmatch(err.Error()); place != nil {
			failed.Line, _ = strconv.Atoi(place[1]) // both are digits
			failed.Column, _ = strconv.Atoi(place[2])
			failed.Problem = what + place[3]
		}
		return nil, failed
	}
	object, ok := root.Value.(*hujson.Object)
	if !ok {
		return nil, s.fail(root.StartOffset, "this is not an object; write { … }")
	}
	s.object = object
	return s, nil
}

// syntaxError is how the library says where a file is wrong.
var syntaxError = regexp.MustCompile(`^hujson: line (\d+), column (\d+): (.*)$`)

func (s *source) fail(offset int, format string, args ...any) error {
	line := 1 + bytes.Count(s.text[:offset], []byte("\n"))
	column := 1 + offset - (bytes.LastIndexByte(s.text[:offset], '\n') + 1)
	return &FileError{File: s.file, Line: line, Column: column, Problem: fmt.Sprintf(format, args...)}
}

// decode fills the struct that v points to. Keys that the struct does not have
// are refused, except for $schema, and so are keys that are there twice.
func (s *source) decode(v any) error {
	known, seen := keys(reflect.TypeOf(v).Elem()), map[string]bool{}
	for _, member := range s.object.Members {
		name := member.Name.Value.(hujson.Literal).String()
		if !slices.Contains(known, name) {
			hint := "use " + strings.Join(known, ", ")
			if near := Nearest(name, known); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return s.fail(member.Name.StartOffset, "key %q is not known; %s", name, hint)
		}
		if seen[name] {
			return s.fail(member.Name.StartOffset, "key %q is there twice; keep one", name)
		}
		seen[name] = true
	}
	// Standardizing turns comments into spaces, so that offsets stay.
	standard, err := hujson.Standardize(s.text)
	if err != nil {
		return s.fail(0, "%v", err)
	}
	err = json.Unmarshal(standard, v)
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return s.mismatch(mismatch)
	}
	if err != nil {
		return s.fail(0, "%v", err)
	}
	return nil
}

// mismatch names the value that is of another type than it should be.
func (s *source) mismatch(err *json.UnmarshalTypeError) error {
	field := err.Field[strings.LastIndex(err.Field, ".")+1:]
	for _, member := range s.object.Members {
		if list, ok := member.Value.Value.(*hujson.Array); ok {
			for _, element := range list.Elements {
				if element.StartOffset < int(err.Offset) && int(err.Offset) <= element.EndOffset {
					return s.fail(element.StartOffset, "%q has %s in it; each is %s", field, found(err.Value), kindOf(err.Type))
				}
			}
		}
		if member.Value.StartOffset < int(err.Offset) && int(err.Offset) <= member.Value.EndOffset {
			return s.fail(member.Value.StartOffset, "%q is %s, not %s", field, found(err.Value), kindOf(err.Type))
		}
	}
	return s.fail(0, "%v", err)
}

// at is where the value of a key begins, or its nth element where it is a list
// that has one.
func (s *source) at(key string, n int) int {
	for _, member := range s.object.Members {
		if member.Name.Value.(hujson.Literal).String() != key {
			continue
		}
		if list, ok := member.Value.Value.(*hujson.Array); ok && n < len(list.Elements) {
			return list.Elements[n].StartOffset
		}
		return member.Value.StartOffset
	}
	return 0
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
		return "a list"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	}
	return t.String()
}

// found names what a value is, from what the JSON library calls it.
func found(value string) string {
	switch value {
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "bool":
		return "true or false"
	}
	return "a " + value
}
