package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/revise"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
)

// updater updates services with the same flags.
type updater struct {
	*app
	o      updateOptions
	pack   *pack.Pack // that was given; nil: the latest version of each service's
	latest map[spec.PackRef]*pack.Pack
}

// newPack returns the pack to which services of another pack are updated. It
// returns nil if they are up to date.
func (u *updater) newPack(ctx context.Context, ref spec.PackRef) (*pack.Pack, error) {
	to, known := u.latest[ref]
	var err error
	switch {
	case known:
		return to, nil
	case u.pack != nil:
		to = u.pack
	case u.o.to != "":
		version := strings.TrimPrefix(u.o.to, "v")
		if ref.Module != "" {
			version = u.o.to
		}
		to, err = u.host.Packs.Version(ctx, ref, version)
	default:
		to, err = u.host.Packs.Latest(ctx, ref)
	}
	if err != nil {
		return nil, err
	}
	if to != nil && to.Digest == ref.Digest {
		to = nil
	}
	u.latest[ref] = to
	return to, nil
}

// command is the command that updates a service, as it is recorded.
func (u *updater) command() string {
	words := []string{"newsvc", "update"}
	if u.o.to != "" {
		words = append(words, "--to", u.o.to)
	}
	for _, setting := range u.o.settings {
		words = append(words, "--set", setting)
	}
	return system.CommandLine(u.env.OS, append(words, u.o.typed(u.o.yes)...)...)
}

// one updates the service in a folder, and says in the row what that did.
func (u *updater) one(ctx context.Context, row *updateRow, root string) error {
	verify, err := u.o.verification()
	if err != nil {
		return err
	}
	r, err := revise.OpenAt(ctx, u.host, root, u.o.fromDir)
	if err != nil {
		return u.aboutOldPack(err)
	}
	to, err := u.newPack(ctx, r.Answers.Pack)
	if err != nil {
		return err
	}
	if to == nil {
		row.about(r.Answers.Pack, nil)
		return nil
	}
	given, err := u.given(to)
	if err != nil {
		return err
	}
	decided, err := r.DecideUpdate(to, given)
	if err != nil {
		return err
	}
	planned, err := r.PlanUpdate(ctx, to, decided)
	if err != nil {
		return err
	}
	fill := func() {
		row.about(r.Answers.Pack, to)
		row.change(planned, u, decided.Notes)
		row.changelog = to.Changelog(r.Pack.Manifest.Version)
	}
	fill()
	if u.o.dryRun || u.o.diff {
		row.State = updateAvailable
		return row.document.pending()
	}
	branch := "newsvc-update-" + packstore.Ref(to).Version
	if err := u.checkCommit(ctx, planned, branch); err != nil {
		return err
	}
	err = planned.Execute(ctx, revise.Options{
		Command: u.command(), AllowUses: u.o.yes, Verify: verify,
		Announce: func() {
			if !u.json {
				u.warn(row.document)
			}
		},
	})
	if err != nil {
		return err
	}
	fill() // go.mod may have changed since
	row.State = updateDone
	if u.o.commit {
		return u.commitUpdate(ctx, row, planned, branch)
	}
	return row.document.pending()
}

// given returns the answers to options of the new pack in flags.
func (u *updater) given(to *pack.Pack) (map[string]any, error) {
	flags := answerFlags{manifest: to.Manifest, values: map[string]any{}}
	var errs []error
	for _, setting := range u.o.settings {
		errs = append(errs, flags.set(setting))
	}
	return flags.values, errors.Join(errs...)
}

// aboutOldPack rewords the hint of a pack that isn't found: --pack is the new one.
func (u *updater) aboutOldPack(err error) error {
	all := fault.All(err)
	if len(all) == 1 && all[0].Code == "pack_missing" {
		return all[0].WithHint("give the folder of that pack with --from DIR")
	}
	return err
}

// checkCommit refuses an update that can't be committed, before it is made.
func (u *updater) checkCommit(ctx context.Context, planned *revise.Plan, branch string) error {
	if !u.o.commit {
		return nil
	}
	if err := u.host.Git.CheckClean(ctx, planned.Root, branch); err != nil {
		return err
	}
	var marked []string
	for _, c := range planned.Result.Changes {
		if c.Action == merge.Conflict || c.Writes() && c.After != nil && merge.HasMarkers(c.After.Data) {
			marked = append(marked, c.Path)
		}
	}
	if len(marked) > 0 {
		return fault.ActionNeeded("conflicts", "%s would be in conflict, so nothing was changed or committed", strings.Join(marked, ", ")).
			WithHint("update this service without --commit, and resolve them")
	}
	return nil
}

func (u *updater) commitUpdate(ctx context.Context, row *updateRow, planned *revise.Plan, branch string) error {
	var paths []string
	for _, c := range planned.Result.Writes() {
		paths = append(paths, c.Path)
	}
	message := "Update to " + row.Pack + " " + row.To + "\n\nnewsvc update, from " + row.From + "."
	commit, err := u.host.Git.CommitChange(ctx, planned.Root, git.Commit{Branch: branch, Message: message, Paths: paths})
	if err != nil {
		return fault.Failed("commit", "the service is updated, but not committed").WithCause(err).WithHint("commit it with git")
	}
	row.Branch, row.Commit = branch, commit
	return nil
}
