package wrangler

import (
	"bytes"

	"github.com/tailscale/hujson"
)

// These read nodes of the tree without caring whether they exist or have the
// right type; what is not there is empty.

func members(node *hujson.Value) []hujson.ObjectMember {
	if node == nil {
		return nil
	}
	object, ok := node.Value.(*hujson.Object)
	if !ok {
		return nil
	}
	return object.Members
}

func member(node *hujson.Value, name string) *hujson.Value {
	all := members(node)
	for i := range all {
		if nameOf(&all[i]) == name {
			return &all[i].Value
		}
	}
	return nil
}

func elements(node *hujson.Value) []hujson.Value {
	if node == nil {
		return nil
	}
	array, ok := node.Value.(*hujson.Array)
	if !ok {
		return nil
	}
	return array.Elements
}

func nameOf(m *hujson.ObjectMember) string {
	return unquote(m.Name.Value.(hujson.Literal))
}

// unquote returns the text of a JSON string. Decoding is dear and names are
// looked at often, so one without escapes, which is nearly every one, is cut.
func unquote(l hujson.Literal) string {
	if bytes.IndexByte(l, '\\') < 0 {
		return string(l[1 : len(l)-1])
	}
	return l.String()
}

func kindOf(node *hujson.Value) hujson.Kind {
	if node == nil {
		return 0
	}
	return node.Value.Kind()
}

func stringOf(node *hujson.Value) string {
	if kindOf(node) != '"' {
		return ""
	}
	return unquote(node.Value.(hujson.Literal))
}

// isSet reports whether a node exists and is not null, which wrangler reads as
// absent.
func isSet(node *hujson.Value) bool {
	return node != nil && kindOf(node) != 'n'
}

// kindName says what a node is, for messages.
func kindName(kind hujson.Kind) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 'n':
		return "null"
	default:
		return "a boolean"
	}
}
