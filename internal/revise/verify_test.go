package revise

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFailures(t *testing.T) {
	cases := map[string]struct {
		output string
		want   []string
	}{
		"a package that doesn't compile": {
			"# example.com/shop/internal/jobs\ninternal/jobs/jobs.go:4:2: undefined: x\ninternal/jobs/jobs.go:9:2: undefined: y\n",
			[]string{"internal/jobs"},
		},
		"a package that vet can't read": {"vet: internal/jobs/jobs.go:4:2: undefined: x\n", []string{"internal/jobs"}},
		"a test beside others that pass": {
			"ok  \texample.com/shop/a\t0.1s\n--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/one (0.00s)\n        a_test.go:9: no\nFAIL\nFAIL\texample.com/shop/b\t0.1s\n?   \texample.com/shop/c\t[no test files]\nFAIL\n",
			[]string{"example.com/shop/b.TestA", "example.com/shop/b.TestA/one"},
		},
		"tests that don't compile": {
			"# example.com/shop/b [example.com/shop/b.test]\nb/b_test.go:1:2: undefined: x\nFAIL\texample.com/shop/b [build failed]\nFAIL\n",
			[]string{"b", "example.com/shop/b"},
		},
		"tests that end early":        {"panic: no\nFAIL\texample.com/shop/b\t0.1s\nFAIL\n", []string{"example.com/shop/b"}},
		"a go.mod that can't be used": {"go: updates to go.mod needed\n", []string{"everything"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, slices.Sorted(maps.Keys(failures(c.output)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
