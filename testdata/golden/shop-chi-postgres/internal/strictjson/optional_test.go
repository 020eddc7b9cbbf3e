package strictjson_test

import (
	"testing"

	"example.com/shop/internal/strictjson"
)

func TestOptional(t *testing.T) {
	t.Parallel()
	parse, patch := strictjson.Parse, strictjson.ParsePatch
	for name, tc := range map[string]struct {
		parse       func([]byte) (*strictjson.Object, error)
		data        string
		note, label string // of fields that were "was"; "nil" stands for none
		wrong       int
	}{
		"what is absent, or its default": {parse, `{}`, "was", "none", 0},
		"what is there":                  {parse, `{"note":"n","label":"l"}`, "n", "l", 0},
		"null takes it away":             {parse, `{"note":null,"label":null}`, "nil", "nil", 0},
		"what is no string":              {parse, `{"note":[],"label":1}`, "was", "was", 2},
		"a patch leaves what is absent":  {patch, `{}`, "was", "was", 0},
		"null in a patch takes it away":  {patch, `{"note":null,"label":null}`, "nil", "nil", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object, err := tc.parse([]byte(tc.data))
			if err != nil {
				t.Fatal(err)
			}
			note, label := new("was"), new("was")
			strictjson.Optional(object, "note", strictjson.String, &note)
			strictjson.OptionalDefaulted(object, "label", strictjson.String, &label, "none")
			if shown(note) != tc.note || shown(label) != tc.label || len(object.Violations()) != tc.wrong {
				t.Errorf("got %s, %s, %v, want %s, %s", shown(note), shown(label), object.Violations(), tc.note, tc.label)
			}
		})
	}
}

func shown(value *string) string {
	if value == nil {
		return "nil"
	}
	return *value
}
