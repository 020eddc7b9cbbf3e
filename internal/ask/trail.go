package ask

import "github.com/newsvc/newsvc/internal/plain"

// course decides which question comes next.
type course interface {
	title() string // of the whole form, in a few words
	begin() state
	next(s state) *question // nil: there is none left
}

// trail is the path through the questions, in both directions. The next question
// depends on the state alone, so going back means returning to an earlier state.
type trail struct {
	course course
	state  state
	asked  *question
	past   []visit
	future []visit // what was answered before going back, nearest last
	before *visit  // the former answer to asked, if it is asked again
}

// visit is a question that was answered.
type visit struct {
	state  state // before the answer
	id     string
	answer any
}

func newTrail(c course) *trail {
	t := &trail{course: c}
	t.arrive(c.begin())
	return t
}

// title is the title of the whole form, in one harmless line.
func (t *trail) title() string { return plain.Line(t.course.title()) }

// question returns the current question; nil after the last one.
func (t *trail) question() *question { return t.asked }

// arrive goes to a state. If the user has answered its question before going back,
// the question starts with that answer.
func (t *trail) arrive(s state) {
	t.state, t.asked, t.before = s, t.course.next(s).harmless(), nil
	if t.asked == nil || len(t.future) == 0 {
		return
	}
	last := t.future[len(t.future)-1]
	if last.id != t.asked.id {
		t.future = nil
		return
	}
	t.future = t.future[:len(t.future)-1]
	t.asked.initial, t.before = last.answer, &last
}

// answer answers the question, and goes to the next one unless it is refused.
func (t *trail) answer(value any) error {
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

// back returns to the previous question and its answer. It returns false at the
// first question.
func (t *trail) back() bool {
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
