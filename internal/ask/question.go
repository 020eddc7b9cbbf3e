package ask

import (
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/plain"
)

// kind says how a question is answered.
type kind int

const (
	line kind = iota // with a line of text: a string
	one              // with one of the choices: its value, a string
	many             // with any of the choices: their values, a []string
)

// question is one question, independent of how it is displayed.
type question struct {
	id      string // stays the same when the question is asked again
	before  string // text to read before the question; any length; printed, not drawn
	title   string
	text    string // an explanation of one or a few lines
	table   string // the answers so far, one per line: a name and a value
	hang    int    // the width of the table's names
	kind    kind
	choices []choice
	initial any // the initial answer: a string, or a []string for many

	check func(string) error // validates a line; nil accepts everything
	// typing validates a line while it is typed, when its end may be missing. It is check
	// if it is nil.
	typing func(string) error
	then   func(answer any) step // returns what follows the answer
}

// choice is one of the offered answers.
type choice struct {
	value string
	label string   // the text to show; value if empty
	what  string   // a description next to the label
	more  []string // lines with details
	// aliases are other names, in lower case, that a filter finds.
	aliases []string
}

func (c choice) name() string {
	if c.label != "" {
		return c.label
	}
	return c.value
}

// harmless removes control characters from all text that is displayed, because names
// and answers may come from an untrusted pack or service. Values stay unchanged.
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

// step is what follows an answer: the next state, or an error that keeps the
// question on the screen.
type step struct {
	state state
	err   error
}

func to(s state) step { return step{state: s} }

// problem returns the error in a line.
func (q *question) problem(text string) error {
	if q.check == nil {
		return nil
	}
	return q.check(text)
}

// typingProblem returns the error in a line that may not be complete.
func (q *question) typingProblem(text string) error {
	if q.typing == nil {
		return q.problem(text)
	}
	return q.typing(text)
}

func (q *question) initialText() string {
	s, _ := q.initial.(string)
	return s
}

func (q *question) initialSet() []string {
	s, _ := q.initial.([]string)
	return s
}

// page names the page of the form to which the question belongs. All questions about
// resources are one page.
func (q *question) page() string {
	switch {
	case strings.HasPrefix(q.id, "resource"):
		return "resources"
	case strings.HasPrefix(q.id, "removed"):
		return "removed"
	}
	return q.id
}

// at returns the index of a choice, or -1.
func (q *question) at(value string) int {
	return slices.IndexFunc(q.choices, func(c choice) bool { return c.value == value })
}
