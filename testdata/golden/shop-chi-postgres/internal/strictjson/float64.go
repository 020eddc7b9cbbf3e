package strictjson

import (
	"encoding/json"
	"strconv"
)

// Float64 decodes a number into the nearest one that has 64 bits.
func Float64(value json.RawMessage) (float64, string) {
	number, err := strconv.ParseFloat(string(value), 64)
	if err != nil {
		return 0, "must be a number from -1.7976931348623157e+308 to 1.7976931348623157e+308"
	}
	return number, ""
}
