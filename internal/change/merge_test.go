package change

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/spec"
)

func TestMerge(t *testing.T) {
	base := service(t, "user name:string", "tag name:string")
	ours, theirs := base, base
	theirs.Now = start.Add(time.Hour)
	c, err := ours.AddResources(resources(t, "post by:ref=user")...)
	ours = ours.then(t, c, err)
	c, err = ours.SetValues(map[string]any{"features": []string{"docs"}})
	ours = ours.then(t, c, err)
	c, err = theirs.AddResources(resources(t, "like by:ref=user")...)
	theirs = theirs.then(t, c, err)
	c, err = theirs.AddFields("user", fields(t, "age:int:optional")...)
	theirs = theirs.then(t, c, err)
	c, err = theirs.RemoveResources("tag")
	theirs = theirs.then(t, c, err)
	c, err = theirs.SetValues(map[string]any{"features": []string{"metrics"}, "server": "threaded"})
	theirs = theirs.then(t, c, err)

	merged, err := Merge(base.Answers, ours.Answers, theirs.Answers)
	if err != nil {
		t.Fatal(err)
	}
	s, err := spec.Resolve(manifest, ref, merged)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range s.Resources {
		got = append(got, r.String())
	}
	want := []string{"user name:string age:int:optional", "post by:ref=user", "like by:ref=user"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resources: -want +got:\n%s", diff)
	}
	wantSteps := []string{
		"00001 create users name:string", "00002 create tags name:string", "20260131150405 create posts by:ref=user map[user:users]",
		"20260131160405 create likes by:ref=user map[user:users]", "20260131160406 add_field users age:int:optional", "20260131160407 drop tags name:string",
	}
	if diff := cmp.Diff(wantSteps, formatSteps(s.Schema)); diff != "" {
		t.Errorf("schema: -want +got:\n%s", diff)
	}
	wantValues := map[string]any{"features": []string{"docs", "metrics"}, "server": "threaded", "threads": "4"}
	if diff := cmp.Diff(wantValues, s.Values); diff != "" {
		t.Errorf("values: -want +got:\n%s", diff)
	}
	mirrored, err := Merge(base.Answers, theirs.Answers, ours.Answers)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := spec.Resolve(manifest, ref, mirrored); err != nil || sorted(again.Answers()) != sorted(s.Answers()) {
		t.Errorf("merging in the other direction gives a different result: %v", err)
	}
}

func TestMerge_Conflicts(t *testing.T) {
	base := service(t, "user name:string", "tag name:string")
	ours, theirs := base, base
	c, err := ours.AddFields("user", fields(t, "age:int:optional")...)
	ours = ours.then(t, c, err)
	c, err = ours.RemoveResources("tag")
	ours = ours.then(t, c, err)
	c, err = theirs.AddFields("user", fields(t, "age:string:optional")...)
	theirs = theirs.then(t, c, err)
	c, err = theirs.AddFields("tag", fields(t, "color:string:optional")...)
	theirs = theirs.then(t, c, err)
	_, err = Merge(base.Answers, ours.Answers, theirs.Answers)
	var got []string
	for _, e := range fault.All(err) {
		got = append(got, e.Message)
	}
	slices.Sort(got)
	want := []string{
		"the field age of user: one side has age:int:optional, the other age:string:optional",
		"the resource tag: one side has none, the other tag name:string color:string:optional",
		"the step 20260131150405 of the schema: one side has add_field users age:int:optional, the other add_field users age:string:optional",
		"the step 20260131150406 of the schema: one side has drop tags name:string, the other add_field tags color:string:optional",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRenumber(t *testing.T) {
	base := service(t, "user name:string")
	grown := func(names ...string) spec.Answers {
		side := base
		for _, name := range names {
			c, err := side.AddResources(resources(t, name+" title:string")...)
			side = side.then(t, c, err)
		}
		return side.Answers
	}
	cases := map[string]struct {
		fixed, moved []string // the resources of the side that keeps its ids, and of the renumbered side
		want         []string // the new ids of the renumbered side, as seconds after the base
	}{
		"one step each":                      {[]string{"post"}, []string{"tag"}, []string{"1"}},
		"more steps on the other side":       {[]string{"post", "like"}, []string{"tag"}, []string{"2"}},
		"more steps on the renumbered side":  {[]string{"post"}, []string{"tag", "like"}, []string{"1", "2"}},
		"the same step on both sides":        {[]string{"post"}, []string{"post"}, []string{"0"}},
		"the same step, then different ones": {[]string{"post", "like"}, []string{"post", "tag"}, []string{"0", "2"}},
		"no steps on the other side":         {nil, []string{"tag"}, []string{"0"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fixed, moved := grown(c.fixed...), grown(c.moved...)
			renumbered, ids := Renumber(base.Answers, fixed, moved)
			for i, step := range renumbered.Schema[len(base.Answers.Schema):] {
				seconds, _ := strconv.Atoi(c.want[i])
				if want := start.Add(time.Duration(seconds) * time.Second).Format(stampForm); step.ID != want {
					t.Errorf("step %d is %s, want %s", i, step.ID, want)
				}
				if was := moved.Schema[len(base.Answers.Schema)+i].ID; (was != step.ID) != (ids[was] == step.ID) {
					t.Errorf("step %s is now %s, but Renumber returned %v", was, step.ID, ids)
				}
			}
			merged, err := Merge(base.Answers, fixed, renumbered)
			if err != nil {
				t.Fatal(err)
			}
			if _, again := Repeated(merged); len(again) > 0 {
				t.Errorf("ids still occur twice: %v", again)
			}
			if _, err := spec.Resolve(base.Manifest, base.Answers.Pack, merged); err != nil {
				t.Error(err)
			}
		})
	}
}
