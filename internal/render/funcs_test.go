package render

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
)

// builtin are the functions of text/template that are used as they are: they
// make nothing longer than their arguments.
var builtin = []string{"and", "len", "not", "or", "slice"}

func TestFunctions_Allowed(t *testing.T) {
	want := []string{
		"add", "and", "append", "camel", "contains", "default", "dict", "eq", "first", "flat", "ge", "gt", "has", "hasPrefix", "hasSuffix",
		"indent", "index", "initial", "join", "kebab", "last", "le", "len", "list", "lower", "lt", "max", "min", "mul", "ne",
		"nindent", "not", "or", "pascal", "print", "printf", "println", "quote", "replace", "rest", "safe", "slice", "slot",
		"sortAlpha", "sub", "ternary", "trim", "trimPrefix", "trimSuffix", "uniq", "until", "upper", "without", "words",
	}
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(pack.Functions))); diff != "" {
		t.Errorf("what a pack may call (-want +got):\n%s", diff)
	}
	l := newLibrary(&budget{ctx: context.Background()}, &pack.Pack{}, nil)
	var provided []string
	for _, name := range slices.Sorted(maps.Keys(l.funcs())) {
		if !strings.HasPrefix(name, "_") {
			provided = append(provided, name)
		}
	}
	provided = slices.Sorted(slices.Values(slices.Concat(provided, builtin)))
	if diff := cmp.Diff(want, provided); diff != "" {
		t.Errorf("what is provided (-want +got):\n%s", diff)
	}
}
