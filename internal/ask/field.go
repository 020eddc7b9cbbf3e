package ask

import (
	"fmt"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/resource"
)

// argument has the question for each type that takes an argument.
var argument = map[resource.Type]struct{ title, text, example string }{
	resource.Enum:    {"Which words?", "Separated by commas: new,paid", "a,b"},
	resource.Decimal: {"How many digits?", "The total number, and those after the point: 12,2", "12,2"},
	resource.Ref:     {"Which resource does it refer to?", "", "x"},
}

// aboutModifier describes each modifier.
var aboutModifier = map[string]string{
	"optional": "it may be left out",
	"unique":   "no two may have the same value",
	"index":    "lists can be filtered by it",
	limits:     "a minimum, a maximum, or a default",
}

// limits stands for min=, max= and default= among the modifiers.
const limits = "limits"

// fieldID returns the id of a question about the current field.
func (c composer) fieldID(step string) string {
	return fmt.Sprintf("resource/%d/field/%d/%s", c.at, c.field, step)
}

func (f flow) chooseFieldAction(s state) *question {
	c := s.compose
	r := c.current()
	field := r.Fields[c.field]
	return &question{
		id:      fmt.Sprintf("resource/%d/field/%d", c.at, c.field),
		title:   "The field " + field.String(),
		kind:    one,
		initial: alter,
		choices: []choice{{value: alter, label: "Change", what: "it step by step"}, {value: remove, label: "Remove", what: "it"}, {value: done, label: "Leave", what: "it as it is"}},
		then: func(answer any) step {
			switch answer {
			case alter:
				c.draft = draftOf(field)
				return s.goTo(c, fieldName)
			case remove:
				r.Fields = slices.Delete(slices.Clone(r.Fields), c.field, c.field+1)
				c = c.replace(r)
			}
			return s.goTo(c, fieldList)
		},
	}
}

func (f flow) nameField(s state) *question {
	c := s.compose
	return &question{
		id:      c.fieldID("name"),
		title:   "What is the field of " + c.current().Name + " called?",
		text:    "In snake_case: placed_at.\nOr all of it in one line: placed_at:time:optional",
		kind:    line,
		initial: c.draft.name,
		check:   func(text string) error { return f.checkField(c, text) },
		typing: func(text string) error {
			if name, _, typed := strings.Cut(text, ":"); typed && !strings.Contains(text, " ") {
				return f.checkField(c, name) // its type may not be complete
			}
			return f.checkField(c, complete(text))
		},
		then: func(answer any) step {
			text := declaration(answer.(string))
			if !isDeclaration(text) {
				c.draft.name = text
				return s.goTo(c, fieldType)
			}
			r, err := f.declaredFields(c, text)
			if err != nil {
				return step{err: err}
			}
			for _, field := range r.Fields[c.field:] {
				if f.Field == nil {
					break
				}
				if err := f.Field(r.Name, field); err != nil {
					return step{err: err}
				}
			}
			return s.goTo(c.replace(r), fieldList)
		},
	}
}

// checkField returns the error in the name of the current field, or in declared fields.
func (f flow) checkField(c composer, text string) error {
	text = declaration(text)
	if isDeclaration(text) {
		_, err := f.declaredFields(c, text)
		return err
	}
	if err := resource.CheckName(text); err != nil {
		return err
	}
	if _, err := resource.ParseField(text + ":string"); err != nil {
		return err
	}
	for i, other := range c.current().Fields {
		if i != c.field && other.Name == text {
			return fmt.Errorf("a field %s exists already", text)
		}
	}
	return nil
}

func (f flow) typeField(s state) *question {
	c := s.compose
	q := &question{
		id:      c.fieldID("type"),
		title:   "What is " + c.draft.name + "?",
		kind:    one,
		initial: orText(c.draft.typ, string(resource.String)),
	}
	for _, t := range resource.Types() {
		if _, works := f.Manifest.Types[string(t)]; works {
			q.choices = append(q.choices, choice{value: string(t), what: t.About(), aliases: t.Aliases()})
		}
	}
	q.then = func(answer any) step {
		c.draft = c.draft.as(resource.Type(answer.(string)))
		if _, needed := argument[resource.Type(c.draft.typ)]; needed {
			return s.goTo(c, fieldArg)
		}
		return s.goTo(c, fieldModifiers)
	}
	return q
}

func (f flow) argueField(s state) *question {
	c := s.compose
	arg := argument[resource.Type(c.draft.typ)]
	q := &question{id: c.fieldID("arg/" + c.draft.typ), title: arg.title, text: arg.text, kind: line, initial: c.draft.arg}
	q.check = func(text string) error {
		d := draft{name: c.draft.name, typ: c.draft.typ, arg: compact(text)}
		_, err := resource.ParseField(d.text())
		return err
	}
	if c.draft.typ == string(resource.Ref) {
		q.kind = one
		for _, r := range c.list {
			q.choices = append(q.choices, choice{value: r.Name, what: r.String()})
		}
	}
	q.then = func(answer any) step {
		c.draft.arg = compact(answer.(string))
		return s.goTo(c, fieldModifiers)
	}
	return q
}

// compact removes spaces, which users often type after commas.
func compact(text string) string { return strings.Join(strings.Fields(text), "") }

func (f flow) modifyField(s state) *question {
	c := s.compose
	q := &question{
		id:      c.fieldID("modifiers"),
		title:   "Which modifiers does " + c.draft.name + " have?",
		text:    "Usually none. A field without optional is required.",
		kind:    many,
		initial: c.draft.modifiers,
	}
	for _, m := range resource.Type(c.draft.typ).Modifiers() {
		if strings.HasSuffix(m, "=") {
			m = limits
		}
		if q.at(m) < 0 {
			q.choices = append(q.choices, choice{value: m, what: aboutModifier[m]})
		}
	}
	q.then = func(answer any) step {
		c.draft.modifiers = answer.([]string)
		if slices.Contains(c.draft.modifiers, limits) {
			return s.goTo(c, fieldLimits)
		}
		c.draft.limits = ""
		return f.addDraft(s, c)
	}
	return q
}

func (f flow) limitField(s state) *question {
	c := s.compose
	var examples []string
	for _, m := range resource.Type(c.draft.typ).Modifiers() {
		if strings.HasSuffix(m, "=") {
			examples = append(examples, m)
		}
	}
	with := func(text string) draft {
		d := c.draft
		d.limits = strings.Join(strings.Fields(text), ":")
		return d
	}
	return &question{
		id:      c.fieldID("limits"),
		title:   "Which limits or default does " + c.draft.name + " have?",
		text:    strings.Join(examples, "…, ") + "…, separated by spaces.",
		kind:    line,
		initial: strings.ReplaceAll(c.draft.limits, ":", " "),
		check: func(text string) error {
			_, err := resource.ParseField(with(text).text())
			return err
		},
		then: func(answer any) step {
			c.draft = with(answer.(string))
			return f.addDraft(s, c)
		},
	}
}

// addDraft adds the draft to its resource.
func (f flow) addDraft(s state, c composer) step {
	r := c.current()
	field, err := resource.ParseField(c.draft.text())
	if err == nil && f.Field != nil {
		err = f.Field(r.Name, field)
	}
	if err != nil {
		return step{err: err}
	}
	r.Fields = slices.Clone(r.Fields)
	if c.field == len(r.Fields) {
		r.Fields = append(r.Fields, field)
	}
	r.Fields[c.field] = field
	if err := r.Check(); err != nil {
		return step{err: err}
	}
	return s.goTo(c.replace(r), fieldList)
}
