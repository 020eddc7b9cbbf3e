package spec

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestAnswers_LargeInputsEndSoon reads answers of a mebibyte that are made to take long.
func TestAnswers_LargeInputsEndSoon(t *testing.T) {
	lines := func(n int, line func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(line(i))
		}
		return b.String()
	}
	field := func(i int) string { return fmt.Sprintf(", f%d:int", i) }
	cases := map[string]string{
		"unknown keys":               lines(60_000, func(i int) string { return fmt.Sprintf("key%d: 1\n", i) }),
		"keys that are there twice":  lines(100_000, func(int) string { return "key: 1\n" }),
		"resources without a name":   "resources:\n" + lines(100_000, func(int) string { return "- {}\n" }),
		"steps without anything":     "schema:\n" + lines(100_000, func(int) string { return "- {}\n" }),
		"steps with unknown keys":    "schema:\n" + lines(30_000, func(i int) string { return fmt.Sprintf("- {opp%d: 1, ix: 2}\n", i) }),
		"a step of very many fields": "schema:\n- {id: \"00001\", op: create, resource: a, plural: as, fields: [f:int" + lines(60_000, field) + "]}\n",
		"tables that come and go":    "schema:\n" + lines(5000, func(i int) string { return step(i, "create") }) + lines(5000, func(i int) string { return step(5000+i, "drop") }),
		"fields that are added singly": "schema:\n" + step(0, "create") + lines(9000, func(i int) string {
			return fmt.Sprintf("- {id: \"%014d\", op: add_field, resource: r0, plural: r0s, fields: [g%d:int]}\n", i, i)
		}),
		"lists within lists": "resources: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "\n",
	}
	for name, text := range cases {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			a, err := ParseAnswers(".newsvc.yaml", []byte(text))
			if err == nil {
				_, err = Tables(a.Schema)
			}
			if took := time.Since(begun); took > 15*time.Second {
				t.Errorf("it took %v", took)
			}
			if err != nil && len(err.Error()) > 64<<10 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
}

func step(i int, op string) string {
	return fmt.Sprintf("- {id: \"%014d\", op: %s, resource: r%d, plural: r%ds, fields: [f:int]}\n", i, op, i%5000, i%5000)
}
