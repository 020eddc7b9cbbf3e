package ask

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// composer edits resources, field by field.
type composer struct {
	list   []resource.Resource
	sample bool // list is the pack's example, which the user's first resource replaces
	screen screen
	at     int   // index of the current resource; len(list) for a new one
	field  int   // index of the current field; len(Fields) for a new one
	draft  draft // the current field

	existingResources int // the first resources, which exist already and can't be changed
	existingFields    int // the same for the fields of the current resource
}

// screen is the current screen of the composer.
type screen int

const (
	resourceList screen = iota // the list of resources
	resourceName               // the name of a resource
	fieldList                  // the list of a resource's fields
	fieldAction                // whether to change or remove a field
	fieldName                  // the steps of a field, in order
	fieldType
	fieldArg
	fieldModifiers
	fieldLimits
)

// draft is a field that is being edited.
type draft struct {
	name, typ, arg string
	modifiers      []string // optional, unique, index
	limits         string   // min=, max=, default=, as typed
}

// The choices that lists offer in addition to their entries.
const (
	done   = "done"
	add    = "add"
	rename = "rename"
	remove = "remove"
	alter  = "alter"
)

// resources returns the resources that have fields.
func (c composer) resources() []resource.Resource {
	return slices.DeleteFunc(slices.Clone(c.list), func(r resource.Resource) bool { return len(r.Fields) == 0 })
}

// current returns the current resource.
func (c composer) current() resource.Resource { return c.list[c.at] }

// replace returns the composer with the current resource replaced. The first new one
// replaces the sample.
func (c composer) replace(r resource.Resource) composer {
	if c.sample && c.at == len(c.list) {
		c.list, c.at = nil, 0
	}
	c.sample = false
	c.list = slices.Clone(c.list)
	if c.at == len(c.list) {
		c.list = append(c.list, r)
	}
	c.list[c.at] = r
	return c
}

// goTo returns the state with the composer on another screen.
func (s state) goTo(c composer, next screen) step {
	c.screen = next
	s.compose = c
	return to(s)
}

// resources returns the composer's next question.
func (f flow) resources(s state) *question {
	switch s.compose.screen {
	case resourceName:
		return f.nameResource(s)
	case fieldList:
		return f.listFields(s)
	case fieldAction:
		return f.chooseFieldAction(s)
	case fieldName:
		return f.nameField(s)
	case fieldType:
		return f.typeField(s)
	case fieldArg:
		return f.argueField(s)
	case fieldModifiers:
		return f.modifyField(s)
	case fieldLimits:
		return f.limitField(s)
	}
	return f.listResources(s)
}

func (f flow) listResources(s state) *question {
	c := s.compose
	q := &question{
		id:      "resources",
		title:   "What does the service store?",
		text:    "Each resource gets its own paths, table and code. You can add more later.",
		kind:    one,
		choices: []choice{{value: done, label: "Continue", what: "with " + strings.Join(c.names(), ", ")}, {value: add, label: "Add", what: "another resource"}},
		initial: done,
	}
	switch err := spec.CheckReferences(c.resources()); {
	case len(c.list) == 0:
		q.choices, q.initial = q.choices[1:], add
	case c.sample:
		q.choices[0].what += ", the example"
		q.choices[1].what = "a resource of your own, instead of the example"
	case err != nil:
		q.text = problems(err)
		q.choices, q.initial = q.choices[1:], add
	}
	for i, r := range c.list {
		q.choices = append(q.choices, choice{value: strconv.Itoa(i), label: "Change", what: r.String()})
	}
	q.then = func(answer any) step {
		switch answer {
		case done:
			s.composed = true
			return s.goTo(c, resourceList)
		case add:
			c.at = len(c.list)
			return s.goTo(c, resourceName)
		}
		c.at, _ = strconv.Atoi(answer.(string))
		return s.goTo(c, fieldList)
	}
	return q
}

func (f flow) nameResource(s state) *question {
	c := s.compose
	q := &question{
		id:     fmt.Sprintf("resource/%d/name", c.at),
		title:  "What is the resource called?",
		text:   "The singular, in snake_case: order_item.\nOr all of it in one line: order number:string:unique status:enum=new,paid",
		kind:   line,
		check:  func(text string) error { return f.checkDeclared(c, text) },
		typing: func(text string) error { return f.checkDeclared(c, complete(text)) },
	}
	if c.at < len(c.list) {
		q.initial = c.current().Name
	}
	q.then = func(answer any) step {
		text := declaration(answer.(string))
		if isDeclaration(text) {
			for i, declared := range declarations(answer.(string)) {
				if i > 0 {
					c.at = len(c.list)
				}
				c = c.replace(read(declared)) // checked before
			}
			return s.goTo(c, resourceList)
		}
		r := resource.Resource{}
		if c.at < len(c.list) {
			r = c.current()
		}
		c = c.replace(renamed(r, text))
		c.field, c.draft = len(r.Fields), draft{}
		if len(r.Fields) == 0 {
			return s.goTo(c, fieldName)
		}
		return s.goTo(c, fieldList)
	}
	return q
}

func (f flow) listFields(s state) *question {
	c := s.compose
	r := c.current()
	q := &question{
		id:      fmt.Sprintf("resource/%d", c.at),
		title:   "The fields of " + r.Name,
		text:    "In addition, each " + resource.Words(r.Name) + " has id, created_at and updated_at.",
		kind:    one,
		initial: add,
		choices: []choice{{value: add, label: "Add", what: "the next field"}},
	}
	if len(r.Fields) > c.existingFields {
		q.choices = append(q.choices, choice{value: done, label: "Finish", what: r.Name})
	}
	for i, field := range r.Fields[c.existingFields:] {
		q.choices = append(q.choices, choice{value: strconv.Itoa(c.existingFields + i), label: "Change", what: field.String()})
	}
	if c.at >= c.existingResources {
		q.choices = append(q.choices, choice{value: rename, label: "Rename", what: r.Name})
	}
	if c.existingResources == 0 {
		q.choices = append(q.choices, choice{value: remove, label: "Remove", what: r.Name})
	}
	q.then = func(answer any) step { return s.onFields(answer.(string)) }
	return q
}

func (s state) onFields(answer string) step {
	c := s.compose
	switch answer {
	case done:
		return s.goTo(c, resourceList)
	case add:
		c.field, c.draft = len(c.current().Fields), draft{}
		return s.goTo(c, fieldName)
	case rename:
		return s.goTo(c, resourceName)
	case remove:
		c.list, c.sample = slices.Delete(slices.Clone(c.list), c.at, c.at+1), false
		return s.goTo(c, resourceList)
	}
	c.field, _ = strconv.Atoi(answer)
	return s.goTo(c, fieldAction)
}
