package change

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

func TestRequest_ArgsAreParsedBack(t *testing.T) {
	s := Service{
		Manifest: pack.Manifest{Options: []pack.Option{
			{Name: "framework", Kind: pack.Choice, Choices: []pack.OptionChoice{{Name: "chi"}, {Name: "gin"}}},
			{Name: "features", Kind: pack.Many, Choices: []pack.OptionChoice{{Name: "docs"}, {Name: "metrics"}}},
			{Name: "prefork", Kind: pack.Bool},
		}},
		Answers: spec.Answers{
			Values:    map[string]any{"features": []string{"docs"}},
			Resources: []resource.Resource{{Name: "user", Plural: "users"}},
		},
	}
	cases := map[string]struct{ args, want string }{
		"a resource":              {"add resource post title:string by:ref=user", "add resource post title:string by:ref=user"},
		"a resource's own plural": {"add resource leaf/leafs name:string", "add resource leaf/leafs name:string"},
		"fields":                  {"add field user age:int:optional nick:string:optional", "add field user age:int:optional nick:string:optional"},
		"resources to remove":     {"remove resource post user", "remove resource post user"},
		"fields to remove":        {"remove field user age nick", "remove field user age nick"},
		"options":                 {"set prefork=true framework=gin", "set framework=gin prefork=true"},
		"a longer list":           {"set features+=metrics", "set features=docs,metrics"},
		"a shorter list":          {"set features-=docs", "set features=none"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			words := strings.Fields(c.args)
			op, kind, rest := Op(words[0]), Kind(""), words[1:]
			if op != Set {
				kind, rest = Kind(words[1]), words[2:]
			}
			r, err := s.Parse(op, kind, rest)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, strings.Join(r.Args(), " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestService_ParseRefusesWhatIsNoValue(t *testing.T) {
	s := Service{Manifest: pack.Manifest{Options: []pack.Option{{Name: "prefork", Kind: pack.Bool}, {Name: "framework", Kind: pack.Choice}}}}
	cases := map[string]string{
		"no equals sign":         "prefork",
		"no key":                 "=true",
		"no truth value":         "prefork=maybe",
		"a word for what is one": "framework+=gin",
		"two different values":   "framework=chi framework=gin",
	}
	for name, args := range cases {
		t.Run(name, func(t *testing.T) {
			if r, err := s.Parse(Set, "", slices.Collect(strings.FieldsSeq(args))); err == nil {
				t.Errorf("got %v", r.Args())
			}
		})
	}
}
