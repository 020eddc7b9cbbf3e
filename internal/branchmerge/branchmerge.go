// Package branchmerge merges two branches of a service. Git merges lines; this
// merges the answers of both branches, renders the result, and applies what the
// users of both branches changed to it.
package branchmerge

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// Result is what was merged.
type Result struct {
	Changes    []merge.Change // that were made
	Conflicts  []merge.FileConflict
	Renumbered map[string]string // steps of the schema: old ids to new ones
}

// Run completes git's merge of two branches in the service in a folder. If git
// is not merging, it gives steps of the schema that have the same id different
// ones. The pack may be in the folder packDir.
func Run(ctx context.Context, host service.Host, root, packDir string) (Result, error) {
	found, err := findMerge(ctx, host.Git, root)
	if err != nil {
		return Result{}, err
	}
	m := &merger{gitMerge: found, host: host, root: root, packDir: packDir}
	renderAll := m.renderSides
	if found == nil {
		m.gitMerge, renderAll = &gitMerge{}, m.renderRenumbered
	}
	if err := renderAll(ctx); err != nil {
		return Result{}, err
	}
	if found == nil && m.renumbered.ids == nil {
		return Result{}, nil
	}
	changes, err := m.changes(ctx)
	if err != nil {
		return Result{}, err
	}
	if err := leaveLinks(root, changes); err != nil {
		return Result{}, err
	}
	result := Result{Renumbered: m.renumbered.ids}
	for _, c := range changes {
		if c.Writes() {
			result.Changes = append(result.Changes, c)
		}
		if c.After != nil && c.Action != merge.Keep && merge.HasMarkers(c.After.Data) {
			result.Conflicts = append(result.Conflicts, merge.NewFileConflict(c.Path, c.After.Data))
		}
	}
	return result, host.Disk.Apply(ctx, root, changes)
}

// merger merges two versions of a service, each as newsvc generated it and as
// the user changed it.
type merger struct {
	*gitMerge
	host    service.Host
	root    string
	packDir string

	rendered   [3]tree.Tree // the files that newsvc generates for each version
	merged     render.Plan  // the files that it generates for the merged answers
	next       tree.Tree    // the same as a tree
	work       tree.Tree    // the files as git left them
	renumbered renumbered
}

// renderSides renders each version and the merged answers.
func (m *merger) renderSides(ctx context.Context) error {
	m.renumber()
	for i, answers := range m.answers {
		rendered, err := m.host.Render(ctx, answers, m.packDir)
		if err != nil {
			return err
		}
		m.rendered[i] = rendered.Tree()
	}
	answers, err := m.mergeAnswers(ctx)
	if err != nil {
		return err
	}
	return m.renderMerged(ctx, answers)
}

// renderMerged renders the merged answers.
func (m *merger) renderMerged(ctx context.Context, answers spec.Answers) error {
	var err error
	if m.merged, err = m.host.Render(ctx, answers, m.packDir); err != nil {
		return err
	}
	m.next = m.merged.Tree()
	m.renumbered.find(m.merged)
	return m.readWork(ctx)
}

// readWork reads all files that newsvc generates or generated, as git left them.
func (m *merger) readWork(ctx context.Context) error {
	like := tree.Tree{}
	for path := range m.unmerged {
		like[path] = tree.File{}
	}
	for _, from := range m.renumbered.from {
		like[from] = tree.File{}
	}
	var err error
	m.work, err = disk.Read(ctx, m.root, m.next, m.rendered[ourSide], m.rendered[theirSide], like)
	return err
}

// mergeAnswers returns the answers for both versions: those that the user
// resolved, or otherwise the merge of both.
func (m *merger) mergeAnswers(ctx context.Context) (spec.Answers, error) {
	work, err := disk.Read(ctx, m.root, tree.Tree{render.AnswersPath: {}})
	if err != nil {
		return spec.Answers{}, err
	}
	_, unmerged := m.unmerged[render.AnswersPath]
	if file, ok := work[render.AnswersPath]; ok && unmerged && !merge.HasMarkers(file.Data) {
		resolved, err := spec.ParseAnswers(render.AnswersPath, file.Data)
		if _, again := change.RenumberDuplicates(resolved); err != nil || len(again) == 0 {
			m.renumbered.ids = nil // newsvc did it before, or the user decided otherwise
			return resolved, err
		}
	}
	merged, err := change.Merge(m.answers[baseSide], m.answers[ourSide], m.answers[theirSide])
	if err != nil {
		return merged, err
	}
	p, err := m.host.Packs.Find(ctx, merged.Pack, m.packDir)
	if err == nil {
		merged.Values = change.ResetInapplicable(p.Manifest, merged.Values)
	}
	return merged, err
}

// changes returns the changes that turn what git left into the merged service.
func (m *merger) changes(ctx context.Context) ([]merge.Change, error) {
	lines, err := m.mergeLines(ctx)
	if err != nil {
		return nil, err
	}
	next := maps.Clone(m.next)
	for _, t := range []tree.Tree{lines, next} {
		maps.DeleteFunc(t, func(path string, _ tree.File) bool {
			_, unmerged := m.unmerged[path]
			return unmerged || m.renumbered.concerns(path)
		})
	}
	result, err := merge.Trees(ctx, lines, next, m.work, func(path string) bool {
		generated, ok := lines[path]
		return m.once(path) && !(ok && generated.Same(m.work[path]))
	})
	if err != nil {
		return nil, err
	}
	changes := slices.Concat(result.Changes, m.moveSteps())
	for path := range m.unmerged {
		if m.renumbered.concerns(path) {
			continue
		}
		if c, ok := m.mergeFile(path); ok {
			changes = append(changes, c)
		}
	}
	changes, err = m.mergeModule(ctx, changes)
	slices.SortFunc(changes, func(a, b merge.Change) int { return strings.Compare(a.Path, b.Path) })
	return changes, err
}

func (m *merger) once(path string) bool {
	for _, f := range m.merged.Files {
		if f.Path == path {
			return f.Once
		}
	}
	return false
}

// mergeLines merges the generated files of both sides line by line, as git did.
// In case of a conflict, the result is the file for the merged answers.
func (m *merger) mergeLines(ctx context.Context) (tree.Tree, error) {
	merged := tree.Tree{}
	for path, file := range m.rendered[ourSide] {
		if _, everywhere := m.rendered[baseSide][path]; !everywhere {
			merged[path] = file
		}
	}
	result, err := merge.Trees(ctx, m.rendered[baseSide], m.rendered[theirSide], m.rendered[ourSide], nil)
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

// mergeFile merges a file that git couldn't merge. It returns false when the
// file should stay as it is.
func (m *merger) mergeFile(path string) (merge.Change, bool) {
	next, generated := m.next[path]
	switch {
	case !m.isUntouched(path, m.work):
		return merge.Change{}, false
	case !generated:
		return m.deleteOrphan(path)
	}
	if path == render.AnswersPath {
		return m.change(path, next.Data), true
	}
	ours, ok := m.rebase(ourSide, path)
	theirs, ok2 := m.rebase(theirSide, path)
	if !ok || !ok2 {
		return merge.Change{}, false
	}
	data, _ := merge.File(path, next.Data, ours, theirs, [3]string{"ours", "as newsvc generates it", "theirs"})
	return m.change(path, data), true
}

// rebase applies one side's changes to a generated file to the file that is
// generated for the merged answers.
func (m *merger) rebase(side int, path string) ([]byte, bool) {
	before, generated := m.rendered[side][path]
	now, next := m.unmerged[path][side], m.next[path].Data
	switch {
	case !generated && now == nil:
		return next, true // only the other side has it
	case !generated && m.isGenerated(side, now):
		return next, true // git took it for another file that moved
	case !generated || now == nil:
		return nil, false // the user added or deleted it
	}
	data, conflicts := merge.File(path, before.Data, now, next, merge.Sides)
	return data, conflicts == 0
}

// isGenerated reports whether newsvc generates a file with exactly this content
// for a side.
func (m *merger) isGenerated(side int, data []byte) bool {
	for _, file := range m.rendered[side] {
		if bytes.Equal(file.Data, data) {
			return true
		}
	}
	return false
}

// deleteOrphan deletes a file that newsvc generated for one side but doesn't
// generate for the merged answers. It returns false when the user changed it.
func (m *merger) deleteOrphan(path string) (merge.Change, bool) {
	for _, side := range []int{ourSide, theirSide} {
		if data := m.unmerged[path][side]; data != nil && !m.isGenerated(side, data) {
			return merge.Change{}, false
		}
	}
	c := merge.Change{Path: path, Action: merge.Delete, Reason: "no longer generated"}
	if now, ok := m.work[path]; ok {
		c.Before = &now
	}
	return c, true
}

// change returns the change that gives a file a merged content.
func (m *merger) change(path string, data []byte) merge.Change {
	c := merge.Change{Path: path, Action: merge.Merge, After: &tree.File{Data: data, Exec: m.next[path].Exec}}
	if now, ok := m.work[path]; ok {
		c.Before = &now
		c.After.Exec = now.Exec
	}
	if merge.HasMarkers(data) {
		c.Action, c.Reason = merge.Conflict, "changed on both sides, in the same lines"
	}
	return c
}
