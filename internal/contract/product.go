package contract

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// productField is a field of the resource product, with the values that the checks send.
type productField struct {
	key, declared string
	value         func() any        // its value in the body of a new product; nil if the field is optional
	same          any               // its value in the product that is identical in every service
	unset         string            // the JSON of a missing optional field
	roundTrips    map[string]string // maps values in requests to the values in responses
	wrong         []string          // invalid values
}

// productFields has a required and an optional field of each type that User and Order don't
// have.
var productFields = []productField{
	{
		key: "code", declared: "uuid:unique",
		value: func() any { return unique("00000000-0000-4000-8000-%012d") }, same: "018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f",
		roundTrips: map[string]string{
			`"018F4E6C-8D2A-7C3B-9E1F-2A4B6C8D0E1F"`: `"018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f"`,
			`"00000000-0000-0000-0000-000000000000"`: `"00000000-0000-0000-0000-000000000000"`,
			`"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"`: `"ffffffff-ffff-ffff-ffff-ffffffffffff"`,
		},
		wrong: []string{`null`, `""`, `7`, `"me"`, `"{018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f}"`, `"018f4e6c8d2a7c3b9e1f2a4b6c8d0e1f"`, `"urn:uuid:018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f"`, `"018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1g"`},
	},
	{
		key: "page", declared: "url:unique",
		value: func() any { return unique("https://example.com/%d") }, same: "https://example.com/",
		roundTrips: map[string]string{
			`"HTTPS://Example.COM/../a%2f?q=1&r=%20#f"`:    `"HTTPS://Example.COM/../a%2f?q=1&r=%20#f"`,
			`"ftp://ann:secret@[::1]:21"`:                  `"ftp://ann:secret@[::1]:21"`,
			`"s3:\/\/bucket\u002fkey"`:                     `"s3://bucket/key"`,
			`"http://a/` + strings.Repeat("x", 2039) + `"`: `"http://a/` + strings.Repeat("x", 2039) + `"`,
		},
		wrong: []string{
			`null`, `""`, `7`, `"example.com"`, `"/path"`, `"//example.com/"`, `"mailto:ann@example.com"`, `"javascript:alert(1)"`, `"http://"`, `"http:///path"`, `"http://a b/"`,
			`" http://a/"`, `"http://a/\n"`, `"http://a/\u0000"`, `"http://a/%zz"`, `"http://a:port/"`, `"http://пример.example/"`, `"http://a/` + strings.Repeat("x", 2040) + `"`, `["http://a/"]`,
		},
	},
	{
		key: "stock", declared: "bigint:index",
		value: func() any { return 1 }, same: json.Number("9007199254740993"),
		roundTrips: map[string]string{
			`9007199254740993`: `9007199254740993`, `-9007199254740993`: `-9007199254740993`, `9223372036854775807`: `9223372036854775807`,
			`-9223372036854775808`: `-9223372036854775808`,
		},
		wrong: []string{`null`, `"1"`, `1.5`, `9223372036854775808`, `-9223372036854775809`, `1e30`, `9007199254740993.5`, `true`, `[]`},
	},
	{
		key: "weight", declared: "float:index",
		value: func() any { return 1.5 }, same: 0.1,
		roundTrips: map[string]string{
			`0.1`: `0.1`, `1.7976931348623157e308`: `1.7976931348623157e+308`, `5e-324`: `5e-324`, `1e-400`: `0`, `100`: `100`,
			`9007199254740993`: `9007199254740992`, `0.1000000000000000055511151231257827`: `0.1`,
		},
		wrong: []string{`null`, `"1.5"`, `1e400`, `-1e400`, `true`, `"NaN"`, `{}`},
	},
	{
		key: "price", declared: "decimal=38,10:unique",
		value: func() any { return unique("%d.5") }, same: "1.5",
		roundTrips: map[string]string{
			`"1.5"`: `"1.5000000000"`, `"-0"`: `"0.0000000000"`, `"1234567890123456789012345678.0123456789"`: `"1234567890123456789012345678.0123456789"`,
			`"-9999999999999999999999999999.9999999999"`: `"-9999999999999999999999999999.9999999999"`, `"0.0000000001"`: `"0.0000000001"`,
		},
		wrong: []string{`null`, `""`, `1.5`, `1`, `"1.12345678901"`, `"12345678901234567890123456789"`, `".5"`, `"1."`, `"+1"`, `"01"`, `"1e2"`, `"1,5"`, `" 1"`, `"NaN"`, `"Infinity"`, `"١"`},
	},
	{
		key: "launched", declared: "date:index",
		value: func() any { return "2024-02-29" }, same: "2024-02-29",
		roundTrips: map[string]string{`"0001-01-01"`: `"0001-01-01"`, `"9999-12-31"`: `"9999-12-31"`, `"1582-10-10"`: `"1582-10-10"`, `"2000-02-29"`: `"2000-02-29"`},
		wrong:      []string{`null`, `""`, `20240229`, `"2023-02-29"`, `"2024-2-29"`, `"0000-01-01"`, `"10000-01-01"`, `"2024-02-29T00:00:00Z"`, `"29.02.2024"`, `"2024-02-29 "`},
	},
	{
		key: "facts", declared: "json",
		value: func() any { return object{"a": 1} }, same: object{"a": []any{nil, "<&>"}},
		roundTrips: map[string]string{
			` { "b" : [ 1.50 , 1E400 ] , "a" : null } `: `{"b":[1.50,1E400],"a":null}`, `[]`: `[]`, `""`: `""`, `0`: `0`, `false`: `false`, `[null]`: `[null]`,
			`12345678901234567890.10`: `12345678901234567890.10`, `"\u0000 \ud83d\ude00 < > & \u2028"`: `"\u0000 \ud83d\ude00 < > & \u2028"`,
			`{"b":1,"a":2,"":{"__proto__":[]}}`: `{"b":1,"a":2,"":{"__proto__":[]}}`, `"` + strings.Repeat("x", 65534) + `"`: `"` + strings.Repeat("x", 65534) + `"`,
			strings.Repeat("[", 5000) + strings.Repeat("]", 5000): strings.Repeat("[", 5000) + strings.Repeat("]", 5000),
		},
		wrong: []string{`null`, ` null `, `"` + strings.Repeat("x", 65535) + `"`},
	},
	{
		key: "batch", declared: "uuid:optional",
		unset:      `null`,
		roundTrips: map[string]string{`null`: `null`, `"018F4E6C-8D2A-7C3B-9E1F-2A4B6C8D0E1F"`: `"018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f"`},
		wrong:      []string{`""`, `0`},
	},
	{
		key: "home", declared: "url:default=https://example.com:8080/a%3Fb=c",
		unset: `"https://example.com:8080/a?b=c"`,
		wrong: []string{`null`, `"a"`},
	},
	{
		key: "seen", declared: "bigint:min=-9:default=9007199254740993",
		unset:      `9007199254740993`,
		roundTrips: map[string]string{`-9`: `-9`, `9223372036854775807`: `9223372036854775807`},
		wrong:      []string{`null`, `-10`, `"0"`},
	},
	{
		key: "ratio", declared: "float:min=0:max=1:default=0.5",
		unset:      `0.5`,
		roundTrips: map[string]string{`0`: `0`, `1`: `1`, `1e-7`: `1e-7`},
		wrong:      []string{`null`, `1.0000000000000002`, `-1e-300`, `2`},
	},
	{
		key: "tax", declared: "decimal=4,4:optional",
		unset:      `null`,
		roundTrips: map[string]string{`null`: `null`, `"0.9999"`: `"0.9999"`, `"-0.1"`: `"-0.1000"`, `"0"`: `"0.0000"`},
		wrong:      []string{`""`, `"1"`, `"0.00001"`},
	},
	{
		key: "ends", declared: "date:optional:unique",
		unset:      `null`,
		roundTrips: map[string]string{`null`: `null`},
		wrong:      []string{`""`, `"2023-02-30"`},
	},
	{
		key: "extra", declared: "json:optional",
		unset:      `null`,
		roundTrips: map[string]string{`null`: `null`, `{}`: `{}`, `"null"`: `"null"`},
		wrong:      []string{`"` + strings.Repeat("ß", 32768) + `"`},
	},
	{
		key: "shape", declared: "json:default=%7B%22a%22%3A%5B1.50%5D%7D",
		unset:      `{"a":[1.50]}`,
		roundTrips: map[string]string{`{"a":null}`: `{"a":null}`},
		wrong:      []string{`null`},
	},
}

// Product declares productFields.
var Product = declaredProduct()

func declaredProduct() string {
	text := "product"
	for _, f := range productFields {
		text += " " + f.key + ":" + f.declared
	}
	return text
}

// Value returns the nth of a few values of a type that Product has, as JSON.
func Value(typ string, n int) string {
	for _, f := range productFields {
		if declared, _, _ := strings.Cut(f.declared, ":"); declared == typ && len(f.roundTrips) > 0 {
			values := slices.Sorted(maps.Values(f.roundTrips))
			return values[n%len(values)]
		}
	}
	panic("productFields in product.go has no field of the type " + typ)
}

// newProduct returns a body with every required field that creates a product.
func newProduct() object {
	body := object{}
	for _, f := range productFields {
		if f.value != nil {
			body[f.key] = f.value()
		}
	}
	return body
}

// theProduct is identical in every service.
func theProduct() object {
	body := object{}
	for _, f := range productFields {
		if f.value != nil {
			body[f.key] = f.same
		}
	}
	return body
}

// requiredOfProduct returns the JSON pointers of the required fields.
func requiredOfProduct() []string {
	var pointers []string
	for _, f := range productFields {
		if f.value != nil {
			pointers = append(pointers, "/"+f.key)
		}
	}
	return pointers
}

func (f productField) isJSON() bool { return strings.HasPrefix(f.declared, "json") }
