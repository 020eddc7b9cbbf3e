package ask

import (
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// state holds all answers so far. It is never changed in place.
type state struct {
	preset    *pack.Preset   // the preset that was chosen
	presets   bool           // whether the question for a preset was answered
	values    map[string]any // the answer to each option
	previous  map[string]any // the previous answer to an option that is being changed
	compose   composer
	composed  bool
	confirmed bool
	request   change.Request // the request to change a service, so far
}

// with returns the state with one more option answered.
func (s state) with(option string, value any) state {
	s.values = maps.Clone(s.values)
	s.values[option] = value
	return s
}

// reopen returns the state with one option unanswered again.
func (s state) reopen(option string) state {
	s.previous = map[string]any{option: s.values[option]}
	s.values = maps.Clone(s.values)
	delete(s.values, option)
	return s
}

// flow asks for a new service. It has no state of its own.
type flow struct{ Request }

func (f flow) title() string { return f.Title }

// begin returns the state before the first question.
func (f flow) begin() state {
	s := state{values: maps.Clone(f.Given.Values), composed: len(f.Given.Resources) > 0}
	if s.values == nil {
		s.values = map[string]any{}
	}
	if s.composed {
		s.compose.list = slices.Clone(f.Given.Resources)
		return s
	}
	s.compose.sample = true
	for _, text := range f.Manifest.Resources {
		s.compose.list = append(s.compose.list, read(text))
	}
	return s
}

// next returns the next question, or nil if there is none.
func (f flow) next(s state) *question {
	if !s.presets && f.offersPresets() {
		return f.choosePreset(s)
	}
	for _, o := range f.Manifest.Options {
		if _, answered := s.values[o.Name]; !answered && spec.Applies(f.Manifest, o, s.values) {
			return f.option(s, o)
		}
	}
	if !s.composed {
		return f.resources(s)
	}
	if !s.confirmed {
		return f.confirm(s)
	}
	return nil
}

// pages lists the pages: the preset, each option that is asked, the resources, and the
// confirmation.
func (f flow) pages(s state) []string {
	var ids []string
	preset, values := s.preset, s.values
	if f.offersPresets() {
		ids = append(ids, presetID)
		if !s.presets {
			preset = f.usualPreset()
			values = f.withPreset(s, preset).values
		}
	}
	for _, o := range f.Manifest.Options {
		_, given := f.Given.Values[o.Name]
		if !given && !presetAnswers(preset, o.Name) && spec.Applies(f.Manifest, o, values) {
			ids = append(ids, optionID+o.Name)
		}
	}
	if len(f.Given.Resources) == 0 {
		ids = append(ids, "resources")
	}
	return append(ids, confirmation)
}

// optionID is what the id of an option's question begins with.
const optionID = "option/"

// option returns the question for an option of the pack.
func (f flow) option(s state, o pack.Option) *question {
	q := &question{
		id:      optionID + o.Name,
		title:   orText(o.Prompt, o.Name),
		text:    help(o),
		initial: o.Default,
		then:    func(answer any) step { return to(s.with(o.Name, answer)) },
	}
	if f.Default != nil {
		if value := f.Default(o, s.values); value != nil {
			q.initial = value
		}
	}
	if value, ok := s.previous[o.Name]; ok {
		q.initial = value
	}
	switch o.Kind {
	case pack.Choice, pack.Many:
		q.kind = one
		if o.Kind == pack.Many {
			q.kind = many
		}
		for _, c := range o.Choices {
			measured := f.Benchmarks.Brief(f.Manifest, o.Name, c.Name, s.values)
			q.choices = append(q.choices, choice{value: c.Name, what: c.What, more: reasons(c, measured)})
		}
		if source := f.Benchmarks.Source(f.Manifest, o.Name, s.values); source != "" {
			q.text = strings.TrimPrefix(q.text+"\n"+source, "\n")
		}
	case pack.Bool:
		q.kind = one
		q.choices = []choice{{value: "yes"}, {value: "no"}}
		q.initial = yesNo(q.initial == true)
		q.then = func(answer any) step { return to(s.with(o.Name, answer == "yes")) }
	default:
		q.check = func(text string) error {
			if f.Check == nil {
				return nil
			}
			return f.Check(o, text)
		}
	}
	return q
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// reasons lists the reasons for and against a choice.
func reasons(c pack.OptionChoice, measured string) []string {
	var lines []string
	if c.Best != "" {
		lines = append(lines, "best for: "+strings.TrimPrefix(c.Best, "for "))
	}
	if c.Cost != "" {
		lines = append(lines, "costs: "+c.Cost)
	}
	if measured != "" {
		lines = append(lines, "measured: "+measured)
	}
	return lines
}

func orText(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// problems formats the errors in err with their hints, one per line.
func problems(err error) string {
	var lines []string
	for _, e := range fault.All(err) {
		lines = append(lines, problem(e))
	}
	return strings.Join(lines, "\n")
}

// problem formats an error with its hint on one line.
func problem(err error) string {
	all := fault.All(err)
	text := all[0].Text().String()
	if hint := all[0].Hint; hint != "" {
		text += " (" + plain.Line(hint) + ")"
	}
	return text
}

// read parses a resource of the manifest, which the pack's loader has validated.
func read(text string) resource.Resource {
	r, _ := resource.Parse(text)
	return r
}
