package ask

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Revision says what to ask for a change to a service.
type Revision struct {
	Title      string           // the title of the whole form, in a few words
	Manifest   pack.Manifest    // the manifest of the service's pack
	Benchmarks benchmarks.Table // the benchmarks of the pack's services
	Current    spec.Answers     // the complete answers of the service
	// Given is the part of the request that the user typed: at least its Op. Add and
	// Remove may come with a Kind, and that with a Resource. The Resource must
	// exist, unless it is the one to add.
	Given change.Request

	// Check and Field have the same meaning as in Request.
	Check func(o pack.Option, text string) error
	Field func(resource string, f resource.Field) error
	// Preview describes what a complete request would do, one line for each
	// effect, or returns the reason why it is impossible.
	Preview func(change.Request) (string, error)
}

// Revise asks for a change to a service until it is complete and confirmed. It
// returns the request for it, complete or not. It ends as Run does.
func Revise(ctx context.Context, t Terminal, r Revision) (change.Request, error) {
	f := revising{flow{Request{Title: r.Title, Manifest: r.Manifest, Benchmarks: r.Benchmarks, Check: r.Check, Field: r.Field}}, r}
	s, err := t.ask(ctx, f)
	return f.request(s), err
}

// revising asks for a change to a service.
type revising struct {
	flow
	revision Revision
}

// begin returns the initial state, which contains what the user typed.
func (f revising) begin() state {
	s := state{values: maps.Clone(f.revision.Current.Values), request: f.revision.Given}
	s.compose.list = slices.Clone(f.revision.Current.Resources)
	s.compose.existingResources = len(s.compose.list)
	return f.proceed(s)
}

// proceed prepares the composer once the request says what to add.
func (f revising) proceed(s state) state {
	if s.request.Op != change.Add || s.request.Kind == "" || s.compose.screen != resourceList {
		return s
	}
	c := s.compose
	switch {
	case s.request.Kind == change.Resource:
		c.at, c.screen = len(c.list), resourceName
		if s.request.Resource != "" && c.nameProblem(s.request.Resource) == nil {
			c = c.replace(renamed(resource.Resource{}, s.request.Resource))
			c.screen = fieldName
		}
	case s.request.Resource != "":
		c.at = slices.IndexFunc(c.list, func(r resource.Resource) bool { return r.Name == s.request.Resource })
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
	case s.request.Op == change.Set:
		return f.nextOption(s)
	case s.request.Kind == "":
		return f.chooseKind(s)
	case s.request.Op == change.Remove && !s.composed:
		return f.nextRemoval(s)
	case s.request.Kind == change.Field && s.request.Resource == "":
		return f.chooseResource(s)
	case s.request.Op == change.Add && s.compose.screen != resourceList:
		return f.resources(s)
	}
	return f.confirmRevision(s)
}

// pages lists the pages: what is to be changed, how, and the confirmation.
func (f revising) pages(s state) []string {
	given := f.revision.Given
	if given.Op == change.Set {
		pages := []string{"set", "answer", confirmation}
		if q := f.next(s); q != nil && strings.HasPrefix(q.id, optionID) {
			pages[1] = q.id
		}
		return pages
	}
	var pages []string
	if given.Kind == "" {
		pages = append(pages, "kind")
	}
	if s.request.Kind == change.Field && given.Resource == "" {
		pages = append(pages, "of")
	}
	if given.Op == change.Remove {
		return append(pages, "removed", confirmation)
	}
	return append(pages, "resources", confirmation)
}

// chooseKind asks whether to add or remove a resource or a field.
func (f revising) chooseKind(s state) *question {
	return &question{
		id: "kind", title: "What do you want to " + string(s.request.Op) + "?", kind: one, initial: string(change.Resource),
		choices: []choice{
			{value: string(change.Resource), what: "its paths, its code and its table"},
			{value: string(change.Field), what: "of a resource, and its column"},
		},
		then: func(answer any) step {
			s.request.Kind = change.Kind(answer.(string))
			return to(f.proceed(s))
		},
	}
}

func (f revising) chooseResource(s state) *question {
	q := &question{id: "of", title: "Which resource's field?", kind: one}
	q.then = func(answer any) step {
		s.request.Resource = answer.(string)
		return to(f.proceed(s))
	}
	for _, r := range f.revision.Current.Resources {
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
	if s.request.Kind == change.Field && s.request.Resource == "" {
		return f.chooseResource(s)
	}
	q := &question{id: "removed", title: "Which resources?", kind: many}
	if s.request.Kind == change.Resource {
		for _, r := range f.revision.Current.Resources {
			q.choices = append(q.choices, choice{value: r.Name, what: fieldsOf(r)})
		}
	} else {
		q.id, q.title = "removed/"+s.request.Resource, "Which fields of "+s.request.Resource+"?"
		for _, r := range f.revision.Current.Resources {
			for _, field := range r.Fields {
				if r.Name == s.request.Resource {
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
		s.request.Names = answer.([]string)
		s.previous, s.composed = map[string]any{q.id: answer}, true
		return to(s)
	}
	return q
}

// nextOption asks which options to change, and for their new answers.
func (f revising) nextOption(s state) *question {
	for _, o := range f.Manifest.Options {
		if _, answered := s.values[o.Name]; !answered && spec.Applies(f.Manifest, o, s.values) {
			return f.option(s, o)
		}
	}
	if s.composed {
		return f.confirmRevision(s)
	}
	q := &question{id: "set", title: "Which option do you want to change?", kind: one}
	if len(f.changed(s)) > 0 {
		q.choices = append(q.choices, choice{value: done, label: "Continue", what: "with " + strings.Join(f.request(s).Args()[1:], " ")})
	}
	for _, o := range f.Manifest.Options {
		if spec.Applies(f.Manifest, o, s.values) {
			q.choices = append(q.choices, choice{value: alterOption + o.Name, label: o.Name, what: shown(s.values[o.Name])})
		}
	}
	q.initial = q.choices[0].value
	q.then = func(answer any) step {
		option, chosen := strings.CutPrefix(answer.(string), alterOption)
		if !chosen {
			s.composed = true
			return to(s)
		}
		return to(s.reopen(option))
	}
	return q
}

// changed returns the answers that differ from the service's.
func (f revising) changed(s state) map[string]any {
	changed := map[string]any{}
	for _, o := range f.Manifest.Options {
		if spec.Applies(f.Manifest, o, s.values) && shown(s.values[o.Name]) != shown(f.revision.Current.Values[o.Name]) {
			changed[o.Name] = s.values[o.Name]
		}
	}
	return changed
}

// request returns the request that corresponds to the state.
func (f revising) request(s state) change.Request {
	r := s.request
	switch r.Op {
	case change.Set:
		r.Values = f.changed(s)
	case change.Add:
		if s.compose.at >= len(s.compose.list) || s.request.Kind == "" {
			return r
		}
		composed := s.compose.current()
		r.Resource, r.Plural, r.Fields = composed.Name, composed.Plural, composed.Fields[s.compose.existingFields:]
	}
	return r
}

// confirmRevision shows what the request would do and asks the user to confirm it.
func (f revising) confirmRevision(s state) *question {
	q := &question{
		id: confirmation, title: "Is this right?", kind: one, initial: accept,
		choices: []choice{{value: accept, label: "Yes", what: "change the service"}},
	}
	lines, err := f.revision.Preview(f.request(s))
	q.before = lines
	if err != nil {
		q.title, q.text = "This change is impossible", problems(err)
		q.choices, q.initial = nil, nil
	}
	q.choices = append(q.choices,
		choice{value: alterOption, label: "Change", what: "the answers"},
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
	case s.request.Op == change.Add:
		s.compose.screen = fieldList
	case s.request.Op == change.Remove:
		s.request.Names = nil
	}
	return s
}
