package ask

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// confirmation is the id of the last question.
const confirmation = "confirm"

// The choices of the confirmation, except for the answers that can be changed.
const (
	accept      = "accept"
	alterOption = "change:"
	leave       = "leave"
)

// confirm shows all answers and asks the user to confirm them. Each of them can be
// changed, whether the form asked for it or not.
func (f flow) confirm(s state) *question {
	answers := f.answers(s)
	table, hang := f.summary(answers)
	q := &question{
		id:      confirmation,
		title:   "Is this right?",
		text:    f.withoutEffect(s),
		table:   table,
		hang:    hang,
		kind:    one,
		initial: accept,
		choices: []choice{{value: accept, label: "Yes", what: "create the service"}},
	}
	if f.Verify != nil {
		if err := f.Verify(answers); err != nil {
			// Don't offer to create a service that can't work.
			q.title, q.text = "These answers can't be combined", problems(err)
			q.choices, q.initial = nil, nil
		}
	}
	for _, o := range f.Manifest.Options {
		if spec.Applies(f.Manifest, o, s.values) {
			q.choices = append(q.choices, choice{value: alterOption + o.Name, label: "Change", what: "the " + o.Name})
		}
	}
	if q.initial == nil {
		q.initial = alterOption + f.refused(answers)
	}
	q.choices = append(q.choices,
		choice{value: alterOption, label: "Change", what: "the resources"},
		choice{value: leave, label: "No", what: "quit without writing anything"})
	q.then = func(answer any) step { return f.decide(s, answer) }
	return q
}

// refused returns the option that most likely has to change because the answers are
// refused: the last one that the form asked for, or else the last one. It returns "" if
// the reason is another one, such as the resources.
func (f flow) refused(answers spec.Answers) string {
	last, asked := "", ""
	for _, r := range f.Manifest.Refusals {
		if !r.When.Holds(f.complete(answers.Values)) {
			continue
		}
		for _, o := range f.Manifest.Options {
			if _, involved := r.When[o.Name]; !involved {
				continue
			}
			last = o.Name
			if _, given := f.Given.Values[o.Name]; !given {
				asked = o.Name
			}
		}
	}
	return orText(asked, last)
}

// complete returns the values with the defaults of the options that have none.
func (f flow) complete(values map[string]any) map[string]any {
	complete := map[string]any{}
	for _, o := range f.Manifest.Options {
		complete[o.Name] = spec.Unanswered(o)
	}
	maps.Copy(complete, values)
	return complete
}

func (f flow) decide(s state, answer any) step {
	switch answer {
	case accept:
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

// summary lists the answers, one per line, and returns the width of their names.
func (f flow) summary(answers spec.Answers) (table string, width int) {
	width = len("resource")
	for _, o := range f.Manifest.Options {
		width = max(width, len(o.Name))
	}
	var lines []string
	for _, o := range f.Manifest.Options {
		if value, ok := answers.Values[o.Name]; ok {
			lines = append(lines, fmt.Sprintf("%-*s  %s", width, o.Name, shown(value)))
		}
	}
	for _, r := range answers.Resources {
		lines = append(lines, fmt.Sprintf("%-*s  %s", width, "resource", r))
	}
	if f.Summary != nil {
		lines = append(lines, f.Summary(answers))
	}
	return strings.Join(lines, "\n"), width + 2
}

// withoutEffect names the given answers that don't apply with the other ones.
func (f flow) withoutEffect(s state) string {
	var flags []string
	for _, o := range f.Manifest.Options {
		if _, given := f.Given.Values[o.Name]; given && o.Pinned == "" && !spec.Applies(f.Manifest, o, s.values) {
			flags = append(flags, "--"+o.Name)
		}
	}
	if len(flags) == 0 {
		return ""
	}
	return "Without effect here, and left out: " + strings.Join(flags, ", ")
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

// answers combines the given answers with those of the state. An answer that no longer
// applies after another one changed is left out.
func (f flow) answers(s state) spec.Answers {
	answers := f.Given
	answers.Values = maps.Clone(s.values)
	for _, o := range f.Manifest.Options {
		if !spec.Applies(f.Manifest, o, s.values) {
			delete(answers.Values, o.Name)
		}
	}
	answers.Resources = slices.Clone(s.compose.resources())
	if !equal(answers.Resources, f.Given.Resources) {
		answers.Schema = nil // it belongs to other resources
	}
	return answers
}

// soFar returns the given answers and those that the user has given until now.
func (f flow) soFar(s state) spec.Answers {
	answers := f.answers(s)
	if s.compose.sample {
		answers.Resources = nil
	}
	for option, value := range s.previous { // of an answer that the user was about to change
		if _, changed := s.values[option]; !changed {
			answers.Values[option] = value
		}
	}
	return answers
}

func equal(a, b []resource.Resource) bool {
	return slices.EqualFunc(a, b, func(x, y resource.Resource) bool { return x.String() == y.String() })
}
