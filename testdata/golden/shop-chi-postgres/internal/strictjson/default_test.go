package strictjson_test

import (
	"slices"
	"testing"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/strictjson"
)

func TestDefaulted(t *testing.T) {
	t.Parallel()
	parse, patch := strictjson.Parse, strictjson.ParsePatch
	for name, tc := range map[string]struct {
		parse func([]byte) (*strictjson.Object, error)
		data  string
		want  string
		wrong []failure.Violation
	}{
		"the default stands for what is absent": {parse, `{}`, "yes", nil},
		"what is there is taken":                {parse, `{"open":"no"}`, "no", nil},
		"a patch leaves what is absent":         {patch, `{}`, "was", nil},
		"null is no value":                      {parse, `{"open":null}`, "was", []failure.Violation{{Field: "open", Detail: "must not be null"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object, err := tc.parse([]byte(tc.data))
			if err != nil {
				t.Fatal(err)
			}
			got := "was"
			strictjson.Defaulted(object, "open", strictjson.String, &got, "yes")
			if got != tc.want || !slices.Equal(object.Violations(), tc.wrong) {
				t.Errorf("got %q %v, want %q %v", got, object.Violations(), tc.want, tc.wrong)
			}
		})
	}
}
