package strictjson_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"example.com/hello/internal/failure"
	"example.com/hello/internal/strictjson"
)

func TestParse(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		data string
		want error
	}{
		"an object":                          {`{"a":1}`, nil},
		"white space around it":              {" \t\r\n{} \n", nil},
		"an escaped surrogate in a name":     {`{"\ud800":1}`, nil},
		"an array is no object":              {`[]`, strictjson.ErrNotObject},
		"null is no object":                  {`null`, strictjson.ErrNotObject},
		"nothing":                            {``, strictjson.ErrMalformed},
		"white space alone":                  {` `, strictjson.ErrMalformed},
		"two values":                         {`{} {}`, strictjson.ErrMalformed},
		"a value that ends early":            {`{"a":`, strictjson.ErrMalformed},
		"a byte order mark":                  {"\ufeff{}", strictjson.ErrMalformed},
		"bytes that aren't UTF-8":            {"{\"a\":\"\xff\"}", strictjson.ErrMalformed},
		"a control character in a string":    {"{\"a\":\"\n\"}", strictjson.ErrMalformed},
		"a comma too many":                   {`{"a":1,}`, strictjson.ErrMalformed},
		"nesting that nobody needs":          {`{"a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`, strictjson.ErrMalformed},
		"UTF-16":                             {"{\x00}\x00", strictjson.ErrMalformed},
		"a number that no language can hold": {`{"a":1e999999}`, nil},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := strictjson.Parse([]byte(tc.data)); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		value, want, wrong string
	}{
		"plain":                     {`"a"`, "a", ""},
		"an escaped backslash":      {`"\\ud800"`, `\ud800`, ""},
		"a surrogate pair":          {`"\ud83d\ude00"`, "😀", ""},
		"a high surrogate alone":    {`"\ud83d"`, "", "must be valid Unicode"},
		"a high one and a letter":   {`"\ud83dx"`, "", "must be valid Unicode"},
		"two high ones":             {`"\ud83d\ud83d"`, "", "must be valid Unicode"},
		"a low surrogate alone":     {`"\ude00"`, "", "must be valid Unicode"},
		"a replacement character":   {`"\ufffd"`, "\ufffd", ""},
		"a number is not a string":  {`1`, "", "must be a string"},
		"an object is not a string": {`{}`, "", "must be a string"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, wrong := strictjson.String[string]([]byte(tc.value)); got != tc.want || wrong != tc.wrong {
				t.Errorf("got %q %q, want %q %q", got, wrong, tc.want, tc.wrong)
			}
		})
	}
}

// form is what the tests read an object into.
type form struct {
	name string
	open string
}

func (f *form) read(object *strictjson.Object) []failure.Violation {
	strictjson.Required(object, "name", strictjson.String, &f.name)
	strictjson.Required(object, "open", strictjson.String, &f.open)
	return object.Violations()
}

func TestMembers(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		data         string
		whole, patch []failure.Violation
	}{
		"what is absent must be required": {
			data:  `{"name":"n"}`,
			whole: []failure.Violation{{Field: "open", Detail: "is required"}},
		},
		"null is no value of another": {
			data: `{"name":null,"open":null}`,
			whole: []failure.Violation{
				{Field: "name", Detail: "must not be null"}, {Field: "open", Detail: "must not be null"},
			},
			patch: []failure.Violation{
				{Field: "name", Detail: "must not be null"}, {Field: "open", Detail: "must not be null"},
			},
		},
		"all that is wrong is told": {
			data: `{"x":1,"name":1,"open":true,"NAME":"n"}`,
			whole: []failure.Violation{
				{Field: "name", Detail: "must be a string"},
				{Field: "open", Detail: "must be a string"},
				{Field: "x", Detail: "is unknown"},
				{Field: "NAME", Detail: "is unknown"},
			},
			patch: []failure.Violation{
				{Field: "name", Detail: "must be a string"},
				{Field: "open", Detail: "must be a string"},
				{Field: "x", Detail: "is unknown"},
				{Field: "NAME", Detail: "is unknown"},
			},
		},
		"a name twice": {
			data:  `{"name":"a","name":"b","open":""}`,
			whole: []failure.Violation{{Field: "name", Detail: "must be given once"}},
			patch: []failure.Violation{{Field: "name", Detail: "must be given once"}},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole, err := strictjson.Parse([]byte(tc.data))
			if err != nil {
				t.Fatal(err)
			}
			if got := new(form).read(whole); !slices.Equal(got, tc.whole) {
				t.Errorf("whole: got %v, want %v", got, tc.whole)
			}
			patch, err := strictjson.ParsePatch([]byte(tc.data))
			if err != nil {
				t.Fatal(err)
			}
			if got := new(form).read(patch); !slices.Equal(got, tc.patch) {
				t.Errorf("patch: got %v, want %v", got, tc.patch)
			}
		})
	}
}
