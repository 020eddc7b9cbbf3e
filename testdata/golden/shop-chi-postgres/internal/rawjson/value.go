// Package rawjson holds JSON values whose meaning is their owner's affair.
package rawjson

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Value is a JSON value as text (RFC 8259). It keeps the digits of every number and
// the order of every object.
type Value string

// Valid reports whether the text is one JSON value in UTF-8.
func (v Value) Valid() bool { return utf8.ValidString(string(v)) && json.Valid([]byte(v)) }

// MarshalJSON returns the value itself.
func (v Value) MarshalJSON() ([]byte, error) { return []byte(v), nil }

// Compact returns the value without the white space around its parts, and what is no
// value as it is.
func Compact(v Value) Value {
	var text bytes.Buffer
	if err := json.Compact(&text, []byte(v)); err != nil {
		return v
	}
	return Value(text.String())
}
