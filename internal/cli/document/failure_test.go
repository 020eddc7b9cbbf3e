package document

import (
	"slices"
	"testing"
)

func TestReplaceWord(t *testing.T) {
	for name, c := range map[string]struct {
		args           []string
		given, instead string
		want           []string
	}{
		"an argument":             {[]string{"add", "field", "usr", "age:int"}, "usr", "user", []string{"add", "field", "user", "age:int"}},
		"a word of an argument":   {[]string{"-r", "user nam:strin age:int"}, "nam:strin", "nam:string", []string{"-r", "user nam:string age:int"}},
		"the value of a flag":     {[]string{"--framework=ginn"}, "ginn", "gin", []string{"--framework=gin"}},
		"a flag with its value":   {[]string{"--framwork=gin"}, "--framwork", "--framework", []string{"--framework=gin"}},
		"an element of a list":    {[]string{"--features", "docs,metrcs"}, "metrcs", "metrics", []string{"--features", "docs,metrics"}},
		"a key":                   {[]string{"set", "featurs+=docs"}, "featurs", "features", []string{"set", "features+=docs"}},
		"a part of a word":        {[]string{"user", "age:int"}, "int", "bigint", nil},
		"a word in two places":    {[]string{"add", "field", "a", "a"}, "a", "b", nil},
		"a word that isn't there": {[]string{"status"}, "ginn", "gin", nil},
		"a word that is missing":  {[]string{"remove", "field"}, "", "--yes", []string{"remove", "field", "--yes"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := replaceWord(c.args, c.given, c.instead); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNewArguments(t *testing.T) {
	for usage, want := range map[string][]Argument{
		"status [DIR...]":         {{Name: "DIR", Optional: true, Many: true}},
		"field RESOURCE FIELD...": {{Name: "RESOURCE"}, {Name: "FIELD", Many: true}},
		"config [KEY [VALUE]]":    {{Name: "KEY", Optional: true}, {Name: "VALUE", Optional: true}},
		"diff OLD NEW":            {{Name: "OLD"}, {Name: "NEW"}},
		"undo":                    {},
	} {
		if got := NewArguments(usage); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", usage, got, want)
		}
	}
}
