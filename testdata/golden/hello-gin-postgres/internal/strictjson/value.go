package strictjson

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
)

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

// Int32 decodes a number that is whole and has 32 bits, however it is written:
// 1, 1.0 and 10e-1 are the same number.
func Int32(value json.RawMessage) (int32, string) {
	number, ok := wholeNumber(string(value))
	if !ok || number < math.MinInt32 || number > math.MaxInt32 {
		return 0, "must be a whole number from -2147483648 to 2147483647"
	}
	return int32(number), ""
}

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
