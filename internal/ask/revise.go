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

// The words of the commands that change a service.
const (
	Add      = "add"
	Remove   = "remove"
	Set      = "set"
	Resource = "resource"
	Field    = "field"
)

// Revision is what to ask about a change to a service.
type Revision struct {
	Title    string        // of the whole form, in a few words
	Manifest pack.Manifest // of the service's pack
	Figures  pack.Figures  // what was measured of its services
	Kept     spec.Answers  // the service as it is, complete
	// Typed is the beginning of the command: Add, Remove or Set at least. Add
	// and Remove may be followed by Resource or Field and one name, which is
	// that of a resource of the service, but for a resource that is added.
	Typed []string

	// Check and Field are Request's.
	Check func(o pack.Option, text string) error
	Field func(resource string, f resource.Field) error
	// Preview says what a whole command would do, in a line for each thing, or
	// why it can't be done.
	Preview func(command []string) (string, error)
}

// Revise asks for a change to a service until it is whole and confirmed, and
// returns the words of the command that makes it, without the program's name.
// It ends as Run does.
func Revise(ctx context.Context, t Terminal, r Revision) ([]string, error) {
	f := revising{flow{Request{Title: r.Title, Manifest: r.Manifest, Figures: r.Figures, Check: r.Check, Field: r.Field}}, r}
	s, err := t.put(ctx, f)
	if err != nil {
		return nil, err
	}
	return f.command(s), nil
}

// revising asks for a change.
type revising struct {
	flow
	revision Revision
}

// begin is the state in which what was typed is said.
func (f revising) begin() state {
	s := state{values: maps.Clone(f.revision.Kept.Values), said: slices.Clone(f.revision.Typed)}
	s.compose.list = slices.Clone(f.revision.Kept.Resources)
	s.compose.keptResources = len(s.compose.list)
	return f.proceed(s)
}

// proceed readies the composer as soon as it is known what is added.
func (f revising) proceed(s state) state {
	if len(s.said) < 2 || s.said[0] != Add || s.compose.place != all {
		return s
	}
	c := s.compose
	switch {
	case s.said[1] == Resource:
		c.at, c.place = len(c.list), naming
		if len(s.said) > 2 && c.nameProblem(s.said[2]) == nil {
			c = c.put(called(resource.Resource{}, s.said[2]))
			c.place = fieldName
		}
	case len(s.said) > 2:
		c.at = slices.IndexFunc(c.list, func(r resource.Resource) bool { return r.Name == s.said[2] })
		c.keptFields = len(c.current().Fields)
		c.field, c.place = c.keptFields, fieldName
	}
	s.compose = c
	return s
}

// next returns the question that the state leaves open, or nil.
func (f revising) next(s state) *question {
	switch {
	case s.confirmed:
		return nil
	case s.said[0] == Set:
		return f.nextOption(s)
	case len(s.said) == 1:
		return f.chooseKind(s)
	case s.said[0] == Remove && !s.composed:
		return f.nextRemoval(s)
	case s.said[1] == Field && len(s.said) == 2:
		return f.chooseResource(s)
	case s.said[0] == Add && s.compose.place != all:
		return f.resources(s)
	}
	return f.confirmRevision(s)
}

// chooseKind asks what is added or removed.
func (f revising) chooseKind(s state) *question {
	return &question{
		id: "kind", title: "What do you want to " + s.said[0] + "?", kind: one, initial: Resource,
		choices: []choice{
			{value: Resource, what: "its paths, its code and its table"},
			{value: Field, what: "of a resource, and its column"},
		},
		then: f.saying(s),
	}
}

// saying adds an answer to what is said.
func (f revising) saying(s state) func(answer any) step {
	return func(answer any) step {
		s.said = append(slices.Clone(s.said), answer.(string))
		return to(f.proceed(s))
	}
}

func (f revising) chooseResource(s state) *question {
	q := &question{id: "of", title: "Which resource's field?", kind: one, then: f.saying(s)}
	for _, r := range f.revision.Kept.Resources {
		q.choices = append(q.choices, choice{value: r.Name, what: fieldsOf(r)})
	}
	return q
}

func fieldsOf(r resource.Resource) string {
	_, fields, _ := strings.Cut(r.String(), " ")
	return fields
}

// nextRemoval asks for what is removed.
func (f revising) nextRemoval(s state) *question {
	if s.said[1] == Field && len(s.said) == 2 {
		return f.chooseResource(s)
	}
	q := &question{id: "removed", title: "Which resources?", kind: many}
	if s.said[1] == Resource {
		for _, r := range f.revision.Kept.Resources {
			q.choices = append(q.choices, choice{value: r.Name, what: fieldsOf(r)})
		}
	} else {
		q.id, q.title = "removed/"+s.said[2], "Which fields of "+s.said[2]+"?"
		for _, r := range f.revision.Kept.Resources {
			for _, field := range r.Fields {
				if r.Name == s.said[2] {
					q.choices = append(q.choices, choice{value: field.Name, what: field.String()})
				}
			}
		}
	}
	q.initial = s.former[q.id]
	q.then = func(answer any) step {
		if len(answer.([]string)) == 0 {
			return step{err: fault.Usage("nothing_picked", "nothing is picked").WithHint("pick one at least, or leave")}
		}
		s.said = slices.Concat(s.said, answer.([]string))
		s.former, s.composed = map[string]any{q.id: answer}, true
		return to(s)
	}
	return q
}

// nextOption asks which options are answered anew, and how.
func (f revising) nextOption(s state) *question {
	for _, o := range f.Manifest.Options {
		if _, answered := s.values[o.Name]; !answered && f.applies(o, s.values) {
			return f.option(s, o)
		}
	}
	if s.composed {
		return f.confirmRevision(s)
	}
	q := &question{id: "set", title: "Which option do you want to answer anew?", kind: one}
	if len(f.changed(s)) > 0 {
		q.choices = append(q.choices, choice{value: done, label: "Go on", what: "with " + strings.Join(f.changed(s), " ")})
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

// changed are the answers that differ from the service's, as they are typed.
func (f revising) changed(s state) []string {
	var words []string
	for _, o := range f.Manifest.Options {
		if f.applies(o, s.values) && shown(s.values[o.Name]) != shown(f.revision.Kept.Values[o.Name]) {
			words = append(words, o.Name+"="+typed(s.values[o.Name]))
		}
	}
	return words
}

// typed is an answer as it is written on a command line.
func typed(value any) string {
	if list, ok := value.([]string); ok {
		return orText(strings.Join(list, ","), "none")
	}
	return fmt.Sprint(value)
}

// command is the command that the state amounts to.
func (f revising) command(s state) []string {
	switch {
	case s.said[0] == Set:
		return append([]string{Set}, f.changed(s)...)
	case s.said[0] == Remove:
		return s.said
	}
	r := s.compose.current()
	words := []string{Add, s.said[1], r.Name}
	for _, field := range r.Fields[s.compose.keptFields:] {
		words = append(words, field.String())
	}
	return words
}

// confirmRevision shows what the command would do, and asks whether to do it.
func (f revising) confirmRevision(s state) *question {
	q := &question{
		id: "confirm", title: "Is this right?", kind: one, initial: goOn,
		choices: []choice{{value: goOn, label: "Yes", what: "change the service"}},
	}
	lines, err := f.revision.Preview(f.command(s))
	q.before = lines
	if err != nil {
		q.title, q.text = "This can't be done", problems(err)
		q.choices, q.initial = nil, nil
	}
	q.choices = append(q.choices,
		choice{value: change, label: "Change", what: "what was answered"},
		choice{value: leave, label: "No", what: "leave without writing anything"})
	q.then = func(answer any) step {
		switch answer {
		case goOn:
			s.confirmed = true
			return to(s)
		case leave:
			return step{err: fault.Interrupted()}
		}
		return to(f.again(s))
	}
	return q
}

// again returns to the last question but the confirmation.
func (f revising) again(s state) state {
	s.composed = false
	switch {
	case s.said[0] == Add:
		s.compose.place = inside
	case s.said[0] == Remove && s.said[1] == Field:
		s.said = s.said[:3]
	case s.said[0] == Remove:
		s.said = s.said[:2]
	}
	return s
}
