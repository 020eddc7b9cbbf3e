package ask

import (
	"slices"

	"github.com/newsvc/newsvc/internal/plain"
)

// kind is how a question is answered.
type kind int

const (
	line kind = iota // with a line of text: a string
	one              // with one of the choices: its value, a string
	many             // with any of the choices: their values, a []string
)

// question is one question, for the form and for lines alike.
type question struct {
	id      string // the same when it is asked again
	before  string // text before it, however long; printed, not drawn
	title   string
	text    string // what it means, in a line or a few
	table   string // the answers so far, a line for each
	kind    kind
	choices []choice
	initial any // a string, or a []string for many

	check func(string) error    // of a line, as it is typed; nil: none
	then  func(answer any) step // what the answer leads to
}

// choice is one possible answer.
type choice struct {
	value string
	label string   // value, when empty
	what  string   // beside the label
	more  []string // lines that describe it
}

func (c choice) name() string {
	if c.label != "" {
		return c.label
	}
	return c.value
}

// harmless makes all text of a question harmless on a terminal, because names and
// answers may come from a stranger's pack or service. The values stay.
func (q *question) harmless() *question {
	if q == nil {
		return nil
	}
	for _, text := range []*string{&q.before, &q.text, &q.table} {
		*text = plain.Lines(*text)
	}
	q.title = plain.Line(q.title)
	for i := range q.choices {
		c := &q.choices[i]
		c.label, c.what = plain.Line(c.name()), plain.Line(c.what)
		for j := range c.more {
			c.more[j] = plain.Line(c.more[j])
		}
	}
	return q
}

// step is what follows an answer: another state, an error that repeats the
// question, or the end.
type step struct {
	state state
	err   error
}

func to(s state) step { return step{state: s} }

// problem reports what is wrong with the current line.
func (q *question) problem(text string) error {
	if q.check == nil {
		return nil
	}
	return q.check(text)
}

func (q *question) initialText() string {
	s, _ := q.initial.(string)
	return s
}

func (q *question) initialSet() []string {
	s, _ := q.initial.([]string)
	return s
}

// at returns the place of a choice, or -1.
func (q *question) at(value string) int {
	return slices.IndexFunc(q.choices, func(c choice) bool { return c.value == value })
}
