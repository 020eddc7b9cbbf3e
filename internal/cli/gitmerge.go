package cli

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// The versions of a file that git couldn't merge, as its index counts them.
const (
	baseStage = iota
	ourStage
	theirStage
)

// gitMerge is a merge of git's that isn't finished: of two branches, or of a
// commit that is brought onto another.
type gitMerge struct {
	answers [3]spec.Answers      // what newsvc knows of each version
	shared  bool                 // their side is in the main branch, and ours isn't
	stages  map[string][3][]byte // the files that git couldn't merge, as each version has them; nil: it hasn't
}

// gitMerge finds what git couldn't merge below a service's folder; nil when
// git has nothing under way there.
func (a *app) gitMerge(ctx context.Context, root string) (*gitMerge, error) {
	target, err := disk.Look(root)
	if err != nil || target.Git == "" {
		return nil, err
	}
	m := &gitMerge{stages: map[string][3][]byte{}}
	if err := a.readStages(ctx, root, m); err != nil {
		return nil, fault.Failed("git", "ask git what it couldn't merge").Because(err)
	}
	revisions := a.gitSides(ctx, root)
	if revisions != nil {
		m.shared = a.inMain(ctx, root, revisions[theirStage]) && !a.inMain(ctx, root, revisions[ourStage])
	}
	if known, ok := m.stages[plan.AnswersPath]; ok {
		return m, m.parse(known)
	}
	if revisions == nil {
		return nil, nil
	}
	var known [3][]byte
	for i, revision := range revisions {
		text, err := a.git(ctx, root, "", "show", revision+":./"+plan.AnswersPath)
		if err != nil {
			return nil, nil // the service is new on one side: there is nothing to merge
		}
		known[i] = []byte(text)
	}
	return m, m.parse(known)
}

func (m *gitMerge) parse(known [3][]byte) error {
	for i, side := range []string{"the common base", "our side", "their side"} {
		if known[i] == nil {
			return fault.Failed("no_base", "%s has no %s, so the two can't be merged by meaning", side, plan.AnswersPath).
				WithHint("solve the conflicts by hand, or git merge --abort")
		}
		var err error
		if m.answers[i], err = spec.ParseAnswers(plan.AnswersPath+" of "+side, known[i]); err != nil {
			return err
		}
	}
	return nil
}

// gitSides returns the revisions that git is about to bring together: what
// both come from, ours and theirs; nil when it isn't.
func (a *app) gitSides(ctx context.Context, root string) []string {
	is := func(revision string) bool {
		_, err := a.git(ctx, root, "", "rev-parse", "--quiet", "--verify", revision)
		return err == nil
	}
	if is("MERGE_HEAD") {
		base, err := a.git(ctx, root, "", "merge-base", "HEAD", "MERGE_HEAD")
		if err != nil {
			return nil
		}
		return []string{strings.TrimSpace(base), "HEAD", "MERGE_HEAD"}
	}
	for _, picked := range []string{"CHERRY_PICK_HEAD", "REBASE_HEAD"} {
		if is(picked) && is(picked+"^") {
			return []string{picked + "^", "HEAD", picked}
		}
	}
	return nil
}

// inMain reports whether a revision is in the branch that people share.
func (a *app) inMain(ctx context.Context, root, revision string) bool {
	for _, branch := range []string{"remotes/origin/HEAD", "remotes/origin/main", "remotes/origin/master", "heads/main", "heads/master"} {
		if _, err := a.git(ctx, root, "", "rev-parse", "--quiet", "--verify", "refs/"+branch); err == nil {
			_, err := a.git(ctx, root, "", "merge-base", "--is-ancestor", revision, "refs/"+branch)
			return err == nil
		}
	}
	return false
}

// readStages reads the files that git couldn't merge.
func (a *app) readStages(ctx context.Context, root string, m *gitMerge) error {
	list, err := a.git(ctx, root, "", "ls-files", "--unmerged", "-z", "--", ".")
	if err != nil {
		return err
	}
	var names []string
	var stages []int
	var objects strings.Builder
	for entry := range strings.SplitSeq(list, "\x00") {
		head, name, ok := strings.Cut(entry, "\t")
		fields := strings.Fields(head)
		if !ok || len(fields) != 3 {
			continue
		}
		stage, err := strconv.Atoi(fields[2])
		if err != nil || stage < 1 || stage > 3 {
			continue
		}
		names, stages = append(names, name), append(stages, stage-1)
		objects.WriteString(fields[1] + "\n")
	}
	if len(names) == 0 {
		return nil
	}
	contents, err := a.git(ctx, root, objects.String(), "cat-file", "--batch")
	if err != nil {
		return err
	}
	rest := []byte(contents)
	for i, name := range names {
		var data []byte
		if data, rest, err = nextObject(rest); err != nil {
			return err
		}
		versions := m.stages[name]
		versions[stages[i]] = data
		m.stages[name] = versions
	}
	return nil
}

// nextObject reads one object of what git cat-file --batch prints.
func nextObject(out []byte) (data, rest []byte, err error) {
	head, rest, _ := bytes.Cut(out, []byte("\n"))
	fields := strings.Fields(string(head))
	broken := gitError("git cat-file prints " + strconv.Quote(string(head)))
	if len(fields) != 3 {
		return nil, nil, broken
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil || size < 0 || size+1 > len(rest) {
		return nil, nil, broken
	}
	return append([]byte{}, rest[:size]...), rest[size+1:], nil
}

// untouched reports whether a file of the work tree is still as git left
// it: with markers, or, where one side hasn't the file, as the other has it.
func (m *gitMerge) untouched(path string, work tree.Tree) bool {
	versions := m.stages[path]
	there, ok := work[path]
	switch {
	case !ok:
		return versions[ourStage] == nil && versions[theirStage] == nil
	case versions[ourStage] == nil:
		return bytes.Equal(there.Data, versions[theirStage])
	case versions[theirStage] == nil:
		return bytes.Equal(there.Data, versions[ourStage])
	}
	return marked(there.Data)
}
