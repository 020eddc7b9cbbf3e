package rule

import "example.com/shop/internal/rawjson"

// JSON wants a JSON value other than null, of at most limit bytes.
func JSON(limit int) Rule[rawjson.Value] {
	size := MaxBytes(limit)
	return func(value rawjson.Value) string {
		if !value.Valid() || rawjson.Compact(value) == "null" {
			return "must be a JSON value other than null"
		}
		return size(string(value))
	}
}
