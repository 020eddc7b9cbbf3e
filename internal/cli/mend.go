package cli

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// mending brings two versions of a service together, each as newsvc laid it
// and as its people changed it.
type mending struct {
	*gitMerge
	laid   [3]tree.Tree // what newsvc laid for each version
	merged plan.Plan    // what it lays for both together
	next   tree.Tree
	work   tree.Tree // what git left
	moved  moved
}

// mend merges by meaning what git is merging line by line.
func (o *continueOptions) mend(ctx context.Context, root string) error {
	doc := continueDocument{document: document{"newsvc/continue", 1}, Folder: root, Files: []changedFile{}, Conflicts: []string{}}
	found, err := o.app.gitMerge(ctx, root)
	if err != nil {
		return err
	}
	m := &mending{gitMerge: found}
	render := o.renderSides
	if found == nil {
		m.gitMerge, render = &gitMerge{}, o.renderRepeated
	}
	if err := render(ctx, root, m); err != nil {
		return err
	}
	if found == nil && m.moved.ids == nil {
		return o.end(doc)
	}
	changes, err := m.changes(ctx, root)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if c.Writes() {
			doc.Files = append(doc.Files, changedFile{Path: c.Path, Action: c.Action, Reason: c.Reason})
		}
		if c.After != nil && merge.HasMarkers(c.After.Data) {
			doc.Conflicts = append(doc.Conflicts, c.Path)
		}
	}
	if err := o.app.host.Disk.Apply(ctx, root, changes); err != nil {
		return err
	}
	doc.Renumbered = m.moved.ids
	return o.end(doc)
}

// renderSides renders what newsvc laid for each version, and what it lays for
// both together.
func (o *continueOptions) renderSides(ctx context.Context, root string, m *mending) error {
	m.renumber()
	for i, answers := range m.answers {
		laid, err := o.app.host.Render(ctx, answers, o.packDir)
		if err != nil {
			return err
		}
		m.laid[i] = laid.Tree()
	}
	answers, err := o.together(ctx, root, m)
	if err != nil {
		return err
	}
	if m.merged, err = o.app.host.Render(ctx, answers, o.packDir); err != nil {
		return err
	}
	m.next = m.merged.Tree()
	m.moved.find(m.merged)
	return m.readWork(ctx, root)
}

// readWork reads what git left of all that newsvc laid or lays.
func (m *mending) readWork(ctx context.Context, root string) error {
	like := tree.Tree{}
	for path := range m.stages {
		like[path] = tree.File{}
	}
	for _, from := range m.moved.from {
		like[from] = tree.File{}
	}
	var err error
	m.work, err = disk.Read(ctx, root, m.next, m.laid[ourStage], m.laid[theirStage], like)
	return err
}

// together are the answers for both versions: as a person solved them, else as
// they merge by meaning.
func (o *continueOptions) together(ctx context.Context, root string, m *mending) (spec.Answers, error) {
	there, err := disk.Read(ctx, root, tree.Tree{plan.AnswersPath: {}})
	if err != nil {
		return spec.Answers{}, err
	}
	_, unmerged := m.stages[plan.AnswersPath]
	if file, ok := there[plan.AnswersPath]; ok && unmerged && !merge.HasMarkers(file.Data) {
		solved, err := spec.ParseAnswers(plan.AnswersPath, file.Data)
		if _, again := change.Repeated(solved); err != nil || len(again) == 0 {
			m.moved.ids = nil // it was done before, or they decided otherwise
			return solved, err
		}
	}
	merged, err := change.Merge(m.answers[baseStage], m.answers[ourStage], m.answers[theirStage])
	if err != nil {
		return merged, err
	}
	p, err := o.app.host.Packs.Find(merged.Pack, o.packDir)
	if err == nil {
		merged.Values = change.Applicable(p.Manifest, merged.Values)
	}
	return merged, err
}

// changes is what mends the work tree.
func (m *mending) changes(ctx context.Context, root string) ([]merge.Change, error) {
	plain, err := m.plain(ctx)
	if err != nil {
		return nil, err
	}
	next := maps.Clone(m.next)
	for _, t := range []tree.Tree{plain, next} {
		maps.DeleteFunc(t, func(path string, _ tree.File) bool {
			_, unmerged := m.stages[path]
			return unmerged || m.moved.concerns(path)
		})
	}
	result, err := merge.Trees(ctx, plain, next, m.work, func(path string) bool {
		laid, ok := plain[path]
		return m.once(path) && !(ok && laid.Equal(m.work[path]))
	})
	if err != nil {
		return nil, err
	}
	changes := slices.Concat(result.Changes, m.move())
	for path := range m.stages {
		if m.moved.concerns(path) {
			continue
		}
		if c, ok := m.mendOne(path); ok {
			changes = append(changes, c)
		}
	}
	changes, err = m.mendModule(ctx, root, changes)
	slices.SortFunc(changes, func(a, b merge.Change) int { return strings.Compare(a.Path, b.Path) })
	return changes, err
}

func (m *mending) once(path string) bool {
	for _, f := range m.merged.Files {
		if f.Path == path {
			return f.Once
		}
	}
	return false
}

// plain is what git's line by line makes of what newsvc laid for both sides;
// where that fails, and git's didn't, what newsvc lays for both.
func (m *mending) plain(ctx context.Context) (tree.Tree, error) {
	merged := tree.Tree{}
	for path, file := range m.laid[ourStage] {
		if _, everywhere := m.laid[baseStage][path]; !everywhere {
			merged[path] = file
		}
	}
	result, err := merge.Trees(ctx, m.laid[baseStage], m.laid[theirStage], m.laid[ourStage], nil)
	if err != nil {
		return nil, err
	}
	for _, c := range result.Changes {
		after := c.After
		if c.Action == merge.Conflict {
			after = nil
			if file, ok := m.next[c.Path]; ok {
				after = &file
			}
		}
		if after != nil {
			merged[c.Path] = *after
		} else {
			delete(merged, c.Path)
		}
	}
	return merged, nil
}

// mendOne mends a file that git couldn't merge; false leaves it as it is.
func (m *mending) mendOne(path string) (merge.Change, bool) {
	laid, generated := m.next[path]
	switch {
	case !m.untouched(path, m.work):
		return merge.Change{}, false
	case !generated:
		return m.sweep(path)
	}
	if path == plan.AnswersPath {
		return m.lay(path, laid.Data), true
	}
	ours, ok := m.bring(ourStage, path)
	theirs, ok2 := m.bring(theirStage, path)
	if !ok || !ok2 {
		return merge.Change{}, false
	}
	data, _ := merge.File(path, laid.Data, ours, theirs, [3]string{"ours", "as newsvc lays it", "theirs"})
	return m.lay(path, data), true
}

// bring returns one side's file, with what newsvc laid for that side replaced
// by what it lays for both.
func (m *mending) bring(stage int, path string) ([]byte, bool) {
	laid, known := m.laid[stage][path]
	have, next := m.stages[path][stage], m.next[path].Data
	switch {
	case !known && have == nil:
		return next, true // the other side's alone
	case !known && m.lays(stage, have):
		return next, true // git took it for another one that moved
	case !known || have == nil:
		return nil, false // a person added or deleted it
	}
	data, conflicts := merge.File(path, laid.Data, have, next, merge.Sides)
	return data, conflicts == 0
}

// lays reports whether newsvc laid a file with that very content for a side.
func (m *mending) lays(stage int, data []byte) bool {
	for _, file := range m.laid[stage] {
		if bytes.Equal(file.Data, data) {
			return true
		}
	}
	return false
}

// sweep deletes a file that newsvc laid for one side alone, and for both
// together doesn't; false: a person changed it.
func (m *mending) sweep(path string) (merge.Change, bool) {
	for _, stage := range []int{ourStage, theirStage} {
		if data := m.stages[path][stage]; data != nil && !m.lays(stage, data) {
			return merge.Change{}, false
		}
	}
	c := merge.Change{Path: path, Action: merge.Delete, Reason: "no longer generated"}
	if there, ok := m.work[path]; ok {
		c.Before = &there
	}
	return c, true
}

func (m *mending) lay(path string, data []byte) merge.Change {
	c := merge.Change{Path: path, Action: merge.Merge, After: &tree.File{Data: data, Exec: m.next[path].Exec}}
	if there, ok := m.work[path]; ok {
		c.Before = &there
		c.After.Exec = there.Exec
	}
	if merge.HasMarkers(data) {
		c.Action, c.Reason = merge.Conflict, "changed on both sides, in the same lines"
	}
	return c
}
