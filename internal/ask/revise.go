package ask

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// The words in the commands that change a service.
const (
	Add      = "add"
	Remove   = "remove"
	Set      = "set"
	Resource = "resource"
	Field    = "field"
)

// Revision says what to ask for a change to a service.
type Revision struct {
	Title    string        // the title of the whole form, in a few words
	Manifest pack.Manifest // the manifest of the service's pack
	Figures  pack.Figures  // the benchmarks of the pack's services
	Kept     spec.Answers  // the complete answers of the service
	// Typed is the beginning of the command: at least Add, Remove or Set. Add and
	// Remove may be followed by Resource or Field and one name. The name must be
	// that of an existing resource, except after "add resource".
	Typed []string

	// Check and Field have the same meaning as in Request.
	Check func(o pack.Option, text string) error
	Field func(resource string, f resource.Field) error
	// Preview describes what a complete command would do, one line for each
	// effect, or returns the reason why it is impossible.
	Preview func(command []string) (string, error)
}

// Revise asks for a change to a service until it is complete and confirmed. It
// returns the words of the command that makes the change, without the program's
// name. It ends as Run does.
func Revise(ctx context.Context, t Terminal, r Revision) ([]string, error) {
	f := revising{flow{Request{Title: r.Title, Manifest: r.Manifest, Figures: r.Figures, Check: r.Check, Field: r.Field}}, r}
	s, err := t.put(ctx, f)
	if err != nil {
		return nil, err
	}
	return f.command(s), nil
}

// revising asks for a change to a service.
type revising struct {
	flow
	revision Revision
}

// begin returns the initial state, which contains the words that the user typed.
func (f revising) begin() state {
	s := state{values: maps.Clone(f.revision.Kept.Values), words: slices.Clone(f.revision.Typed)}
	s.compose.list = slices.Clone(f.revision.Kept.Resources)
	s.compose.existingResources = len(s.compose.list)
	return f.proceed(s)
}

// proceed prepares the composer once the words say what to add.
func (f revising) proceed(s state) state {
	if len(s.words) < 2 || s.words[0] != Add || s.compose.screen != resourceList {
		return s
	}
	c := s.compose
	switch {
	case s.words[1] == Resource:
		c.at, c.screen = len(c.list), resourceName
		if len(s.words) > 2 && c.nameProblem(s.words[2]) == nil {
			c = c.put(renamed(resource.Resource{}, s.words[2]))
			c.screen = fieldName
		}
	case len(s.words) > 2:
		c.at = slices.IndexFunc(c.list, func(r resource.Resource) bool { return r.Name == s.words[2] })
		c.existingFields = len(c.current().Fields)
		c.field, c.screen = c.existingFields, fieldName
	}
	s.compose = c
	return s
}

// next returns the next question, or nil if there is none.
func (f revising) next(s state) *question {
	switch {
	case s.confirmed:
		return nil
	case s.words[0] == Set:
		return f.nextOption(s)
	case len(s.words) == 1:
		return f.chooseKind(s)
	case s.words[0] == Remove && !s.composed:
		return f.nextRemoval(s)
	case s.words[1] == Field && len(s.words) == 2:
		return f.chooseResource(s)
	case s.words[0] == Add && s.compose.screen != resourceList:
		return f.resources(s)
	}
	return f.confirmRevision(s)
}

// chooseKind asks whether to add or remove a resource or a field.
func (f revising) chooseKind(s state) *question {
	return &question{
		id: "kind", title: "What do you want to " + s.words[0] + "?", kind: one, initial: Resource,
		choices: []choice{
			{value: Resource, what: "its paths, its code and its table"},
			{value: Field, what: "of a resource, and its column"},
		},
		then: f.appendWord(s),
	}
}

// appendWord returns a function that appends an answer to the words of the command.
func (f revising) appendWord(s state) func(answer any) step {
	return func(answer any) step {
		s.words = append(slices.Clone(s.words), answer.(string))
		return to(f.proceed(s))
	}
}

func (f revising) chooseResource(s state) *question {
	q := &question{id: "of", title: "Which resource's field?", kind: one, then: f.appendWord(s)}
	for _, r := range f.revision.Kept.Resources {
		q.choices = append(q.choices, choice{value: r.Name, what: fieldsOf(r)})
	}
	return q
}

func fieldsOf(r resource.Resource) string {
	_, fields, _ := strings.Cut(r.String(), " ")
	return fields
}

// nextRemoval asks what to remove.
func (f revising) nextRemoval(s state) *question {
	if s.words[1] == Field && len(s.words) == 2 {
		return f.chooseResource(s)
	}
	q := &question{id: "removed", title: "Which resources?", kind: many}
	if s.words[1] == Resource {
		for _, r := range f.revision.Kept.Resources {
			q.choices = append(q.choices, choice{value: r.Name, what: fieldsOf(r)})
		}
	} else {
		q.id, q.title = "removed/"+s.words[2], "Which fields of "+s.words[2]+"?"
		for _, r := range f.revision.Kept.Resources {
			for _, field := range r.Fields {
				if r.Name == s.words[2] {
					q.choices = append(q.choices, choice{value: field.Name, what: field.String()})
				}
			}
		}
	}
	q.initial = s.previous[q.id]
	q.then = func(answer any) step {
		if len(answer.([]string)) == 0 {
			return step{err: fault.Usage("nothing_picked", "nothing is selected").WithHint("select at least one, or quit")}
		}
		s.words = slices.Concat(s.words, answer.([]string))
		s.previous, s.composed = map[string]any{q.id: answer}, true
		return to(s)
	}
	return q
}

// nextOption asks which options to change, and for their new answers.
func (f revising) nextOption(s state) *question {
	for _, o := range f.Manifest.Options {
		if _, answered := s.values[o.Name]; !answered && f.applies(o, s.values) {
			return f.option(s, o)
		}
	}
	if s.composed {
		return f.confirmRevision(s)
	}
	q := &question{id: "set", title: "Which option do you want to change?", kind: one}
	if len(f.changed(s)) > 0 {
		q.choices = append(q.choices, choice{value: done, label: "Continue", what: "with " + strings.Join(f.changed(s), " ")})
	}
	for _, o := range f.Manifest.Options {
		if f.applies(o, s.values) {
			q.choices = append(q.choices, choice{value: change + o.Name, label: o.Name, what: shown(s.values[o.Name])})
		}
	}
	q.initial = q.choices[0].value
	q.then = func(answer any) step {
		option, chosen := strings.CutPrefix(answer.(string), change)
		if !chosen {
			s.composed = true
			return to(s)
		}
		return to(s.reopen(option))
	}
	return q
}

// changed returns the answers that differ from the service's, as command-line arguments.
func (f revising) changed(s state) []string {
	var words []string
	for _, o := range f.Manifest.Options {
		if f.applies(o, s.values) && shown(s.values[o.Name]) != shown(f.revision.Kept.Values[o.Name]) {
			words = append(words, o.Name+"="+typed(s.values[o.Name]))
		}
	}
	return words
}

// typed formats an answer for the command line.
func typed(value any) string {
	if list, ok := value.([]string); ok {
		return orText(strings.Join(list, ","), "none")
	}
	return fmt.Sprint(value)
}

// command returns the command that corresponds to the state.
func (f revising) command(s state) []string {
	switch {
	case s.words[0] == Set:
		return append([]string{Set}, f.changed(s)...)
	case s.words[0] == Remove:
		return s.words
	}
	r := s.compose.current()
	words := []string{Add, s.words[1], r.Name}
	for _, field := range r.Fields[s.compose.existingFields:] {
		words = append(words, field.String())
	}
	return words
}

// confirmRevision shows what the command would do and asks the user to confirm it.
func (f revising) confirmRevision(s state) *question {
	q := &question{
		id: "confirm", title: "Is this right?", kind: one, initial: accept,
		choices: []choice{{value: accept, label: "Yes", what: "change the service"}},
	}
	lines, err := f.revision.Preview(f.command(s))
	q.before = lines
	if err != nil {
		q.title, q.text = "This change is impossible", problems(err)
		q.choices, q.initial = nil, nil
	}
	q.choices = append(q.choices,
		choice{value: change, label: "Change", what: "the answers"},
		choice{value: leave, label: "No", what: "quit without writing anything"})
	q.then = func(answer any) step {
		switch answer {
		case accept:
			s.confirmed = true
			return to(s)
		case leave:
			return step{err: fault.Interrupted()}
		}
		return to(f.again(s))
	}
	return q
}

// again returns to the last question before the confirmation.
func (f revising) again(s state) state {
	s.composed = false
	switch {
	case s.words[0] == Add:
		s.compose.screen = fieldList
	case s.words[0] == Remove && s.words[1] == Field:
		s.words = s.words[:3]
	case s.words[0] == Remove:
		s.words = s.words[:2]
	}
	return s
}
