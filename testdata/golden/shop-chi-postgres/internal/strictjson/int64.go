package strictjson

import "encoding/json"

// Int64 decodes a number that is whole and has 64 bits, to the last digit, however it
// is written: 1, 1.0 and 10e-1 are the same number.
func Int64(value json.RawMessage) (int64, string) {
	number, ok := wholeNumber(string(value))
	if !ok {
		return 0, "must be a whole number from -9223372036854775808 to 9223372036854775807"
	}
	return number, ""
}
