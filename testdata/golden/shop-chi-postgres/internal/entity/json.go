package entity

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxJSON is the maximum length of a JSON value in bytes.
const MaxJSON = 64 << 10

// JSON is a JSON value other than null, as text.
type JSON string

// MarshalJSON returns the value itself.
func (j JSON) MarshalJSON() ([]byte, error) { return []byte(j), nil }

// UnmarshalJSON sorts the members of objects, so that equal values have equal text. It
// changes no digit of a number.
func (j *JSON) UnmarshalJSON(text []byte) error {
	value := jsontext.Value(bytes.Clone(text))
	err := value.Canonicalize(jsontext.CanonicalizeRawInts(false), jsontext.CanonicalizeRawFloats(false))
	*j = JSON(value)
	return err
}
