package strictjson

// Optional reads a member that may be absent or null: then it is nil.
func Optional[T any](from *Object, name string, decode Decoder[T], to **T) {
	value, there := from.take(name)
	switch {
	case there && isNull(value):
		*to = nil
	case there:
		var present T
		if read(from, name, value, decode, &present) {
			*to = &present
		}
	}
}

// OptionalDefaulted reads a member that is nil when it is null, and has a default
// when it is absent.
func OptionalDefaulted[T any](from *Object, name string, decode Decoder[T], to **T, absent T) {
	if !from.Has(name) && !from.partial {
		*to = &absent
	}
	Optional(from, name, decode, to)
}
