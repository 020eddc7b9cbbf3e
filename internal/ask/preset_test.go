package ask

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// withPresets asks for a service of a pack with two presets.
func withPresets() Request {
	r := request()
	r.Manifest.Presets = []pack.Preset{
		{Name: "fast", What: "speed", Answers: map[string]any{"framework": "fiber", "prefork": true}},
		{Name: "usual", What: "what most take", Answers: map[string]any{"framework": "chi", "features": []string{"docs"}}},
	}
	return r
}

func TestForm_Presets(t *testing.T) {
	cases := map[string]struct {
		given map[string]any
		keys  []string
		want  map[string]any
	}{
		"the usual one is selected": {nil, []string{"enter", "enter", "enter", "enter"}, map[string]any{"name": "shop", "framework": "chi", "features": []string{"docs"}}},
		"another one":               {nil, []string{"up", "enter", "enter", "enter", "enter", "enter"}, map[string]any{"name": "shop", "framework": "fiber", "prefork": true, "features": []string{"docs"}}},
		"none":                      {nil, []string{"each", "enter", "enter", "fiber", "enter", "enter", "enter", "enter", "enter"}, map[string]any{"name": "shop", "framework": "fiber", "prefork": false, "features": []string{"docs"}}},
		"a given answer wins":       {map[string]any{"framework": "chi"}, []string{"up", "enter", "enter", "enter", "enter", "enter"}, map[string]any{"name": "shop", "framework": "chi", "features": []string{"docs"}}},
		"an answer is changed on the last page": {
			nil,
			[]string{"enter", "enter", "enter", "features", "enter", "auth", "space", "enter", "enter"},
			map[string]any{"name": "shop", "framework": "chi", "features": []string{"docs", "auth"}},
		},
		"another preset after going back": {
			nil,
			[]string{"enter", "back", "up", "enter", "enter", "enter", "enter", "enter"},
			map[string]any{"name": "shop", "framework": "fiber", "prefork": true, "features": []string{"docs"}},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := withPresets()
			r.Given.Values = c.given
			m := form(r)
			m.pressAll(c.keys...)
			if !m.over || m.ended != nil {
				t.Fatalf("the form isn't done: %v\n%s", m.ended, m.View())
			}
			if diff := cmp.Diff(c.want, m.answers().Values); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestForm_PresetsShowWhatTheyChoose(t *testing.T) {
	m := form(withPresets())
	for _, want := range []string{"fast", "speed", "usual", "chooses: framework chi; features docs"} {
		if !strings.Contains(m.View(), want) {
			t.Errorf("%q is missing:\n%s", want, m.View())
		}
	}
	m.pressAll("up")
	if want := "chooses: framework fiber; prefork true"; !strings.Contains(m.View(), want) {
		t.Errorf("%q is missing:\n%s", want, m.View())
	}
}

func TestForm_PresetsThatChooseNothing(t *testing.T) {
	r := withPresets()
	r.Given.Values = map[string]any{"framework": "fiber", "prefork": false, "features": []string{}}
	if q := form(r).session.question(); q.id != "option/name" {
		t.Errorf("asked %s", q.id)
	}
}

func TestForm_ChangesGivenAnswers(t *testing.T) {
	r := request()
	given, err := resource.Parse("cat name:string")
	if err != nil {
		t.Fatal(err)
	}
	r.Given = spec.Answers{
		Values:    map[string]any{"name": "x", "framework": "fiber", "prefork": true, "features": []string{}},
		Resources: []resource.Resource{given},
		Schema:    []spec.Step{{ID: "00001"}},
	}
	m := form(r)
	m.pressAll("framework", "enter", "chi", "enter")
	if !strings.Contains(m.View(), "Without effect here, and left out: --prefork") {
		t.Errorf("a given answer is dropped in silence:\n%s", m.View())
	}
	m.pressAll("resources", "enter", "down", "enter", "dog name:string", "enter", "enter", "enter")
	if !m.over || m.ended != nil {
		t.Fatalf("the form isn't done: %v\n%s", m.ended, m.View())
	}
	if diff := cmp.Diff(map[string]any{"name": "x", "framework": "chi", "features": []string{}}, m.answers().Values); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"cat name:string", "dog name:string"}, texts(m.answers().Resources)); diff != "" {
		t.Error(diff)
	}
	if m.answers().Schema != nil {
		t.Error("the schema of other resources stays")
	}
}

func TestForm_BackKeepsModifiers(t *testing.T) {
	m := form(request())
	m.pressAll("enter", "enter", "enter", "down", "enter", "order", "enter", "status", "enter", "string", "enter", "down", "space", "down", "space")
	m.pressAll("enter", "back") // at the modifiers, which are answered
	m.pressAll("back", "text", "enter")
	if q := m.session.question(); !strings.HasSuffix(q.id, "modifiers") {
		t.Fatalf("asked %s", q.id)
	}
	m.pressAll("back", "enum", "enter", "new,paid", "enter")
	if got := fmt.Sprint(m.list.values()); got != "[index]" {
		t.Errorf("the modifiers of the other type are %s:\n%s", got, m.View())
	}
}

func TestForm_UnknownReference(t *testing.T) {
	m := form(request())
	m.pressAll("enter", "enter", "enter", "down", "enter", "order buyer:ref=customer", "enter")
	if !strings.Contains(m.View(), "there is no resource customer") || strings.Contains(m.View(), "Continue") {
		t.Errorf("the form goes on without the resource:\n%s", m.View())
	}
	m.pressAll("enter", "customer name:string", "enter", "enter")
	if q := m.session.question(); q.id != confirmation {
		t.Errorf("asked %s:\n%s", q.id, m.View())
	}
}

func TestForm_HelpAddsToQuestions(t *testing.T) {
	r := builtIn(t)
	for _, o := range r.Manifest.Options {
		if text := help(o); o.Format == "" && text != "" {
			t.Errorf("%s: %q and %q", o.Name, o.Prompt, text)
		}
	}
	for question, texts := range map[string]map[string]bool{
		"Which web framework?":         {"the web framework": true, "the framework that serves HTTP": false},
		"How do callers authenticate?": {"how callers authenticate": true, "how callers prove who they are": false},
		"Does it cache?":               {"whether it caches": true},
	} {
		for text, want := range texts {
			if got := repeats(question, text); got != want {
				t.Errorf("%q repeats %q: %t", text, question, got)
			}
		}
	}
}

func TestRun_AnswersSoFar(t *testing.T) {
	cases := map[string]struct {
		input  string
		values map[string]any
		list   []string
	}{
		"nothing is answered":             {"", map[string]any{}, nil},
		"some options":                    {"\nfiber\n", map[string]any{"name": "shop", "framework": "fiber"}, nil},
		"a resource":                      {"\n\n\n2\ncat name:string\n", map[string]any{"name": "shop", "framework": "chi", "features": []string{"docs"}}, []string{"cat name:string"}},
		"an answer that is being changed": {"\n\n\n1\n3\n", map[string]any{"name": "shop", "framework": "chi", "features": []string{"docs"}}, nil},
		"the sample isn't given":          {"\n\n\n", map[string]any{"name": "shop", "framework": "chi", "features": []string{"docs"}}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			input := io.MultiReader(strings.NewReader(c.input), reader(func() { cancel() }))
			answers, err := Run(ctx, Terminal{In: input, Out: io.Discard, Plain: true}, request())
			if got := fault.ExitCode(err); got != fault.ExitInterrupted {
				t.Fatalf("exit code %d: %v", got, err)
			}
			if diff := cmp.Diff(c.values, answers.Values); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.list, texts(answers.Resources)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// reader calls a function when it is read, and then blocks.
type reader func()

func (r reader) Read([]byte) (int, error) {
	r()
	select {}
}
