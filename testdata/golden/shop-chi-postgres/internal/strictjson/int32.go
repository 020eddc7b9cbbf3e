package strictjson

import (
	"encoding/json"
	"math"
)

// Int32 decodes a number that is whole and has 32 bits, however it is written:
// 1, 1.0 and 10e-1 are the same number.
func Int32(value json.RawMessage) (int32, string) {
	number, ok := wholeNumber(string(value))
	if !ok || number < math.MinInt32 || number > math.MaxInt32 {
		return 0, "must be a whole number from -2147483648 to 2147483647"
	}
	return int32(number), ""
}
