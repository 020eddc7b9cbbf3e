package cli

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
)

// continueOptions are what `newsvc continue` was told.
type continueOptions struct {
	app     *app
	packDir string
}

type continueDocument struct {
	document
	Folder    string        `json:"folder"`
	Command   string        `json:"command,omitempty"` // that is finished; empty: a merge of git's
	Files     []changedFile `json:"files"`             // that were mended, or that stay as they were
	Conflicts []string      `json:"conflicts"`         // that are left

	Renumbered map[string]string `json:"renumbered,omitempty"` // steps of the schema: old ids to new ones
}

func newContinueCommand(a *app) *cobra.Command {
	o := &continueOptions{app: a}
	cmd := &cobra.Command{
		Use:   "continue",
		Short: "Go on after conflicts: of a change, or of git's merge of two",
		Long: "Finish a change to the service around the current folder, once its conflicts are\n" +
			"solved.\n\n" +
			"In the middle of git's merge, rebase or cherry-pick, it does what git can't: it\n" +
			"merges what newsvc knows of both sides by meaning, renders that, and brings both\n" +
			"sides' own lines to it. Files that are solved already stay as they are.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	addPackFlag(cmd, &o.packDir)
	return cmd
}

func (o *continueOptions) run(ctx context.Context) error {
	root, err := o.app.host.Find(ctx)
	if err != nil {
		return err
	}
	u, err := o.app.host.ReadUnfinished(ctx, root)
	if err != nil {
		return err
	}
	if u == nil {
		return o.mend(ctx, root)
	}
	marked, unchanged, err := o.app.host.Finish(ctx, root, u)
	if err != nil {
		return err
	}
	doc := continueDocument{document: document{"newsvc/continue", 1}, Folder: root, Command: u.Command, Files: []changedFile{}, Conflicts: append([]string{}, marked...)}
	for _, f := range unchanged {
		doc.Files = append(doc.Files, changedFile{Path: f.Path, Action: merge.Keep, Reason: f.Reason})
	}
	return o.end(doc)
}

// end says what was done, and what is left.
func (o *continueOptions) end(doc continueDocument) error {
	a := o.app
	left := fault.Pending("conflicts", "conflict markers are left in %s", strings.Join(doc.Conflicts, ", ")).
		WithHint("solve them, then newsvc continue")
	for _, id := range slices.Sorted(maps.Keys(doc.Renumbered)) {
		a.note("both sides had a step %s of the schema: one is %s now, and a database that took it under its old id has to be made anew", id, doc.Renumbered[id])
	}
	switch {
	case a.json:
		if err := a.printJSON(doc); err != nil || len(doc.Conflicts) == 0 {
			return err
		}
		return reported{left}
	case len(doc.Files) > 0:
		if err := a.say(fileLines(doc.Files)); err != nil {
			return err
		}
	}
	switch {
	case len(doc.Conflicts) > 0:
		return left
	case doc.Command != "":
		return a.say(plain.Sprintf("finished: %s\n", doc.Command))
	case len(doc.Files) == 0:
		return a.say(plain.Sprintf("nothing is left to do\n"))
	}
	return a.say(plain.Sprintf("mended; git add the files, and go on as git says\n"))
}
