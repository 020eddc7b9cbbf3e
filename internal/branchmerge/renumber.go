package branchmerge

import (
	"bytes"
	"context"
	"maps"
	"strings"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

// renumbered are the steps of the schema that got new ids, because both sides
// added one in the same second, and where their files were.
type renumbered struct {
	ids  map[string]string // old ids to new ones
	side int               // whose steps they are
	from map[string]string // a file's new path to its old one
}

// renumber gives steps of one side new ids where both sides use the same: of
// their side, unless it is in the main branch, which others may have already.
func (m *merger) renumber() {
	unchanged, changed := ourSide, theirSide
	if m.shared {
		unchanged, changed = changed, unchanged
	}
	var ids map[string]string
	m.answers[changed], ids = change.Renumber(m.answers[baseSide], m.answers[unchanged], m.answers[changed])
	if len(ids) > 0 {
		m.renumbered = renumbered{ids: ids, side: changed}
	}
}

// renderRenumbered renders a service in which several steps have the same id
// with different ids. There may be no such steps.
func (m *merger) renderRenumbered(ctx context.Context) error {
	recorded, err := service.ParseAnswers(ctx, m.root)
	if err != nil {
		return err
	}
	answers, ids := change.RenumberDuplicates(recorded)
	if len(ids) == 0 {
		return nil
	}
	m.renumbered = renumbered{ids: ids, side: theirSide}
	if m.merged, err = m.host.Render(ctx, answers, m.packDir); err != nil {
		return err
	}
	m.next = m.merged.Tree()
	m.renumbered.find(m.merged)
	maps.DeleteFunc(m.next, func(path string, _ tree.File) bool { return path != render.AnswersPath && !m.renumbered.concerns(path) })
	if err := m.readWork(ctx); err != nil {
		return err
	}
	for i := range m.rendered {
		m.rendered[i] = tree.Tree{render.AnswersPath: m.work[render.AnswersPath]} // so that it is replaced
	}
	return nil
}

// find finds the files of the steps: a path that contains a step's new id
// contained the old one.
func (v *renumbered) find(rendered render.Plan) {
	v.from = map[string]string{}
	for old, id := range v.ids {
		for _, f := range rendered.Files {
			if was := strings.ReplaceAll(f.Path, id, old); f.Step == id && was != f.Path {
				v.from[f.Path] = was
			}
		}
	}
}

// concerns reports whether a file moves to a path, or away from it.
func (v *renumbered) concerns(path string) bool {
	if _, ok := v.from[path]; ok {
		return true
	}
	for _, from := range v.from {
		if from == path {
			return true
		}
	}
	return false
}

// moveSteps moves the files of steps to their new paths, with the user's changes.
func (m *merger) moveSteps() []merge.Change {
	after := map[string]*tree.File{}
	for _, from := range m.renumbered.from {
		after[from] = m.remaining(from)
	}
	for to, from := range m.renumbered.from {
		after[to] = m.moved(to, from)
	}
	var changes []merge.Change
	for path, file := range after {
		c := merge.Change{Path: path, Action: merge.Delete, After: file, Reason: "another step has the same id"}
		if now, ok := m.work[path]; ok {
			c.Before = &now
		}
		if file != nil {
			c.Action, c.Reason = merge.Create, "its step has a new id"
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

// remaining returns what is at a path after the file of a step has moved away:
// the file of the other side's step, if there is one.
func (m *merger) remaining(path string) *tree.File {
	file, ok := m.next[path]
	if !ok {
		return nil
	}
	if data := m.unmerged[path][ourSide+theirSide-m.renumbered.side]; data != nil {
		file.Data = data
	}
	return &file
}

// moved returns the file of a step under its new id.
func (m *merger) moved(to, from string) *tree.File {
	file := m.next[to]
	before := file.Data
	for old, id := range m.renumbered.ids {
		before = bytes.ReplaceAll(before, []byte(id), []byte(old))
	}
	now := before
	if data := m.unmerged[from][m.renumbered.side]; data != nil {
		now = data
	} else if work, ok := m.work[from]; ok && m.next[from].Data == nil {
		now = work.Data
	}
	file.Data, _ = merge.File(to, before, now, file.Data, merge.Sides)
	return &file
}
