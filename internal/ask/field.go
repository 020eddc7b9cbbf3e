package ask

import (
	"fmt"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/resource"
)

// about describes each type in one line.
var about = map[resource.Type]string{
	resource.String:  "a line of text, up to 255 characters",
	resource.Text:    "longer text, up to 64 KiB",
	resource.Email:   "an email address",
	resource.URL:     "an absolute URL",
	resource.Int:     "a 32-bit integer",
	resource.BigInt:  "a 64-bit integer",
	resource.Float:   "a floating-point number, not exact",
	resource.Decimal: "an exact decimal number, for money",
	resource.Bool:    "true or false",
	resource.UUID:    "a UUID",
	resource.Date:    "a date",
	resource.Time:    "a point in time",
	resource.Enum:    "one of a fixed list of words",
	resource.JSON:    "any JSON value",
	resource.Ref:     "a reference to another resource",
}

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

// draftOf splits a field into its parts.
func draftOf(f resource.Field) draft {
	d := draft{name: f.Name, typ: string(f.Type)}
	_, rest, _ := strings.Cut(f.String(), ":")
	typed, rest, _ := strings.Cut(rest, ":")
	_, d.arg, _ = strings.Cut(typed, "=")
	var limiting []string
	for rest != "" {
		var m string
		if strings.HasPrefix(rest, "default=") {
			m, rest = rest, "" // the last modifier, which may contain colons
		} else {
			m, rest, _ = strings.Cut(rest, ":")
		}
		if strings.Contains(m, "=") {
			limiting = append(limiting, m)
		} else {
			d.modifiers = append(d.modifiers, m)
		}
	}
	if len(limiting) > 0 {
		d.modifiers = append(d.modifiers, limits)
		d.limits = strings.Join(limiting, ":")
	}
	return d
}

// text formats the draft in the field grammar.
func (d draft) text() string {
	text := d.name + ":" + d.typ
	if d.arg != "" {
		text += "=" + d.arg
	}
	for _, m := range d.modifiers {
		if m != limits {
			text += ":" + m
		}
	}
	if d.limits != "" {
		text += ":" + d.limits
	}
	return text
}

// fieldID returns the id of a question about the current field.
func (c composer) fieldID(step string) string {
	return fmt.Sprintf("resource/%d/field/%d/%s", c.at, c.field, step)
}

func (f flow) nameField(s state) *question {
	c := s.compose
	return &question{
		id:      c.fieldID("name"),
		title:   "What is the field of " + c.current().Name + " called?",
		text:    "In snake_case: email, placed_at.",
		kind:    line,
		initial: c.draft.name,
		check: func(name string) error {
			if err := resource.CheckName(name); err != nil {
				return err
			}
			if _, err := resource.ParseField(name + ":string"); err != nil {
				return err
			}
			for i, other := range c.current().Fields {
				if i != c.field && other.Name == name {
					return fmt.Errorf("a field %s exists already", name)
				}
			}
			return nil
		},
		then: func(answer any) step {
			c.draft.name = answer.(string)
			return s.goTo(c, fieldType)
		},
	}
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
			q.choices = append(q.choices, choice{value: string(t), what: about[t]})
		}
	}
	q.then = func(answer any) step {
		if typ := answer.(string); typ != c.draft.typ {
			c.draft = draft{name: c.draft.name, typ: typ}
		}
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
	q := &question{id: c.fieldID("arg"), title: arg.title, text: arg.text, kind: line, initial: c.draft.arg}
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
	return s.goTo(c.put(r), fieldList)
}
