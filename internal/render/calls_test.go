package render_test

import (
	"strings"
	"testing"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

func TestFunctions(t *testing.T) {
	for call, want := range map[string]string{
		`lower "AB"`: "ab", `upper "ab"`: "AB", `trim " a "`: "a", `trimPrefix "a" "ab"`: "b", `trimSuffix "b" "ab"`: "a",
		`replace "a" "bb" "aca"`: "bbcbb", `replace "" "-" "ab"`: "-a-b-",
		`contains "b" "abc"`: "true", `hasPrefix "a" "abc"`: "true", `hasSuffix "a" "abc"`: "false",
		`join ", " (list "a" 1 true)`: "a, 1, true", `join "," .Options.extras`: "a", `join "-" (list)`: "",
		`has "a" .Options.extras`: "true", `has "b" .Options.extras`: "false", `has 1 (list 2 1)`: "true", `has 1 (list "1")`: "false",
		`first (list 1 2)`: "1", `last (list 1 2)`: "2", `join "" (rest (list 1 2 3))`: "23", `join "" (initial (list 1 2 3))`: "12",
		`len (rest (list))`: "0", `len (initial (list))`: "0",
		`(dict "a" 1 "b" 2).b`: "2", `index (dict "a" (list 1 2)) "a" 1`: "2", `index .Options "name"`: "hello",
		`default "x" ""`: "x", `default "x" "y"`: "y", `quote "a\"b" 1`: `"a\"b" "1"`,
		`indent 2 "a\nb"`: "  a\n  b", `nindent 1 "a"`: "\n a",
		`add 1 2 3`: "6", `sub 3 1`: "2", `mul 2 3 4`: "24", `max 1 3 2`: "3", `min 3 1 2`: "1",
		`ternary "a" "b" true`: "a", `ternary "a" "b" false`: "b",
		`join "" (sortAlpha (list "c" "a" "b"))`: "abc", `join "" (uniq (list 1 2 1))`: "12", `join "" (without (list 1 2 3) 2 3)`: "1",
		`join "" (until 3)`: "012", `len (until 0)`: "0", `join "" (until (add 1 1))`: "01", `indent (sub 3 1) "a"`: "  a",
		`printf "%s-%03d-%q-%v-%x-%5.1f%%" "a" 7 "b" true 255 1.25`: `a-007-"b"-true-ff-  1.2%`,
		`print "a" 1 2 "b"`: "a1 2b", `println 1`: "1\n",
		`slice "abc" 1 2`: "b", `len "abc"`: "3", `eq 1 1`: "true", `and true (or false 1)`: "1", `not true`: "false",
		`pascal "order_id"`: "OrderID", `camel "order_id"`: "orderID", `kebab "order_id"`: "order-id", `flat "order_id"`: "orderid", `words "order_id"`: "order id",
		`safe "package" "type"`: "typeentity", `safe "package" "user"`: "user",
		`1.5`: "1.5", `true`: "true", `.Options.loud`: "true", `"a" | upper | printf "%s!"`: "A!",
	} {
		t.Run(call, func(t *testing.T) {
			got := file(t, "x", map[string]string{"layers/base/files/x.tmpl": "{{" + call + "}}"})
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// What sprig has too must mean the same here, so that what authors know of
// it holds.
func TestFunctions_AgreeWithSprig(t *testing.T) {
	for _, call := range []string{
		`lower "ÄB"`, `upper "äb"`, `trim " \n a "`, `trimPrefix "a" "ab"`, `trimPrefix "b" "ab"`, `trimSuffix "b" "ab"`,
		`replace "a" "bb" "aca"`, `replace "" "-" "ab"`, `contains "b" "abc"`, `contains "abc" "b"`, `hasPrefix "a" "abc"`, `hasSuffix "a" "abc"`,
		`join ", " (list "a" 1 true)`, `join "-" (list)`, `has 1 (list 2 1)`, `has 1 (list "1")`, `has "a" (list "a")`,
		`first (list 1 2)`, `last (list 1 2)`, `join "" (rest (list 1 2 3))`, `join "" (initial (list 1 2 3))`, `len (rest (list 1))`,
		`(dict "a" 1 "b" 2).b`, `default "x" ""`, `default "x" "y"`, `default "x" 0`, `default "x" false`, `default "x" list`, `default "x"`, `default 1 2`,
		`quote "a\"b" 1 true`, `quote "a\n"`, `indent 2 "a\nb"`, `indent 2 "a\n"`, `nindent 1 "a"`,
		`add`, `add 1 2 3`, `sub 3 5`, `mul 2 3 4`, `max 1 3 2`, `max 1`, `min 3 1 2`, `ternary "a" "b" true`, `ternary "a" "b" false`, `true | ternary 1 2`,
		`join "" (sortAlpha (list "c" "a" "b"))`, `join "" (uniq (list 1 2 1))`, `join "" (without (list 1 2 3) 2 3)`, `join "" (without (list 1 2 3))`,
		`join "" (until 3)`, `len (until 0)`,
	} {
		t.Run(call, func(t *testing.T) {
			var want strings.Builder
			if err := template.Must(template.New("").Funcs(sprig.TxtFuncMap()).Parse("{{"+call+"}}")).Execute(&want, nil); err != nil {
				t.Fatal(err)
			}
			if got := file(t, "x", map[string]string{"layers/base/files/x.tmpl": "{{" + call + "}}"}); got != want.String() {
				t.Errorf("got %q, and sprig makes %q", got, want.String())
			}
		})
	}
}
