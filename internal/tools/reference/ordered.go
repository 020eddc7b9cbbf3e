package main

import (
	"bytes"
	"encoding/json"
)

// ordered is a JSON object whose keys keep their order.
type ordered[V any] struct {
	keys   []string
	values map[string]V
}

// UnmarshalJSON reads an object.
func (o *ordered[V]) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &o.values); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		var skipped json.RawMessage
		if err := decoder.Decode(&skipped); err != nil {
			return err
		}
		o.keys = append(o.keys, key.(string)) // Token returns an error for anything else.
	}
	return nil
}
