package packdev

import (
	"testing"

	"github.com/newsvc/newsvc/internal/fault"
)

func TestSpot(t *testing.T) {
	cases := map[string]struct {
		line, message string
		at            fault.Position
		column, width int
	}{
		"the word that is wrong":             {"  default: txt", `default "txt"`, fault.Position{Column: 3, Word: "txt"}, 12, 3},
		"a whole word before a part of one":  {"when: {json: [jsonl, json]}", "", fault.Position{Column: 8, Word: "json"}, 8, 4},
		"a word after the position":          {"a: [a]", "", fault.Position{Column: 3, Word: "a"}, 5, 1},
		"a word only before the position":    {"foo bar", "", fault.Position{Column: 5, Word: "foo"}, 1, 3},
		"a quoted word of the message":       {"{{if foo}}", `function "foo" not defined`, fault.Position{}, 6, 3},
		"a quoted character of the message":  {"{{if x}", "bad character U+007D '}'", fault.Position{}, 7, 1},
		"what is at the position":            {"  - folder: base", "", fault.Position{Column: 5}, 5, 6},
		"characters instead of bytes":        {"größe: {é: x}", "", fault.Position{Column: 9, Word: "x"}, 12, 1},
		"nothing without a position":         {"abc", "it is odd", fault.Position{}, 0, 0},
		"nothing beyond the end of the line": {"abc", "it is odd", fault.Position{Column: 9}, 0, 0},
		"an empty line":                      {"", `"x" is odd`, fault.Position{Column: 1, Word: "x"}, 0, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if column, width := spot(c.line, c.at, c.message); column != c.column || width != c.width {
				t.Errorf("got %d, %d, want %d, %d", column, width, c.column, c.width)
			}
		})
	}
}
