package strictjson

// Defaulted reads a member that is absent when it has a default, and never null.
func Defaulted[T any](from *Object, name string, decode Decoder[T], to *T, absent T) {
	value, there := from.take(name)
	switch {
	case !there && !from.partial:
		*to = absent
	case there:
		read(from, name, value, decode, to)
	}
}
