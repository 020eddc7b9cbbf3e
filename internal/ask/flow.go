package ask

import (
	"fmt"
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

// state is all answers so far. It is never changed in place.
type state struct {
	values    map[string]any // option to its answer
	former    map[string]any // option to the answer that is being changed
	compose   composer
	composed  bool
	confirmed bool
	request   change.Request // of a change to a service
}

// with returns the state with one option answered.
func (s state) with(option string, value any) state {
	s.values = maps.Clone(s.values)
	s.values[option] = value
	return s
}

// reopen returns the state with one option open again.
func (s state) reopen(option string) state {
	s.former = map[string]any{option: s.values[option]}
	s.values = maps.Clone(s.values)
	delete(s.values, option)
	return s
}

// flow asks for a service. It has no state of its own.
type flow struct{ Request }

func (f flow) title() string { return f.Title }

// begin is the state before the first question.
func (f flow) begin() state {
	s := state{values: maps.Clone(f.Given.Values), composed: len(f.Given.Resources) > 0}
	if s.values == nil {
		s.values = map[string]any{}
	}
	for _, text := range f.Manifest.Resources {
		s.compose.list = append(s.compose.list, read(text))
	}
	return s
}

// next returns the question that the state leaves open, or nil.
func (f flow) next(s state) *question {
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

// option asks for one option of the pack.
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
	if value, ok := s.former[o.Name]; ok {
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

// reasons are the lines for and against a choice.
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

// What the confirmation offers in addition to answers to change.
const (
	goOn        = "go on"
	alterOption = "change:"
	leave       = "leave"
)

// confirm shows the answers, and asks whether to continue.
func (f flow) confirm(s state) *question {
	answers := f.answers(s)
	q := &question{
		id:      "confirm",
		title:   "Is this right?",
		table:   f.summary(answers),
		kind:    one,
		initial: goOn,
		choices: []choice{{value: goOn, label: "Yes", what: "start the service"}},
	}
	if f.Verify != nil {
		if err := f.Verify(answers); err != nil {
			// Offer nothing that can't work.
			q.title, q.text = "This doesn't go together", problems(err)
			q.choices, q.initial = nil, nil
		}
	}
	for _, o := range f.Manifest.Options {
		if _, known := f.Given.Values[o.Name]; !known && spec.Applies(f.Manifest, o, s.values) {
			q.choices = append(q.choices, choice{value: alterOption + o.Name, label: "Change", what: "the " + o.Name})
		}
	}
	if len(f.Given.Resources) == 0 {
		q.choices = append(q.choices, choice{value: alterOption, label: "Change", what: "the resources"})
	}
	q.choices = append(q.choices, choice{value: leave, label: "No", what: "leave without writing anything"})
	q.then = func(answer any) step { return f.decide(s, answer) }
	return q
}

func (f flow) decide(s state, answer any) step {
	switch answer {
	case goOn:
		s.confirmed = true
		return to(s)
	case leave:
		return step{err: fault.Interrupted()}
	case alterOption:
		s.composed = false
		return to(s)
	}
	option, _ := strings.CutPrefix(fmt.Sprint(answer), alterOption)
	return to(s.reopen(option))
}

// summary shows the answers, a line for each.
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

// answers returns the given answers and those of the state.
func (f flow) answers(s state) spec.Answers {
	answers := f.Given
	answers.Values = maps.Clone(s.values)
	for _, o := range f.Manifest.Options {
		_, known := f.Given.Values[o.Name]
		if !known && !spec.Applies(f.Manifest, o, s.values) {
			delete(answers.Values, o.Name) // from before another answer changed
		}
	}
	if len(f.Given.Resources) == 0 {
		answers.Resources = slices.Clone(s.compose.resources())
	}
	return answers
}

// problems describes the failures within err, each with its hint.
func problems(err error) string {
	var lines []string
	for _, e := range fault.All(err) {
		lines = append(lines, problem(e))
	}
	return strings.Join(lines, "\n")
}

// problem describes an error in a line.
func problem(err error) string {
	all := fault.All(err)
	text := all[0].Text().String()
	if hint := all[0].Hint; hint != "" {
		text += " (" + plain.Line(hint) + ")"
	}
	return text
}

// read parses a resource of the manifest, which its loader has checked.
func read(text string) resource.Resource {
	r, _ := resource.Parse(text)
	return r
}
