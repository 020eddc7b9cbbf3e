package change

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// toyChanges are the changes of the versions 2 to 5 of the pack toy.
var toyChanges = []pack.Change{
	{Version: "2.0.0", Rename: &pack.Rename{Option: "threads", To: "workers"}},
	{Version: "2.0.0", Rename: &pack.Rename{Option: "server", Choice: "threaded", To: "parallel"}},
	{Version: "3.0.0", Set: &pack.Setting{Option: "health", Value: false, When: pack.When{"server": {"parallel"}}}},
	{Version: "3.0.0", Move: &pack.Move{From: "a", To: "b"}},
	{Version: "4.0.0", Split: &pack.Split{Option: "features", Into: map[string]map[string]any{"metrics": {"watch": true}}}},
	{Version: "4.0.0", Remove: &pack.Remove{Option: "health", Reason: "always there"}},
	{Version: "5.0.0", Split: &pack.Split{Option: "server", Into: map[string]map[string]any{
		"plain":    {"style": "simple", "features": []string{"docs"}},
		"parallel": {"style": "fast"},
	}}},
	{Version: "5.0.0", Move: &pack.Move{From: "b", To: "c"}},
}

func choicesOf(names ...string) []pack.OptionChoice {
	var all []pack.OptionChoice
	for _, name := range names {
		all = append(all, pack.OptionChoice{Name: name})
	}
	return all
}

// toy returns a version of the pack toy, from 1 to 5.
func toy(version int) pack.Manifest {
	m := manifest
	m.Version = string(rune('0'+version)) + ".0.0"
	features := pack.Option{Name: "features", Kind: pack.Many, Default: []string{}, Choices: choicesOf("docs", "metrics")}
	server := pack.Option{Name: "server", Kind: pack.Choice, Default: "plain", Choices: choicesOf("plain", "parallel")}
	workers := pack.Option{Name: "workers", Kind: pack.Text, Default: "4", When: pack.When{"server": {"parallel"}}}
	health := pack.Option{Name: "health", Kind: pack.Bool, Default: true}
	watch := pack.Option{Name: "watch", Kind: pack.Bool, Default: false}
	switch version {
	case 1:
		return m
	case 2:
		m.Options = []pack.Option{server, workers, features}
	case 3:
		m.Options = []pack.Option{server, workers, features, health}
	case 4:
		features.Choices = choicesOf("docs")
		m.Options = []pack.Option{server, workers, features, watch}
	case 5:
		features.Choices = choicesOf("docs")
		style := pack.Option{Name: "style", Kind: pack.Choice, Default: "simple", Choices: choicesOf("simple", "fast")}
		workers.When = pack.When{"style": {"fast"}}
		m.Options = []pack.Option{style, workers, features, watch}
	}
	for _, c := range toyChanges {
		if c.Version <= m.Version {
			m.Changes = append(m.Changes, c)
		}
	}
	return m
}

func toyRef(version int) spec.PackRef {
	return spec.PackRef{Name: "toy", Version: toy(version).Version}
}

// old returns a service of version 1 with some answers.
func old(t *testing.T, values map[string]any) Service {
	t.Helper()
	resolved, err := spec.Resolve(toy(1), toyRef(1), spec.Answers{Values: values, Resources: resources(t, "user name:string")})
	if err != nil {
		t.Fatal(err)
	}
	return Service{Manifest: toy(1), Answers: resolved.Answers()}
}

func TestUpdate_DirectEqualsStepByStep(t *testing.T) {
	cases := map[string]map[string]any{
		"defaults":     {},
		"all answered": {"server": "threaded", "threads": "8", "features": []string{"docs", "metrics"}},
		"one feature":  {"features": []string{"metrics"}},
	}
	for name, values := range cases {
		t.Run(name, func(t *testing.T) {
			first := old(t, values)
			direct, err := first.Update(toy(5), toyRef(5), nil)
			if err != nil {
				t.Fatal(err)
			}
			step, moves := first, []pack.Move{}
			for v := 2; v <= 5; v++ {
				next, err := step.Update(toy(v), toyRef(v), nil)
				if err != nil {
					t.Fatalf("to version %d: %v", v, err)
				}
				step = Service{Manifest: toy(v), Answers: next.Spec.Answers()}
				moves = append(moves, next.Moves...)
			}
			if diff := cmp.Diff(step.Answers, direct.Spec.Answers()); diff != "" {
				t.Errorf("step by step, and direct:\n%s", diff)
			}
			if diff := cmp.Diff(moves, direct.Moves); diff != "" {
				t.Errorf("step by step, and direct:\n%s", diff)
			}
		})
	}
}

func TestUpdate_RewritesAnswers(t *testing.T) {
	cases := map[string]struct {
		values map[string]any
		want   map[string]any
		notes  []string
	}{
		"an answer that is renamed, split and removed on the way": {
			map[string]any{"server": "threaded", "threads": "8", "features": []string{"metrics"}},
			map[string]any{"style": "fast", "workers": "8", "features": []string{}, "watch": true},
			[]string{
				"the option threads is called workers now",
				"server=threaded is called server=parallel now",
				"the new option health is false, as in all existing services",
				"features=metrics is watch=true now",
				"the option health, which was false, is gone: always there",
				"server=parallel is style=fast now",
			},
		},
		"a list that is added to": {
			map[string]any{"server": "plain"},
			map[string]any{"style": "simple", "workers": "4", "features": []string{"docs"}, "watch": false},
			[]string{"the option threads is called workers now", "server=plain is features=docs and style=simple now"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			u, err := old(t, c.values).Update(toy(5), toyRef(5), nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, u.Spec.Values); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.notes, u.Notes); diff != "" {
				t.Error(diff)
			}
			if u.Spec.Pack != toyRef(5) {
				t.Errorf("the pack is %v", u.Spec.Pack)
			}
		})
	}
}

func TestUpdate_Refuses(t *testing.T) {
	last := func(edit func(*pack.Manifest)) pack.Manifest {
		m := toy(2)
		m.Changes = append([]pack.Change{}, m.Changes...)
		edit(&m)
		return m
	}
	cases := map[string]struct {
		to    pack.Manifest
		given map[string]any
		code  string
		hint  string
	}{
		"an option that is gone without a word": {
			last(func(m *pack.Manifest) { m.Changes = nil }), nil,
			"option_gone", "tell the pack's authors to list it under changes, in pack.yaml",
		},
		"an option that another pack doesn't have": {
			last(func(m *pack.Manifest) { m.Name, m.Changes = "other", nil }), nil,
			"option_gone", "other isn't a version of the pack toy, which this service has: check --pack",
		},
		"a removed choice that the service has": {
			last(func(m *pack.Manifest) {
				m.Changes = append(m.Changes, pack.Change{Version: "2.0.0", Remove: &pack.Remove{Option: "server", Choice: "parallel", Reason: "too fast"}})
			}), nil,
			"choice_gone", "choose another one first, with newsvc set server=VALUE",
		},
		"an answer that a split leaves out": {
			last(func(m *pack.Manifest) {
				m.Changes = append(m.Changes, pack.Change{Version: "2.0.0", Split: &pack.Split{Option: "server", Into: map[string]map[string]any{"plain": {}}}})
			}), nil,
			"not_split", "change that first, with newsvc set server=VALUE",
		},
		"a new option without an answer": {
			last(func(m *pack.Manifest) { m.Options = append(m.Options, pack.Option{Name: "team", Kind: pack.Text}) }), nil,
			"missing_answer", "add --set team=TEXT",
		},
		"a wrong answer to a new option": {toy(2), map[string]any{"workers": true}, "bad_answer", "in a file, write workers: with text, in quotes if it looks like something else"},
		"an answer to no option":         {toy(2), map[string]any{"wrokers": "8"}, "unknown_option", "did you mean workers? newsvc options lists them"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := old(t, map[string]any{"server": "threaded"})
			before := maps.Clone(s.Answers.Values)
			_, err := s.Update(c.to, toyRef(2), c.given)
			if err == nil {
				t.Fatal("it was accepted")
			}
			if first := fault.All(err)[0]; first.Code != c.code || first.Hint != c.hint {
				t.Errorf("got %s: %v\nhint: %s", first.Code, first, first.Hint)
			}
			if diff := cmp.Diff(before, s.Answers.Values); diff != "" {
				t.Errorf("the old answers changed: %s", diff)
			}
		})
	}
}

func TestUpdate_TakesAnswersToNewOptions(t *testing.T) {
	to := toy(2)
	to.Options = append(to.Options, pack.Option{Name: "team", Kind: pack.Text})
	u, err := old(t, nil).Update(to, toyRef(2), map[string]any{"team": "ops"})
	if err != nil || u.Spec.Values["team"] != "ops" {
		t.Errorf("%v, %v", u.Spec.Values, err)
	}
}
