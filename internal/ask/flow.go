package ask

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// state holds all answers so far. It is never changed in place.
type state struct {
	values    map[string]any // the answer to each option
	previous  map[string]any // the previous answer to an option that is being changed
	compose   composer
	composed  bool
	confirmed bool
	words     []string // the words of the command so far
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
	s := state{values: maps.Clone(f.Known.Values), composed: len(f.Known.Resources) > 0}
	if s.values == nil {
		s.values = map[string]any{}
	}
	for _, text := range f.Manifest.Resources {
		s.compose.list = append(s.compose.list, read(text))
	}
	return s
}

// next returns the next question, or nil if there is none.
func (f flow) next(s state) *question {
	for _, o := range f.Manifest.Options {
		if _, answered := s.values[o.Name]; !answered && f.applies(o, s.values) {
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

// applies reports whether an option is asked, given the answers so far. Options
// that aren't asked have their default.
func (f flow) applies(o pack.Option, values map[string]any) bool {
	if len(o.When) == 0 {
		return true
	}
	complete := maps.Clone(values)
	for _, other := range f.Manifest.Options {
		if _, ok := complete[other.Name]; !ok && other.Default != nil {
			complete[other.Name] = other.Default
		}
	}
	return o.When.Holds(complete)
}

// option returns the question for an option of the pack.
func (f flow) option(s state, o pack.Option) *question {
	q := &question{
		id:      "option/" + o.Name,
		title:   orText(o.Prompt, o.Name),
		text:    o.Help,
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
			measured := f.Figures.Brief(f.Manifest, o.Name, c.Name, s.values)
			q.choices = append(q.choices, choice{value: c.Name, what: c.What, more: reasons(c, measured)})
		}
		if source := f.Figures.Source(f.Manifest, o.Name, s.values); source != "" {
			q.text += "; " + source
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

// The choices of the confirmation, except for the answers that can be changed.
const (
	accept = "go on"
	change = "change:"
	leave  = "leave"
)

// confirm shows all answers and asks the user to confirm them.
func (f flow) confirm(s state) *question {
	answers := f.answers(s)
	q := &question{
		id:      "confirm",
		title:   "Is this right?",
		table:   f.summary(answers),
		kind:    one,
		initial: accept,
		choices: []choice{{value: accept, label: "Yes", what: "start the service"}},
	}
	if f.Verify != nil {
		if err := f.Verify(answers); err != nil {
			// Don't offer to create a service that can't work.
			q.title, q.text = "These answers can't be combined", problems(err)
			q.choices, q.initial = nil, nil
		}
	}
	for _, o := range f.Manifest.Options {
		if _, known := f.Known.Values[o.Name]; !known && f.applies(o, s.values) {
			q.choices = append(q.choices, choice{value: change + o.Name, label: "Change", what: "the " + o.Name})
		}
	}
	if len(f.Known.Resources) == 0 {
		q.choices = append(q.choices, choice{value: change, label: "Change", what: "the resources"})
	}
	q.choices = append(q.choices, choice{value: leave, label: "No", what: "quit without writing anything"})
	q.then = func(answer any) step { return f.decide(s, answer) }
	return q
}

func (f flow) decide(s state, answer any) step {
	switch answer {
	case accept:
		s.confirmed = true
		return to(s)
	case leave:
		return step{err: fault.Interrupted()}
	case change:
		s.composed = false
		return to(s)
	}
	option, _ := strings.CutPrefix(fmt.Sprint(answer), change)
	return to(s.reopen(option))
}

// summary lists the answers, one per line.
func (f flow) summary(answers spec.Answers) string {
	var lines []string
	for _, o := range f.Manifest.Options {
		if value, ok := answers.Values[o.Name]; ok {
			lines = append(lines, fmt.Sprintf("%-10s %s", o.Name, shown(value)))
		}
	}
	for _, r := range answers.Resources {
		lines = append(lines, fmt.Sprintf("%-10s %s", "resource", r))
	}
	if f.Summary != nil {
		lines = append(lines, f.Summary(answers))
	}
	return strings.Join(lines, "\n")
}

func shown(value any) string {
	switch v := value.(type) {
	case []string:
		return orText(strings.Join(v, ", "), "none")
	case bool:
		return yesNo(v)
	}
	return fmt.Sprint(value)
}

// answers combines the given answers with those of the state.
func (f flow) answers(s state) spec.Answers {
	answers := f.Known
	answers.Values = maps.Clone(s.values)
	for _, o := range f.Manifest.Options {
		_, known := f.Known.Values[o.Name]
		if !known && !f.applies(o, s.values) {
			delete(answers.Values, o.Name) // It no longer applies after another answer changed.
		}
	}
	if len(f.Known.Resources) == 0 {
		answers.Resources = slices.Clone(s.compose.resources())
	}
	return answers
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
