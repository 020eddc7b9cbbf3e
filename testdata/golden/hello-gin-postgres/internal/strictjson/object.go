// Package strictjson reads JSON objects without the leniency of encoding/json:
// no name twice, no unknown name, no string that isn't Unicode; and it finds all
// that is wrong at once.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"unicode/utf8"

	"example.com/hello/internal/failure"
)

// Errors of Parse.
var (
	// ErrMalformed says that the data isn't one JSON value in UTF-8 (RFC 8259).
	ErrMalformed = errors.New("not one JSON value in UTF-8")
	// ErrNotObject says that the data is a JSON value, but no object.
	ErrNotObject = errors.New("not a JSON object")
)

// Object is a JSON object whose members are being read. What is wrong with
// them gathers in it until Violations is called.
type Object struct {
	names   []string
	members map[string]json.RawMessage
	partial bool
	read    map[string]bool
	broken  []failure.Violation
}

// Parse returns the object that the data holds, for all of its members to be
// read: a required one that is absent is a violation. It returns ErrMalformed or
// ErrNotObject.
func Parse(data []byte) (*Object, error) {
	if !utf8.Valid(data) || !json.Valid(data) {
		return nil, ErrMalformed
	}
	if bytes.TrimLeft(data, " \t\r\n")[0] != '{' {
		return nil, ErrNotObject
	}
	object := &Object{members: map[string]json.RawMessage{}, read: map[string]bool{}}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return nil, ErrMalformed
	}
	for decoder.More() {
		if err := object.readMember(decoder); err != nil {
			return nil, ErrMalformed
		}
	}
	return object, nil
}

// ParsePatch is Parse for a JSON merge patch (RFC 7396): an absent member is left
// as it is, and null takes an optional one away.
func ParsePatch(data []byte) (*Object, error) {
	object, err := Parse(data)
	if err != nil {
		return nil, err
	}
	object.partial = true
	return object, nil
}

func (o *Object) readMember(decoder *json.Decoder) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	name, _ := token.(string)
	var value json.RawMessage
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	if _, twice := o.members[name]; twice {
		o.breaks(name, "must be given once")
		return nil
	}
	o.names = append(o.names, name)
	o.members[name] = value
	return nil
}

// Has reports whether the object has a member of that name.
func (o *Object) Has(name string) bool {
	_, has := o.members[name]
	return has
}

// Violations returns all that is wrong with the members, in the order in which
// they were read; then the members that nothing has read, which are unknown.
func (o *Object) Violations() []failure.Violation {
	broken := slices.Clone(o.broken)
	for _, name := range o.names {
		if !o.read[name] {
			broken = append(broken, failure.Violation{Field: name, Detail: "is unknown"})
		}
	}
	return broken
}

func (o *Object) breaks(name, detail string) {
	o.broken = append(o.broken, failure.Violation{Field: name, Detail: detail})
}
