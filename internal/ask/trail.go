package ask

import (
	"fmt"
	"slices"

	"github.com/newsvc/newsvc/internal/plain"
)

// questionnaire determines the order of the questions.
type questionnaire interface {
	title() string // the title of the whole form
	begin() state
	next(s state) *question // nil if there are no more questions
	pages(s state) []string // the pages of the form, if the remaining answers are the initial ones
}

// session moves through the questions, forwards and backwards. The next question
// depends only on the state, so going back means restoring an earlier state.
type session struct {
	questionnaire questionnaire
	state         state
	asked         *question
	past          []visit
	future        []visit // the answers that going back has undone; the next one is last
	before        *visit  // the previous answer to asked, if it is asked again
}

// visit is an answered question.
type visit struct {
	state  state // before the answer
	id     string
	answer any
}

func newSession(c questionnaire) *session {
	t := &session{questionnaire: c}
	t.arrive(c.begin())
	return t
}

// title returns the title of the form on one line, without control characters.
func (t *session) title() string { return plain.Line(t.questionnaire.title()) }

// question returns the current question, or nil if there are no more.
func (t *session) question() *question { return t.asked }

// progress says how far the form is: "3 of 9". A question that isn't on the way, because
// the user goes back to it from the last page, counts as that page.
func (t *session) progress() string {
	pages := t.questionnaire.pages(t.state)
	at := slices.Index(pages, t.asked.page()) + 1
	if at == 0 {
		at = len(pages)
	}
	return fmt.Sprintf("%d of %d", at, len(pages))
}

// arrive goes to a state. If its question was answered before going back, that
// answer is the initial one. The answers to other questions stay for later, until all
// have been answered again.
func (t *session) arrive(s state) {
	t.state, t.asked, t.before = s, t.questionnaire.next(s).harmless(), nil
	if t.asked == nil {
		return
	}
	for i, undone := range slices.Backward(t.future) {
		if undone.id == t.asked.id {
			t.asked.initial, t.before = undone.answer, &undone
			t.future = t.future[:i]
			return
		}
	}
	if t.asked.id == confirmation {
		t.future = nil
	}
}

// answer answers the current question and moves on unless the answer is rejected.
func (t *session) answer(value any) error {
	q := t.asked
	if text, ok := value.(string); ok && q.kind == line {
		if err := q.problem(text); err != nil {
			return err
		}
	}
	next := q.then(value)
	if next.err != nil {
		return next.err
	}
	t.past = append(t.past, visit{t.state, q.id, value})
	t.arrive(next.state)
	return nil
}

// back returns to the previous question and restores its answer. It reports
// false at the first question.
func (t *session) back() bool {
	if len(t.past) == 0 {
		return false
	}
	last := t.past[len(t.past)-1]
	t.past = t.past[:len(t.past)-1]
	if t.before != nil {
		t.future = append(t.future, *t.before)
	}
	t.future = append(t.future, last)
	t.arrive(last.state)
	return true
}
