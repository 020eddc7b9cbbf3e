package spec_test

import (
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/spec"
)

func TestParseAnswers_RejectsControlCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"name: a\nmodule: \"a\\e[2J\"\n":                  `answers.yaml:2: it has the character \x1b`,
		"name: a\n\"a\\u202e\": b\n":                      `answers.yaml:2: it has the character \u202e`,
		"name: |\n  a\n  b\n":                             `answers.yaml:1: it has a second line`,
		"pack: {name: \"a\\u009b\"}\n":                    `answers.yaml:1: it has the character \u009b`,
		"resources: [\"user\\u2028 name:string\"]\n":      `answers.yaml:1: it has the character \u2028`,
		"schema: [{id: \"00001\", op: \"create\\t\"}]\n":  `answers.yaml:1: it has the character \t`,
		"features: [docs, \"\\u200b\"]\n":                 `answers.yaml:1: it has the character \u200b`,
		"schema: [{targets: {\"a\\x07\": b}, id: \"1\"}]": `answers.yaml:1: it has the character \x07`,
	} {
		_, err := spec.ParseAnswers("answers.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}
