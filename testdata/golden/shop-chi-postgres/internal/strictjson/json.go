package strictjson

import (
	"encoding/json"

	"example.com/shop/internal/rawjson"
)

// JSON decodes any value that is Unicode: an escaped surrogate has its pair. A merge
// patch is merged into the current value, which may be nil.
func JSON(from *Object, current *rawjson.Value) Decoder[rawjson.Value] {
	return func(value json.RawMessage) (rawjson.Value, string) {
		if hasLoneSurrogate(value) {
			return "", "must be valid Unicode"
		}
		decoded := rawjson.Compact(rawjson.Value(value))
		switch {
		case !from.partial:
			return decoded, ""
		case current == nil:
			return rawjson.Merge("", decoded), ""
		default:
			return rawjson.Merge(*current, decoded), ""
		}
	}
}
