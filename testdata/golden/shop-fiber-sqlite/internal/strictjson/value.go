package strictjson

import "encoding/json"

// String decodes a string that is Unicode: an escaped surrogate has its pair.
func String[T ~string](value json.RawMessage) (T, string) {
	if value[0] != '"' {
		return "", "must be a string"
	}
	if hasLoneSurrogate(value) {
		return "", "must be valid Unicode"
	}
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return "", "must be a string"
	}
	return T(text), ""
}
