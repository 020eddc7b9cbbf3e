package merge_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

// tooLong is far more than a linear merge takes, even on a busy machine, and less
// than a quadratic merge takes.
const tooLong = 15 * time.Second

// repeat concatenates n texts.
func repeat(n int, text func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(text(i))
	}
	return b.String()
}

// nest wraps a value in n lists.
func nest(n int, value string) string {
	return strings.Repeat("[", n) + value + strings.Repeat("]", n)
}

func TestFile_LargeInputs(t *testing.T) {
	const many = 20_000
	keys := func(value string) func(i int) string {
		return func(i int) string { return fmt.Sprintf("key%d: %s\n", i, value) }
	}
	cases := map[string]struct{ name, base, ours, theirs string }{
		"20,000 keys, each changed on both sides": {
			"a.yaml", repeat(many, keys("1")), repeat(many, keys("2")), repeat(many, keys("3")),
		},
		"20,000 keys, each side with other changes": {
			"a.yaml",
			repeat(many, func(i int) string { return fmt.Sprintf("key%d: [a]\n", i) }),
			repeat(many, func(i int) string { return fmt.Sprintf("key%d: [a, b]\n", i) }),
			repeat(many, func(i int) string { return fmt.Sprintf("key%d: [a, c]\n", i) }),
		},
		"20,000 keys, added on both sides": {
			"a.yaml", "a: 1\n", "a: 1\n" + repeat(many, keys("2")), "a: 1\n" + repeat(many, func(i int) string { return fmt.Sprintf("other%d: 1\n", i) }),
		},
		"20,000 keys of JSON": {
			"a.json",
			"{\n" + repeat(many, func(i int) string { return fmt.Sprintf("\"key%d\": [1],\n", i) }) + "\"z\": 1\n}\n",
			"{\n" + repeat(many, func(i int) string { return fmt.Sprintf("\"key%d\": [1, 2],\n", i) }) + "\"z\": 1\n}\n",
			"{\n" + repeat(many, func(i int) string { return fmt.Sprintf("\"key%d\": [1, 3],\n", i) }) + "\"z\": 1\n}\n",
		},
		"20,000 items of a list": {
			"a.yaml",
			repeat(many, func(i int) string { return fmt.Sprintf("- {name: n%d, value: 1}\n", i) }),
			repeat(many, func(i int) string { return fmt.Sprintf("- {name: n%d, value: 2}\n", i) }),
			repeat(many, func(i int) string { return fmt.Sprintf("- {name: n%d, value: 3}\n", i) }),
		},
		"20,000 items with keys on lines of their own": {
			"a.yaml",
			repeat(many, func(i int) string { return fmt.Sprintf("- name: n%d\n  value: [1]\n", i) }),
			repeat(many, func(i int) string { return fmt.Sprintf("- name: n%d\n  value: [1, 2]\n", i) }),
			repeat(many, func(i int) string { return fmt.Sprintf("- name: n%d\n  value: [1, 3]\n", i) }),
		},
		"20,000 lines of comments": {
			"a.yaml", repeat(many, func(int) string { return "# x\n" }) + "a: 1\n", repeat(many, func(int) string { return "# y\n" }) + "a: 2\n", repeat(many, func(int) string { return "# z\n" }) + "a: 3\n",
		},
		"a value in 5,000 lists":           {"a.yaml", "a: " + nest(5000, "1") + "\n", "a: " + nest(5000, "2") + "\n", "a: " + nest(5000, "3") + "\n"},
		"a value in 25 lists":              {"a.yaml", "- " + nest(25, "1") + "\n", "- " + nest(25, "2") + "\n", "- " + nest(25, "3") + "\n"},
		"a value within 5,000 lines of [":  {"a.json", strings.Repeat("[\n", 5000) + "1" + strings.Repeat("\n]", 5000), strings.Repeat("[\n", 5000) + "2" + strings.Repeat("\n]", 5000), strings.Repeat("[\n", 5000) + "3" + strings.Repeat("\n]", 5000)},
		"an alias of an alias of an alias": {"a.yaml", aliases(30) + "z: 1\n", aliases(30) + "z: 2\n", aliases(30) + "z: 3\n"},
		"a Go file of 20,000 lines": {
			"a.go",
			"package a\n\nvar (\n" + repeat(many, func(i int) string { return fmt.Sprintf("\ta%d = 1\n", i) }) + ")\n",
			"package a\n\nvar (\n" + repeat(many, func(i int) string { return fmt.Sprintf("\ta%d = 2\n", i) }) + ")\n",
			"package a\n\nvar (\n" + repeat(many, func(i int) string { return fmt.Sprintf("\ta%d = 3\n", i) }) + ")\n",
		},
		"500,000 lines of two kinds": {"a.txt", kinds(500_000, 7), kinds(500_000, 11), kinds(500_000, 13)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			merge.File(c.name, []byte(c.base), []byte(c.ours), []byte(c.theirs), [3]string{"a", "b", "c"})
			took := time.Since(start)
			t.Log(took)
			if took > tooLong {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// aliases returns a text in which each of n keys refers to the previous key twice.
func aliases(n int) string {
	return "a0: &a0 [1]\n" + repeat(n, func(i int) string { return fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i) })
}

// kinds returns n lines of two kinds in an order with a long period.
func kinds(n, seed int) string {
	x := uint32(seed)
	return repeat(n, func(int) string {
		x = x*1664525 + 1013904223
		return string(rune('a'+x>>31)) + "\n"
	})
}

func TestFile_LargeStructuralMerge(t *testing.T) {
	const many = 2000
	text := func(value string) []byte {
		return []byte(repeat(many, func(i int) string { return fmt.Sprintf("- name: n%d\n  value: %s\n", i, value) }))
	}
	got, conflicts := merge.File("a.yaml", text("[1]"), text("[1, 2]"), text("[1, 3]"), [3]string{})
	if want := text("[1, 2, 3]"); conflicts != 0 || string(got) != string(want) {
		t.Errorf("%d conflicts:\n%.200s", conflicts, got)
	}
}

func TestTrees_Canceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := merge.Trees(ctx, nil, tree.Tree{"a": {}}, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// trees merges three trees.
func trees(t *testing.T, base, next, work tree.Tree, once func(path string) bool) merge.Result {
	t.Helper()
	result, err := merge.Trees(t.Context(), base, next, work, once)
	if err != nil {
		t.Fatal(err)
	}
	return result
}
