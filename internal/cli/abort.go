package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/tree"
)

type abortDocument struct {
	document
	Folder  string   `json:"folder"`
	Command string   `json:"command"` // that is taken back
	Files   []string `json:"files"`   // that are as they were before it
}

func newAbortCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "abort",
		Short: "Take back a change that left conflicts",
		Long: "Take back the change to the service around the current folder that left\n" +
			"conflicts: every file that it wrote is as it was before. What was done to solve\n" +
			"them is lost; other files stay.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.abort(cmd.Context()) },
	}
}

func (a *app) abort(ctx context.Context) error {
	root, err := a.serviceFolder(ctx)
	if err != nil {
		return err
	}
	u, kept, err := a.readUnfinished(ctx, root)
	if err != nil {
		return err
	}
	if u == nil {
		return fault.Usage("nothing_to_abort", "there is no unfinished change here").
			WithHint("git shows and takes back what is finished; git merge --abort takes back a merge of git's")
	}
	if now := a.git.Head(ctx, root); u.Head != "" && now != u.Head {
		return fault.Failed("head_moved", "git has another commit checked out than when the change began, so that taking it back would mix the two").
			WithHint("git checkout %s first; or, if the change is to stay, newsvc continue", u.Head[:min(12, len(u.Head))])
	}
	if err := a.refuseTracked(ctx, root); err != nil {
		return err
	}
	changes, err := u.undo(ctx, root, kept)
	if err != nil {
		return err
	}
	if err := a.machine().Apply(ctx, root, changes); err != nil {
		return err
	}
	a.forgetUnfinished(root)
	if err := disk.SetModes(root, u.Modes); err != nil {
		return err
	}
	doc := abortDocument{document{"newsvc/abort", 1}, root, u.Command, u.paths()}
	if a.json {
		return a.printJSON(doc)
	}
	return a.say(plain.Sprintf("taken back: %s\n", u.Command))
}

// undo is what makes the files as they were, and takes away what kept them.
func (u *unfinished) undo(ctx context.Context, root string, kept tree.Tree) ([]merge.Change, error) {
	like := tree.Tree{}
	for _, f := range u.Files {
		like[f.Path] = tree.File{Exec: f.Exec}
	}
	there, err := disk.Read(ctx, root, like)
	if err != nil {
		return nil, err
	}
	changes := u.forget(kept)
	for _, f := range u.Files {
		c := merge.Change{Path: f.Path, Action: merge.Update, After: f.before}
		if now, ok := there[f.Path]; ok {
			c.Before = &now
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// forget takes away what kept the change.
func (u *unfinished) forget(kept tree.Tree) []merge.Change {
	var changes []merge.Change
	for _, path := range kept.Paths() {
		file := kept[path]
		changes = append(changes, merge.Change{Path: path, Action: merge.Delete, Before: &file})
	}
	return changes
}
