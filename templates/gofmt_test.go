package templates_test

import (
	"fmt"
	"go/format"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/choices"
	"github.com/newsvc/newsvc/internal/resource"
)

// TestGofmted_RandomServices proves that the Go files that gofmt of pack.yaml doesn't name
// come out of their templates as gofmt writes them.
func TestGofmted_RandomServices(t *testing.T) {
	p := load(t)
	all := choices.All(p.Manifest)
	count := 300
	if testing.Short() {
		count = 48
	}
	const parts = 8
	for part := range parts {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			for seed := part; seed < count; seed += parts {
				random := rand.New(rand.NewPCG(uint64(seed), 12))
				declared := randomResources(random)
				values := maps.Clone(all[random.IntN(len(all))])
				values["name"] = []string{"a", "hello", "a-service-with-a-long-name"}[random.IntN(3)]
				values["module"] = []string{"a.b/c", "example.com/hello", "zebra.example/x/y/z"}[random.IntN(3)]
				for name, data := range renderAll(t, p, values, declared...) {
					if path.Ext(name) != ".go" {
						continue
					}
					if formatted, err := format.Source(data); err != nil || string(formatted) != string(data) {
						t.Fatalf("%s isn't as gofmt writes it (%v), with %v and %q:\n%s", name, err, values, declared, firstDifference(string(data), string(formatted)))
					}
				}
			}
		})
	}
}

// randomResources declares some resources whose fields have any types and modifiers, and
// names of any length.
func randomResources(random *rand.Rand) []string {
	names := []string{"a1", "user", "order_item", "type", "news", "warehouse_address", "zebra", "server"}
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	names = names[:1+random.IntN(4)]
	declared := make([]string, len(names))
	for i, name := range names {
		declared[i] = name
		for n := range 1 + random.IntN(5) {
			of := resource.Types()[random.IntN(len(resource.Types()))]
			field := fmt.Sprintf(" %s%d:", strings.Repeat("f", 1+random.IntN(12)), n)
			modifiers := slices.DeleteFunc(of.Modifiers(), func(m string) bool {
				return m == "min=" || m == "default="
			})
			switch of {
			case resource.Ref: // Only to itself or earlier ones, or optional: a circle of required ones is refused.
				field += "ref=" + names[random.IntN(len(names))] + ":optional"
				modifiers = slices.DeleteFunc(modifiers, func(m string) bool { return m == "optional" })
			default:
				field += typed(of)
			}
			for _, m := range modifiers {
				if random.IntN(2) > 0 {
					continue
				}
				if m == "max=" {
					m = "max=9"
				}
				field += ":" + m
			}
			if example, ok := defaults[of]; ok && !strings.Contains(field, ":unique") && random.IntN(3) == 0 {
				field += ":default=" + example
			}
			declared[i] += field
		}
	}
	return declared
}

// defaults are of the types that have one in these services.
var defaults = map[resource.Type]string{
	resource.String: "abc", resource.Int: "7", resource.Float: "1.5", resource.Bool: "true", resource.Decimal: "1.50",
	resource.Date: "2026-01-02", resource.Enum: "new", resource.JSON: "1",
}

func firstDifference(got, want string) string {
	others := strings.Split(want, "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(others) || line != others[i] {
			return fmt.Sprintf("line %d: %q, gofmt: %q", i+1, line, others[min(i, len(others)-1)])
		}
	}
	return ""
}
