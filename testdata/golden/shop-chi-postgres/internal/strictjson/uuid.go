package strictjson

import (
	"encoding/json"

	"github.com/google/uuid"
)

// UUID decodes a UUID in its form 8-4-4-4-12.
func UUID(value json.RawMessage) (uuid.UUID, string) {
	const wrong = "must be a UUID"
	text, notString := String[string](value)
	if notString != "" || len(text) != len(uuid.Nil.String()) {
		return uuid.Nil, wrong
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil, wrong
	}
	return id, ""
}
