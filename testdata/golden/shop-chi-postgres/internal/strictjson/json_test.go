package strictjson_test

import (
	"testing"

	"example.com/shop/internal/rawjson"
	"example.com/shop/internal/strictjson"
)

func TestJSON(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		current      *rawjson.Value
		data         string
		whole, patch rawjson.Value
	}{
		"white space goes":           {nil, `{"v": [1.0, 2e5 ] }`, `[1.0,2e5]`, `[1.0,2e5]`},
		"null inside is a value":     {nil, `{"v":{"a":null}}`, `{"a":null}`, `{}`},
		"a patch of an object":       {new(rawjson.Value(`{"a":1,"b":2}`)), `{"v":{"a":null,"c":3}}`, `{"a":null,"c":3}`, `{"b":2,"c":3}`},
		"a patch of something else":  {new(rawjson.Value(`{"a":1}`)), `{"v":"text"}`, `"text"`, `"text"`},
		"half a surrogate pair":      {nil, `{"v":["\ud800","\udc00"]}`, ``, ``},
		"half a pair inside a name":  {nil, `{"v":{"\ud800":1}}`, ``, ``},
		"a whole pair, and a letter": {nil, `{"v":"\ud83d\ude00a"}`, `"\ud83d\ude00a"`, `"\ud83d\ude00a"`},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for want, parse := range map[*rawjson.Value]func([]byte) (*strictjson.Object, error){&tc.whole: strictjson.Parse, &tc.patch: strictjson.ParsePatch} {
				object, err := parse([]byte(tc.data))
				if err != nil {
					t.Fatal(err)
				}
				var got rawjson.Value
				strictjson.Required(object, "v", strictjson.JSON(object, tc.current), &got)
				if got != *want || (*want == "") != (len(object.Violations()) > 0) {
					t.Errorf("got %s, want %s; %v", got, *want, object.Violations())
				}
			}
		})
	}
}
