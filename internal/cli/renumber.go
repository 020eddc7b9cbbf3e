package cli

import (
	"bytes"
	"context"
	"maps"
	"strings"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

// moved are the steps of the schema that have other ids now, because both
// sides added one in the same second, and where their files were.
type moved struct {
	ids  map[string]string // the old to the new
	side int               // whose steps they are
	from map[string]string // a file's path to the one that it has left
}

// renumber gives steps that clash other ids: their side's, unless they are in
// the main branch, which others may have already.
func (m *mending) renumber() {
	keeps, gives := ourStage, theirStage
	if m.shared {
		keeps, gives = gives, keeps
	}
	var ids map[string]string
	m.answers[gives], ids = change.Renumber(m.answers[baseStage], m.answers[keeps], m.answers[gives])
	if len(ids) > 0 {
		m.moved = moved{ids: ids, side: gives}
	}
}

// renderRepeated renders a service in which steps have the same id, with
// others. There may be none.
func (o *continueOptions) renderRepeated(ctx context.Context, root string, m *mending) error {
	kept, err := service.ParseAnswers(ctx, root)
	if err != nil {
		return err
	}
	answers, ids := change.Repeated(kept)
	if len(ids) == 0 {
		return nil
	}
	if m.merged, err = o.app.host.Render(ctx, answers, o.packDir); err != nil {
		return err
	}
	m.moved = moved{ids: ids, side: theirStage}
	m.next = m.merged.Tree()
	m.moved.find(m.merged)
	maps.DeleteFunc(m.next, func(path string, _ tree.File) bool { return path != plan.AnswersPath && !m.moved.concerns(path) })
	if err := m.readWork(ctx, root); err != nil {
		return err
	}
	for i := range m.laid {
		m.laid[i] = tree.Tree{plan.AnswersPath: m.work[plan.AnswersPath]} // as it is, it gives way
	}
	return nil
}

// find finds the files of the steps: where a path holds a step's id, it held
// the old one.
func (v *moved) find(laid plan.Plan) {
	v.from = map[string]string{}
	for old, id := range v.ids {
		for _, f := range laid.Files {
			if was := strings.ReplaceAll(f.Path, id, old); f.Step == id && was != f.Path {
				v.from[f.Path] = was
			}
		}
	}
}

// concerns reports whether a file came to a path, or left it.
func (v *moved) concerns(path string) bool {
	if _, came := v.from[path]; came {
		return true
	}
	for _, from := range v.from {
		if from == path {
			return true
		}
	}
	return false
}

// move brings the files of steps to their new paths, as people left them.
func (m *mending) move() []merge.Change {
	after := map[string]*tree.File{}
	for _, from := range m.moved.from {
		after[from] = m.stays(from)
	}
	for to, from := range m.moved.from {
		after[to] = m.arrives(to, from)
	}
	var changes []merge.Change
	for path, file := range after {
		c := merge.Change{Path: path, Action: merge.Delete, After: file, Reason: "a step of the same second has its id"}
		if there, ok := m.work[path]; ok {
			c.Before = &there
		}
		if file != nil {
			c.Action, c.Reason = merge.Create, "its step has another id now"
			if c.Before != nil {
				c.Action, c.Reason = merge.Merge, ""
			}
		}
		if c.Before != nil || c.After != nil {
			changes = append(changes, c)
		}
	}
	return changes
}

// stays is what is left at a path when the file of a step leaves it: that of
// the other side's step, if there is one.
func (m *mending) stays(path string) *tree.File {
	laid, ok := m.next[path]
	if !ok {
		return nil
	}
	if data := m.stages[path][ourStage+theirStage-m.moved.side]; data != nil {
		laid.Data = data
	}
	return &laid
}

// arrives is the file of a step under its new id.
func (m *mending) arrives(to, from string) *tree.File {
	laid := m.next[to]
	was := laid.Data
	for old, id := range m.moved.ids {
		was = bytes.ReplaceAll(was, []byte(id), []byte(old))
	}
	have := was
	if data := m.stages[from][m.moved.side]; data != nil {
		have = data
	} else if there, ok := m.work[from]; ok && m.next[from].Data == nil {
		have = there.Data
	}
	laid.Data, _ = merge.File(to, was, have, laid.Data, merge.Sides)
	return &laid
}
