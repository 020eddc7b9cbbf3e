package sample

import (
	"fmt"
	"strings"

	"example.com/shop/internal/rawjson"
)

// JSON returns the nth value, an object.
func JSON(n int) rawjson.Value {
	return rawjson.Value(fmt.Sprintf(`{"n":%d,"tags":["a",null,{"b":1.50}]}`, n))
}

// JSONs are values that a store may take for others.
func JSONs() []rawjson.Value {
	return []rawjson.Value{
		`{}`, `[]`, `""`, `0`, `false`, `"null"`, `{"b":1,"a":{"z":null,"c":[]}}`, `[1.0,-0,12345678901234567890.10,1E400]`,
		`"\u0000 \ud83d\ude00 \/ < > &"`, rawjson.Value(`"` + strings.Repeat("ß", 32767) + `"`),
		rawjson.Value(strings.Repeat("[", 9000) + strings.Repeat("]", 9000)),
	}
}
