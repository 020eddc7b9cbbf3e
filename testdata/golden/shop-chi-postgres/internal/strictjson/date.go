package strictjson

import (
	"encoding/json"

	"example.com/shop/internal/civil"
)

// Date decodes a date of RFC 3339.
func Date(value json.RawMessage) (civil.Date, string) {
	const wrong = "must be a date such as 2006-01-02"
	text, notString := String[string](value)
	if notString != "" {
		return civil.Date{}, wrong
	}
	date, err := civil.Parse(text)
	if err != nil {
		return civil.Date{}, wrong
	}
	return date, ""
}
