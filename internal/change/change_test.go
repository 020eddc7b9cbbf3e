package change

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

var manifest = pack.Manifest{
	Name: "toy",
	Options: []pack.Option{
		{Name: "server", Kind: pack.Choice, Default: "plain", Choices: []pack.OptionChoice{{Name: "plain"}, {Name: "threaded"}}},
		{Name: "threads", Kind: pack.Text, Default: "4", When: pack.When{"server": {"threaded"}}},
		{Name: "features", Kind: pack.Many, Default: []string{}, Choices: []pack.OptionChoice{{Name: "docs"}, {Name: "metrics"}}},
	},
}

var (
	ref   = spec.PackRef{Name: "toy"}
	start = time.Date(2026, 1, 31, 15, 4, 5, 0, time.UTC)
)

func resources(t testing.TB, written ...string) []resource.Resource {
	t.Helper()
	var list []resource.Resource
	for _, text := range written {
		r, err := resource.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

func fields(t testing.TB, written ...string) []resource.Field {
	t.Helper()
	var list []resource.Field
	for _, text := range written {
		f, err := resource.ParseField(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

// service returns a service with some resources, whose steps are committed.
func service(t testing.TB, written ...string) Service {
	t.Helper()
	s, err := spec.Resolve(manifest, ref, spec.Answers{Resources: resources(t, written...)})
	if err != nil {
		t.Fatal(err)
	}
	first := s.Schema
	return Service{
		Manifest: manifest, Answers: s.Answers(), Now: start, Rows: true,
		Kept: func(id string) bool { return slices.ContainsFunc(first, func(s spec.Step) bool { return s.ID == id }) },
	}
}

// then returns the service after a change.
func (s Service) then(t testing.TB, c Change, err error) Service {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	s.Answers = c.Spec.Answers()
	return s
}

// committed returns the service with all of its steps committed.
func (s Service) committed() Service {
	s.Kept = nil
	return s
}

// formatSteps formats a schema.
func formatSteps(steps []spec.Step) []string {
	var lines []string
	for _, s := range steps {
		line := s.ID + " " + s.Op + " " + s.Plural
		for _, f := range s.Fields {
			line += " " + f.String()
		}
		if len(s.Targets) > 0 {
			line += " " + fmt.Sprint(s.Targets)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestSchema(t *testing.T) {
	cases := map[string]struct {
		from []string
		do   func(t *testing.T, s Service) Service
		want []string
	}{
		"a new resource gets a table": {
			from: []string{"user name:string"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.AddResources(resources(t, "order buyer:ref=user")...)
				return s.then(t, c, err)
			},
			want: []string{"00001 create users name:string", "20260131150405 create orders buyer:ref=user map[user:users]"},
		},
		"steps in the same second get different ids": {
			from: []string{"user name:string"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.AddResources(resources(t, "b a:ref=a", "a name:string")...)
				return s.then(t, c, err)
			},
			want: []string{"00001 create users name:string", "20260131150405 create as name:string", "20260131150406 create bs a:ref=a map[a:as]"},
		},
		"an uncommitted resource leaves no trace": {
			from: []string{"user name:string"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.AddResources(resources(t, "post by:ref=user")...)
				s = s.then(t, c, err)
				c, err = s.AddFields("post", fields(t, "title:string")...)
				s = s.then(t, c, err)
				c, err = s.RemoveResources("post")
				return s.then(t, c, err)
			},
			want: []string{"00001 create users name:string"},
		},
		"a committed resource is dropped with its current fields": {
			from: []string{"user name:string", "post by:ref=user"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.AddFields("post", fields(t, "title:string:optional")...)
				s = s.committed().then(t, c, err)
				c, err = s.RemoveResources("post")
				return s.then(t, c, err)
			},
			want: []string{
				"00001 create users name:string", "00002 create posts by:ref=user map[user:users]", "20260131150405 add_field posts title:string:optional",
				"20260131150406 drop posts by:ref=user title:string:optional map[user:users]",
			},
		},
		"an uncommitted field is retracted before its committed table is dropped": {
			from: []string{"user name:string", "post title:string"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.AddFields("post", fields(t, "text:text:optional")...)
				s = s.then(t, c, err)
				c, err = s.RemoveResources("post")
				return s.then(t, c, err)
			},
			want: []string{"00001 create users name:string", "00002 create posts title:string", "20260131150406 drop posts title:string"},
		},
		"a dropped resource is added again unchanged": {
			from: []string{"user name:string", "post title:string"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.RemoveResources("post")
				s = s.then(t, c, err)
				c, err = s.AddResources(resources(t, "post title:string")...)
				return s.then(t, c, err)
			},
			want: []string{"00001 create users name:string", "00002 create posts title:string"},
		},
		"a dropped resource is added again with changes": {
			from: []string{"user name:string", "post title:string"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.RemoveResources("post")
				s = s.then(t, c, err)
				c, err = s.AddResources(resources(t, "post title:text")...)
				return s.then(t, c, err)
			},
			want: []string{
				"00001 create users name:string", "00002 create posts title:string",
				"20260131150405 drop posts title:string", "20260131150406 create posts title:text",
			},
		},
		"a removed field is added again unchanged": {
			from: []string{"user name:string age:int"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.RemoveFields("user", "age")
				s = s.then(t, c, err)
				c, err = s.AddFields("user", fields(t, "age:int", "nick:string:optional")...)
				return s.then(t, c, err)
			},
			want: []string{"00001 create users name:string age:int", "20260131150406 add_field users nick:string:optional"},
		},
		"one of several fields from one step is removed": {
			from: []string{"user name:string"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.AddFields("user", fields(t, "a:int:optional", "b:int:optional")...)
				s = s.then(t, c, err)
				c, err = s.RemoveFields("user", "a")
				return s.then(t, c, err)
			},
			want: []string{
				"00001 create users name:string", "20260131150405 add_field users a:int:optional b:int:optional",
				"20260131150406 remove_field users a:int:optional",
			},
		},
		"tables that refer to each other are dropped together": {
			from: []string{"x name:string", "a b:ref=b:optional n:int", "b a:ref=a n:int"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.RemoveResources("a", "b")
				return s.then(t, c, err)
			},
			want: []string{
				"00001 create xes name:string", "00002 create as n:int", "00003 create bs a:ref=a n:int map[a:as]", "00004 add_field as b:ref=b:optional map[b:bs]",
				"20260131150405 remove_field as b:ref=b:optional map[b:bs]",
				"20260131150406 drop bs a:ref=a n:int map[a:as]", "20260131150407 drop as n:int",
			},
		},
		"a required field of an uncommitted table needs no default": {
			from: []string{"user name:string"},
			do: func(t *testing.T, s Service) Service {
				c, err := s.AddResources(resources(t, "post title:string")...)
				s = s.then(t, c, err)
				c, err = s.AddFields("post", fields(t, "by:ref=user")...)
				return s.then(t, c, err)
			},
			want: []string{
				"00001 create users name:string", "20260131150405 create posts title:string",
				"20260131150406 add_field posts by:ref=user map[user:users]",
			},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := c.do(t, service(t, c.from...))
			if diff := cmp.Diff(c.want, formatSteps(got.Answers.Schema)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	cases := map[string]struct {
		do   func(t *testing.T, s Service) (Change, error)
		want []string // messages and hints
	}{
		"a required field without a default": {
			func(t *testing.T, s Service) (Change, error) {
				return s.AddFields("user", fields(t, "age:int", "level:enum=low,high", "site:url:unique", "boss:ref=user")...)
			},
			[]string{
				"resource user: field age: existing rows would have no value for it", "give it a default, as in age:int:default=0, or make it optional: age:int:optional",
				"resource user: field level: existing rows would have no value for it", "give it a default, as in level:enum=low,high:default=low, or make it optional: level:enum=low,high:optional",
				"resource user: field site: existing rows would have no value for it, and no default works for all of them", "make it optional: site:url:optional:unique",
				"resource user: field boss: existing rows would have no value for it, and no default works for all of them", "make it optional: boss:ref=user:optional",
			},
		},
		"an existing field": {
			func(t *testing.T, s Service) (Change, error) {
				return s.AddFields("post", fields(t, "by_id:uuid:optional")...)
			},
			[]string{"resource post has by_id already: by:ref=user", "give the new one another name, or remove the old one first: newsvc remove field post by"},
		},
		"an existing resource": {
			func(t *testing.T, s Service) (Change, error) {
				return s.AddResources(resources(t, "user name:string age:int")...)
			},
			[]string{"resource user exists already", "add fields to it: newsvc add field user age:int"},
		},
		"a reference to an unknown resource": {
			func(t *testing.T, s Service) (Change, error) {
				return s.AddResources(resources(t, "like of:ref=posts by:ref=person")...)
			},
			[]string{
				"resource like: field of: there is no resource posts", "try of:ref=post",
				"resource like: field by: there is no resource person", "add it first, as in newsvc add resource person name:string",
			},
		},
		"a misspelt reference to itself": {
			func(t *testing.T, s Service) (Change, error) {
				return s.AddResources(resources(t, "category name:string parent:ref=categry")...)
			},
			[]string{"resource category: field parent: there is no resource categry", "try parent:ref=category:optional"},
		},
		"a resource that another refers to": {
			func(_ *testing.T, s Service) (Change, error) { return s.RemoveResources("user") },
			[]string{"by of post refers to user", "remove it first: newsvc remove field post by"},
		},
		"all resources": {
			func(_ *testing.T, s Service) (Change, error) { return s.RemoveResources("user", "post") },
			[]string{"user is the last resource, and a service needs at least one", "add another one first: newsvc add resource NAME FIELD…"},
		},
		"all fields": {
			func(_ *testing.T, s Service) (Change, error) { return s.RemoveFields("user", "name") },
			[]string{"resource user would have no fields without name", "remove the resource: newsvc remove resource user"},
		},
		"unknown fields": {
			func(_ *testing.T, s Service) (Change, error) { return s.RemoveFields("post", "titel", "by_id") },
			[]string{`resource post has no field "titel"`, "did you mean title?"},
		},
		"an unknown resource": {
			func(_ *testing.T, s Service) (Change, error) { return s.RemoveResources("users") },
			[]string{`there is no resource "users"`, "did you mean user?"},
		},
		"an unknown option and value": {
			func(_ *testing.T, s Service) (Change, error) {
				return s.SetValues(map[string]any{"server": "thread", "feature": "x"})
			},
			[]string{
				`the pack toy has no option "feature"`, "did you mean features? newsvc options lists them",
				"server: thread is none of plain, threaded", "try server=threaded",
			},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := c.do(t, service(t, "user name:string", "post title:string by:ref=user"))
			var got []string
			for _, e := range fault.All(err) {
				got = append(got, e.Message, e.Hint)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestSetValues_Reset(t *testing.T) {
	s := service(t, "user name:string")
	c, err := s.SetValues(map[string]any{"server": "threaded", "threads": "8"})
	s = s.then(t, c, err)
	c, err = s.SetValues(map[string]any{"server": "plain"})
	s = s.then(t, c, err)
	if diff := cmp.Diff([]string{"threads"}, c.Reset); diff != "" {
		t.Errorf("reset: -want +got:\n%s", diff)
	}
	want := map[string]any{"server": "plain", "threads": "4", "features": []string{}}
	if diff := cmp.Diff(want, s.Answers.Values); diff != "" {
		t.Errorf("values: -want +got:\n%s", diff)
	}
}

// randomField returns a field that can be added to any table.
func randomField(t testing.TB, random *rand.Rand, name string, others []resource.Resource) resource.Field {
	kinds := []string{":string:optional", ":int:default=3", ":bool:optional", ":enum=a,b:default=a:index", ":string:optional:unique"}
	if len(others) > 0 {
		kinds = append(kinds, ":ref="+others[random.IntN(len(others))].Name+":optional")
	}
	return fields(t, name+kinds[random.IntN(len(kinds))])[0]
}

func randomResource(t testing.TB, random *rand.Rand, name string, others []resource.Resource) resource.Resource {
	r := resources(t, name+" label:string")[0]
	for i := range random.IntN(4) {
		r.Fields = append(r.Fields, randomField(t, random, fmt.Sprintf("f%d", i), others))
	}
	return r
}

// history makes a random change. It reports false if the change is rejected.
func history(t testing.TB, random *rand.Rand, s *Service, step int) bool {
	existing := s.Answers.Resources
	one := existing[random.IntN(len(existing))]
	s.Now = s.Now.Add(time.Duration(random.IntN(3)) * time.Second)
	var c Change
	var err error
	switch random.IntN(5) {
	case 0:
		c, err = s.AddResources(randomResource(t, random, fmt.Sprintf("r%d", step), existing))
	case 1:
		c, err = s.AddFields(one.Name, randomField(t, random, fmt.Sprintf("g%d", step), existing))
	case 2:
		c, err = s.RemoveResources(one.Name)
	case 3:
		c, err = s.RemoveFields(one.Name, one.Fields[random.IntN(len(one.Fields))].Name)
	case 4:
		ids := map[string]bool{}
		for _, step := range s.Answers.Schema {
			ids[step.ID] = true
		}
		s.Kept = func(id string) bool { return ids[id] }
		return true
	}
	for _, e := range fault.All(err) {
		if !slices.Contains([]string{"still_referred", "last_resource", "last_field"}, e.Code) {
			t.Fatalf("%s: %s", e.Code, e.Message)
		}
	}
	if err != nil {
		return false
	}
	s.Answers = c.Spec.Answers()
	return true
}

func plain(a spec.Answers) string {
	a.Schema = nil
	data, err := a.Marshal()
	if err != nil {
		panic(err)
	}
	return string(data)
}

func sorted(a spec.Answers) string {
	lines := strings.Split(plain(a), "  - name:")
	slices.Sort(lines[1:])
	return strings.Join(lines, "")
}

func TestRandomHistories(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		s := service(t, "base label:string")
		for step := range 12 {
			history(t, random, &s, step)
		}
		if _, err := spec.Resolve(manifest, ref, s.Answers); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		added := randomResource(t, random, "extra", s.Answers.Resources)
		c, err := s.AddResources(added)
		with := s.then(t, c, err)
		c, err = with.RemoveResources("extra")
		if got := with.then(t, c, err); !cmp.Equal(got.Answers, s.Answers) {
			t.Errorf("seed %d: add and remove don't restore the answers: %s", seed, cmp.Diff(s.Answers, got.Answers))
		}
		c, err = with.committed().RemoveResources("extra")
		if got := with.then(t, c, err); plain(got.Answers) != plain(s.Answers) {
			t.Errorf("seed %d: add, commit and remove don't restore the answers: %s", seed, cmp.Diff(plain(s.Answers), plain(got.Answers)))
		}
		commute(t, seed, random, s)
	}
}

// commute adds a resource and a field in both orders and compares the results.
func commute(t *testing.T, seed uint64, random *rand.Rand, s Service) {
	t.Helper()
	r := randomResource(t, random, "extra", s.Answers.Resources)
	name := s.Answers.Resources[0].Name
	f := randomField(t, random, "more", s.Answers.Resources)
	c, err := s.AddResources(r)
	one := s.then(t, c, err)
	c, err = one.AddFields(name, f)
	one = one.then(t, c, err)
	c, err = s.AddFields(name, f)
	two := s.then(t, c, err)
	c, err = two.AddResources(r)
	two = two.then(t, c, err)
	if diff := cmp.Diff(sorted(one.Answers), sorted(two.Answers)); diff != "" {
		t.Errorf("seed %d: the order matters: %s", seed, diff)
	}
}
