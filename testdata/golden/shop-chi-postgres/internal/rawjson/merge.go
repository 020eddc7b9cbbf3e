package rawjson

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"strings"
)

// Merge returns what target becomes by the JSON merge patch (RFC 7396): members of an
// object are merged, or removed by null; any other value takes the place of the old. A
// patch that changes nothing returns target as it is. An empty target is none.
func Merge(target, patch Value) Value {
	before, change := decode(target), decode(patch)
	after := merge(before, change)
	switch {
	case target != "" && reflect.DeepEqual(after, before):
		return target
	case !isObject(change):
		return patch
	}
	return encode(after)
}

func merge(target, patch any) any {
	members, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	old, _ := target.(map[string]any)
	merged := map[string]any{}
	maps.Copy(merged, old)
	for name, value := range members {
		if value == nil {
			delete(merged, name)
		} else {
			merged[name] = merge(old[name], value)
		}
	}
	return merged
}

func isObject(value any) bool {
	_, ok := value.(map[string]any)
	return ok
}

// decode returns nil for what is no value.
func decode(v Value) any {
	decoder := json.NewDecoder(strings.NewReader(string(v)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil
	}
	return value
}

// encode panics on what decode doesn't return.
func encode(value any) Value {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return Value(strings.TrimSuffix(text.String(), "\n"))
}
