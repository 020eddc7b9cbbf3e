package strictjson

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// dateTime is RFC 3339's grammar; time.Parse alone takes more.
var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// Time decodes a date and time of RFC 3339.
func Time(value json.RawMessage) (time.Time, string) {
	const wrong = "must be a time as in RFC 3339"
	text, notString := String[string](value)
	text = strings.ToUpper(text) // T and Z may be in lower case
	if notString != "" || !dateTime.MatchString(text) {
		return time.Time{}, wrong
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, wrong
	}
	return at, ""
}

// MustTime returns the time that text is in RFC 3339. It panics when it's none.
func MustTime(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}
