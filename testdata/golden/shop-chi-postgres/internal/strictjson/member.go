package strictjson

import "encoding/json"

// A Decoder turns a member's value, which is never null, into a T. When it can't,
// it says what the value must be.
type Decoder[T any] func(value json.RawMessage) (T, string)

// Required reads a member that must be there and must not be null.
func Required[T any](from *Object, name string, decode Decoder[T], to *T) {
	value, there := from.take(name)
	switch {
	case !there && !from.partial:
		from.breaks(name, "is required")
	case there:
		read(from, name, value, decode, to)
	}
}

func (o *Object) take(name string) (value json.RawMessage, there bool) {
	o.read[name] = true
	value, there = o.members[name]
	return value, there
}

func read[T any](from *Object, name string, value json.RawMessage, decode Decoder[T], to *T) bool {
	if isNull(value) {
		from.breaks(name, "must not be null")
		return false
	}
	decoded, wrong := decode(value)
	if wrong != "" {
		from.breaks(name, wrong)
		return false
	}
	*to = decoded
	return true
}

func isNull(value json.RawMessage) bool { return string(value) == "null" }
