package strictjson

import "encoding/json"

// Bool decodes true and false.
func Bool(value json.RawMessage) (bool, string) {
	switch string(value) {
	case "true":
		return true, ""
	case "false":
		return false, ""
	default:
		return false, "must be true or false"
	}
}
