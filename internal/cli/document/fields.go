package document

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
)

// fields are the selected members of an object, by name. Those of a member that is nil
// are all selected.
type fields map[string]fields

// parseFields parses paths such as services.folder.
func parseFields(paths []string) fields {
	all := fields{}
	for _, path := range paths {
		at := all
		names := strings.Split(path, ".")
		for i, name := range names {
			below, known := at[name]
			switch {
			case known && below == nil: // a shorter path selects all of it
			case i == len(names)-1:
				at[name] = nil
			case !known:
				at[name] = fields{}
			}
			if at = at[name]; at == nil {
				break
			}
		}
	}
	return all
}

// CheckFields refuses paths that no document of the kinds has.
func CheckFields(kinds, paths []string) error {
	documents := Kinds()
	for _, path := range paths {
		var known []string
		if !slices.ContainsFunc(kinds, func(kind string) bool {
			found, names := hasField(reflect.TypeOf(documents[kind]), strings.Split(path, "."))
			known = append(known, names...)
			return found
		}) {
			err := fault.Usage("unknown_field", "--json=%s: the document has no field %s", strings.Join(paths, ","), path)
			last := path[strings.LastIndexByte(path, '.')+1:]
			if near := fault.Nearest(last, known); near != "" {
				return err.Meant(path, strings.TrimSuffix(path, last)+near)
			}
			if len(known) == 0 {
				return err.WithHint("--json=%s selects all of it", strings.TrimSuffix(path, "."+last))
			}
			return err.WithHint("it has %s", strings.Join(known, ", "))
		}
	}
	return nil
}

// hasField reports whether values of a type have a field. If not, it returns the names
// that the object has in which the field was looked for.
func hasField(t reflect.Type, names []string) (bool, []string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if len(names) == 0 || t.Kind() == reflect.Map || t.Kind() == reflect.Interface {
		return true, nil
	}
	if t.Kind() != reflect.Struct {
		return false, nil
	}
	var known []string
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "" || name == "-":
		case name == names[0]:
			return hasField(f.Type, names[1:])
		default:
			known = append(known, name)
		}
	}
	return false, known
}

// selectFields returns JSON with the selected members only, in their order. The header
// of a document is always selected.
func selectFields(data []byte, selected fields) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	start, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	switch start {
	case json.Delim('['):
		b.WriteByte('[')
		for n := 0; decoder.More(); n++ {
			if err := appendSelected(&b, decoder, selected, n); err != nil {
				return nil, err
			}
		}
		b.WriteByte(']')
	case json.Delim('{'):
		b.WriteByte('{')
		n := 0
		for decoder.More() {
			key, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			below, ok := selected[key.(string)] // Token returns nothing else here.
			if !ok {
				var skipped json.RawMessage
				if err := decoder.Decode(&skipped); err != nil {
					return nil, err
				}
				continue
			}
			name, err := json.Marshal(key)
			if err != nil {
				return nil, err
			}
			if n > 0 {
				b.WriteByte(',')
			}
			b.Write(name)
			b.WriteByte(':')
			if err := appendSelected(&b, decoder, below, 0); err != nil {
				return nil, err
			}
			n++
		}
		b.WriteByte('}')
	default:
		return data, nil
	}
	return b.Bytes(), nil
}

// appendSelected appends the next value, the n-th of a list.
func appendSelected(b *bytes.Buffer, decoder *json.Decoder, selected fields, n int) error {
	var value json.RawMessage
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	if selected != nil {
		var err error
		if value, err = selectFields(value, selected); err != nil {
			return err
		}
	}
	if n > 0 {
		b.WriteByte(',')
	}
	b.Write(value)
	return nil
}
