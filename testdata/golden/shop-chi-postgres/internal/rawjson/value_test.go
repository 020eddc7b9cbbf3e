package rawjson_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.com/shop/internal/rawjson"
	"example.com/shop/internal/sample"
)

func TestValid(t *testing.T) {
	for _, value := range append(sample.JSONs(), "null", ` {"a": [1]} `) {
		if !value.Valid() {
			t.Errorf("%.100s isn't valid", value)
		}
	}
	for _, value := range []rawjson.Value{"", " ", "{", "1 2", "{'a':1}", "01", "NaN", "\"\xff\"", "\"\n\"", "\ufeff1"} {
		if value.Valid() {
			t.Errorf("%q is valid", value)
		}
	}
}

func TestCompact(t *testing.T) {
	for value, want := range map[rawjson.Value]rawjson.Value{
		" { \"b\" : [ 1.50 , 1E2 ] ,\n\"a b\": \"< >\\u0000\" } ": `{"b":[1.50,1E2],"a b":"< >\u0000"}`,
		"12345678901234567890.10":                                 "12345678901234567890.10",
		"{":                                                       "{",
	} {
		if got := rawjson.Compact(value); got != want {
			t.Errorf("%s: got %s, want %s", value, got, want)
		}
	}
}

func TestMarshal(t *testing.T) {
	for _, value := range sample.JSONs() {
		var encoded strings.Builder
		encoder := json.NewEncoder(&encoded)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil || encoded.String() != string(value)+"\n" {
			t.Errorf("%.100s: got %.100s, %v", value, encoded.String(), err)
		}
	}
}
