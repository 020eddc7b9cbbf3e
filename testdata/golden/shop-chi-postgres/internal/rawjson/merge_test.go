package rawjson_test

import (
	"strings"
	"testing"

	"example.com/shop/internal/rawjson"
)

func TestMerge(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000)
	for name, test := range map[string]struct{ target, patch, want rawjson.Value }{
		"a member is replaced":                   {`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		"a member is added":                      {`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		"a member is removed":                    {`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		"so is the last one":                     {`{"a":"b"}`, `{"a":null}`, `{}`},
		"objects are merged inside":              {`{"a":{"b":"c","d":1}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d","d":1}}`},
		"arrays are replaced":                    {`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		"null in an array is a value":            {`[1,2]`, `["a",null]`, `["a",null]`},
		"an array becomes an object":             {`["a"]`, `{"a":1,"b":null}`, `{"a":1}`},
		"an object becomes a text":               {`{"a":"foo"}`, `"bar"`, `"bar"`},
		"null that is there may stay":            {`{"e":null}`, `{"a":1}`, `{"a":1,"e":null}`},
		"nulls of a new object go":               {`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
		"without a target":                       {``, `{"b":[null],"a":null}`, `{"b":[null]}`},
		"digits stay":                            {`{"a":1.0}`, `{"b":12345678901234567890.10}`, `{"a":1.0,"b":12345678901234567890.10}`},
		"nothing changes, and the order neither": {`{"b":{"x":1,"a":2},"a":1}`, `{"a":1,"b":{"a":2},"c":null}`, `{"b":{"x":1,"a":2},"a":1}`},
		"texts stay as they are":                 {`{"a":"<é\u2028>"}`, `{"b":"&"}`, `{"a":"<é\u2028>","b":"&"}`},
		"depth is no trouble":                    {rawjson.Value(deep), rawjson.Value(deep), rawjson.Value(deep)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := rawjson.Merge(test.target, test.patch); got != test.want {
				t.Errorf("got %.200s, want %.200s", got, test.want)
			}
		})
	}
}
