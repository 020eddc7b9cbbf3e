package httpapi

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"example.com/shop/internal/entity"
)

// rawNumbers decodes numbers in values of any type as text, so that they lose no digit.
var rawNumbers = json.WithUnmarshalers(json.UnmarshalFromFunc(func(d *jsontext.Decoder, value *any) error {
	if d.PeekKind() == jsontext.KindNumber {
		*value = jsontext.Value(nil)
	}
	return errors.ErrUnsupported // It is decoded as usual.
}))

// mergePatch applies a merge patch to a value. A patch that exceeds the maximum length of
// a value replaces it, and is rejected later.
func mergePatch(value, patch jsontext.Value) (jsontext.Value, error) {
	if patch.Kind() != jsontext.KindBeginObject || len(patch) > entity.MaxJSON {
		return patch, nil
	}
	var before, changes any
	if err := json.Unmarshal(patch, &changes, rawNumbers); err != nil {
		return nil, err
	}
	if len(value) > 0 {
		if err := json.Unmarshal(value, &before, rawNumbers); err != nil {
			return nil, err
		}
	}
	return json.Marshal(merge(before, changes), json.Deterministic(true))
}

func merge(value, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	members, ok := value.(map[string]any)
	if !ok {
		members = map[string]any{}
	}
	for name, change := range changes {
		if change == nil {
			delete(members, name)
		} else {
			members[name] = merge(members[name], change)
		}
	}
	return members
}
