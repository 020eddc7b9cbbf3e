package packdev

import (
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// fields has fields of types, some of which need an argument. Of any other type, the field
// has none. The digests of released packs depend on them, so they don't change.
var fields = []struct{ kind, text string }{
	{"string", "title:string:unique"},
	{"text", "body:text:optional"},
	{"email", "mail:email:index"},
	{"url", "link:url"},
	{"int", "count:int:min=1:max=9"},
	{"bigint", "total:bigint:default=7"},
	{"float", "ratio:float:optional"},
	{"decimal", "price:decimal=10,2"},
	{"bool", "active:bool:default=true"},
	{"uuid", "token:uuid"},
	{"date", "day:date"},
	{"time", "sent_at:time:optional"},
	{"enum", "status:enum=new,paid"},
	{"ref", "parent:ref=item:optional"},
	{"json", "meta:json:optional"},
}

// EveryType returns a resource with a field of every type that the pack has.
func EveryType(m pack.Manifest) (resource.Resource, error) {
	item := "item"
	missing := resource.Types()
	for _, f := range fields {
		if _, ok := m.Types[f.kind]; ok {
			item += " " + f.text
		}
		missing = slices.DeleteFunc(missing, func(kind resource.Type) bool { return string(kind) == f.kind })
	}
	for _, kind := range missing {
		if _, ok := m.Types[string(kind)]; ok {
			item += " a_" + string(kind) + ":" + string(kind)
		}
	}
	return resource.Parse(item)
}

// samples returns answers that represent a pack. First come the defaults alone. The others
// have a resource with every type of field, and together every pair of choices that can occur
// together.
func samples(m pack.Manifest) []spec.Answers {
	defaults := withTexts(m, map[string]any{})
	all := []spec.Answers{{Values: defaults}}
	var declared []resource.Resource
	if item, err := EveryType(m); err == nil && len(item.Fields) > 0 {
		declared = []resource.Resource{item}
	}
	for _, values := range pairwise(m) {
		answers := spec.Answers{Values: change.ResetInapplicable(m, withTexts(m, values)), Resources: declared}
		all = append(all, answers)
	}
	return all
}

// withTexts answers the texts that have no default.
func withTexts(m pack.Manifest, values map[string]any) map[string]any {
	for _, o := range m.Options {
		switch {
		case o.Kind != pack.Text || o.Default != nil:
		case o.Format == pack.FormatName:
			values[o.Name] = "shop"
		case o.Format == pack.FormatGoModule:
			values[o.Name] = "example.com/shop"
		case o.When == nil || o.When.Holds(values):
			values[o.Name] = "text"
		}
	}
	for _, o := range m.Options {
		if _, answered := values[o.Name]; !answered && o.Default == nil && len(o.Choices) > 0 {
			values[o.Name] = spec.Unanswered(o)
			if o.Kind == pack.Choice {
				values[o.Name] = o.Choices[0].Name
			}
		}
		if o.Kind == pack.Bool && o.Default == nil && values[o.Name] == nil {
			values[o.Name] = false
		}
	}
	return values
}

// described returns the answers of a sample that the user has to type, on one line.
func described(m pack.Manifest, answers spec.Answers) string {
	var words []string
	for _, o := range m.Options {
		value, ok := answers.Values[o.Name]
		if ok && o.Format == "" && spec.FormatValue(value) != spec.FormatValue(spec.Unanswered(o)) {
			words = append(words, o.Name+"="+spec.FormatValue(value))
		}
	}
	if len(words) == 0 {
		return "the defaults"
	}
	return strings.Join(words, ", ")
}

// dimension is an option, or one choice of an option that allows several, with its possible
// values.
type dimension struct {
	option string
	choice string // empty unless the option allows several choices
	values []any
}

func dimensions(m pack.Manifest) []dimension {
	var dims []dimension
	for _, o := range m.Options {
		switch o.Kind {
		case pack.Bool:
			dims = append(dims, dimension{option: o.Name, values: []any{false, true}})
		case pack.Choice:
			d := dimension{option: o.Name}
			for _, c := range o.Choices {
				d.values = append(d.values, c.Name)
			}
			dims = append(dims, d)
		case pack.Many:
			for _, c := range o.Choices {
				dims = append(dims, dimension{option: o.Name, choice: c.Name, values: []any{false, true}})
			}
		}
	}
	return dims
}

// The most that pairwise covers: packs may be untrusted.
const (
	maxDimensions = 60
	maxSamples    = 120
)

// pair is two values of two dimensions, by index: a is before b.
type pair struct{ a, ofA, b, ofB int }

// pairwise returns a few combinations of answers that together contain every pair of values
// that the pack's refusals allow. The result is deterministic.
func pairwise(m pack.Manifest) []map[string]any {
	dims := dimensions(m)
	dims = dims[:min(len(dims), maxDimensions)]
	covered := map[pair]bool{}
	var chosen []map[string]any
	for b := range dims {
		for a := range b {
			for ofB := range dims[b].values {
				for ofA := range dims[a].values {
					p := pair{a, ofA, b, ofB}
					if covered[p] || len(chosen) == maxSamples {
						continue
					}
					covered[p] = true // if it is possible at all
					if picked := complete(m, dims, p, covered); picked != nil {
						chosen = append(chosen, values(dims, picked))
					}
				}
			}
		}
	}
	if len(dims) == 1 {
		for of := range dims[0].values {
			chosen = append(chosen, values(dims, []int{of}))
		}
	}
	return chosen
}

// complete returns a combination with a pair, and marks its pairs as covered. It takes the
// values with the most pairs that aren't covered. It returns nil if the pack refuses what it
// tries.
func complete(m pack.Manifest, dims []dimension, p pair, covered map[pair]bool) []int {
	for try := range 8 {
		picked := make([]int, len(dims))
		for i := range picked {
			picked[i] = -1
		}
		picked[p.a], picked[p.b] = p.ofA, p.ofB
		for i := range dims {
			if picked[i] < 0 {
				picked[i] = best(dims, picked, i, try, covered)
			}
		}
		v := values(dims, picked)
		if slices.ContainsFunc(m.Refusals, func(r pack.Refusal) bool { return r.When.Holds(v) }) {
			continue
		}
		for b := range picked {
			for a := range b {
				covered[pair{a, picked[a], b, picked[b]}] = true
			}
		}
		return picked
	}
	return nil
}

// best returns the value of a dimension that makes the most new pairs. A later try begins
// with another value, and takes it.
func best(dims []dimension, picked []int, i, try int, covered map[pair]bool) int {
	n := len(dims[i].values)
	if try > 0 {
		return (i*try + try) % n
	}
	best, most := 0, -1
	for of := range n {
		count := 0
		for j, other := range picked {
			p := pair{i, of, j, other}
			if j < i {
				p = pair{j, other, i, of}
			}
			if other >= 0 && !covered[p] {
				count++
			}
		}
		if count > most {
			best, most = of, count
		}
	}
	return best
}

func values(dims []dimension, picked []int) map[string]any {
	all := map[string]any{}
	for i, d := range dims {
		value := d.values[picked[i]]
		if d.choice == "" {
			all[d.option] = value
			continue
		}
		list, ok := all[d.option].([]string)
		if !ok {
			list = []string{}
		}
		if value == true {
			list = append(list, d.choice)
		}
		all[d.option] = list
	}
	return all
}
