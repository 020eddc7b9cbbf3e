package revise

import (
	"context"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
)

// Updates is how services are updated. The same value updates several, one after
// the other, and finds each version of a pack once.
type Updates struct {
	Host    service.Host
	Pack    *pack.Pack // nil: another version of each service's own
	Version string     // of it; empty: the latest
	FromDir string     // the folder of the pack that made the service; empty: newsvc finds it
	Given   func(to *pack.Pack) (map[string]any, error)
	Preview bool // change nothing
	Commit  bool // on a new branch
	Options

	known map[spec.PackRef]target
}

// target is to which pack services of another pack are updated.
type target struct {
	pack    *pack.Pack // nil: they are up to date, or that isn't known
	unknown bool       // newsvc knows no source of versions
}

// Update is what the update of a service does, or did.
type Update struct {
	From      spec.PackRef
	To        *pack.Pack       // nil: the service is up to date, or Unknown
	Unknown   bool             // newsvc knows no source of versions of the service's pack
	Recall    packstore.Recall // of the version in From
	Plan      *Plan            // nil: To is nil, or the update wasn't planned
	Notes     []string         // what happened to the answers
	Changelog string           // of the versions after From
	Done      bool
	Branch    string // with the commit
	Hash      string // of the commit
}

// Find says to which pack the service in a folder can be updated.
func (u *Updates) Find(ctx context.Context, root string) (Update, error) {
	if err := u.Host.RefuseUnfinished(ctx, root); err != nil {
		return Update{}, err
	}
	answers, err := service.ReadAnswers(ctx, root)
	if err != nil {
		return Update{}, err
	}
	found := Update{From: answers.Pack, Recall: u.Host.Packs.Recall(ctx, answers.Pack)}
	to, err := u.target(ctx, answers.Pack)
	found.To, found.Unknown = to.pack, to.unknown
	return found, err
}

// Run updates the service in a folder. Announce is called before anything
// changes. With an error, the result has what is known of the update; the files
// have changed if it is Done.
func (u *Updates) Run(ctx context.Context, root string, announce func(Update)) (Update, error) {
	r, err := OpenAt(ctx, u.Host, root, u.FromDir)
	if err != nil {
		return Update{}, aboutOldPack(err)
	}
	done := Update{From: r.Answers.Pack, Recall: u.Host.Packs.Recall(ctx, r.Answers.Pack)}
	target, err := u.target(ctx, r.Answers.Pack)
	done.Unknown = target.unknown
	if err != nil || target.pack == nil {
		return done, err
	}
	to := target.pack
	given, err := u.Given(to)
	if err != nil {
		return done, err
	}
	decided, err := r.DecideUpdate(to, given)
	if err != nil {
		return done, err
	}
	if why := u.Host.Packs.Recall(ctx, packstore.Ref(to)).Retracted; why != "" {
		decided.Notes = append(decided.Notes, packstore.Ref(to).Version+" is retracted: "+why)
	}
	planned, err := r.PlanUpdate(ctx, to, decided)
	if err != nil {
		return done, err
	}
	done.To, done.Plan, done.Notes, done.Changelog = to, planned, decided.Notes, changelog(to, &r.Pack.Manifest)
	if u.Preview {
		return done, nil
	}
	branch := "newsvc-update-" + packstore.Ref(to).Version
	if err := u.checkCommit(ctx, planned, branch); err != nil {
		return done, err
	}
	options := u.Options
	options.Announce = func() { announce(done) }
	if err := planned.Execute(ctx, options); err != nil {
		return done, err
	}
	done.Done = true
	if u.Commit {
		done.Branch = branch
		done.Hash, err = u.commit(ctx, done)
	}
	return done, err
}

// target returns the pack to which services of another pack are updated. It refuses to
// go back to an earlier version.
func (u *Updates) target(ctx context.Context, ref spec.PackRef) (target, error) {
	if to, known := u.known[ref]; known {
		return to, nil
	}
	to, err := u.open(ctx, ref)
	if err != nil {
		return target{}, err
	}
	if to.pack != nil && u.Host.Packs.Same(ctx, to.pack, ref) {
		to.pack = nil
	}
	if to.pack != nil {
		if err := refuseOlder(ref, packstore.Ref(to.pack)); err != nil {
			return target{}, err
		}
	}
	if u.known == nil {
		u.known = map[spec.PackRef]target{}
	}
	u.known[ref] = to
	return to, nil
}

// open opens the pack that was requested, or the latest version of another pack.
func (u *Updates) open(ctx context.Context, ref spec.PackRef) (to target, err error) {
	switch {
	case u.Pack != nil:
		to.pack = u.Pack
	case u.Version != "":
		version := u.Version
		if ref.Module == "" {
			version = strings.TrimPrefix(version, "v")
		}
		to.pack, err = u.Host.Packs.Version(ctx, ref, version)
	default:
		if ref.Module == "" {
			versions, err := u.Host.Packs.Versions(ctx, ref)
			if err != nil || len(versions) == 0 {
				return target{unknown: true}, err
			}
		}
		to.pack, err = u.Host.Packs.Latest(ctx, ref)
	}
	return to, err
}

// aboutOldPack rewords the hint of a pack that isn't found, or isn't the one that
// made the service: --pack is the new one.
func aboutOldPack(err error) error {
	all := fault.All(err)
	if len(all) != 1 {
		return err
	}
	switch e := all[0]; e.Code {
	case "pack_missing":
		return e.WithHint("give the folder of that pack with --from DIR")
	case "other_pack":
		return e.WithHint("give the folder of the pack, as it was when the service was made or last updated, with --from DIR")
	case "pack_download", "pack_sum":
		return e.WithHint("%s", strings.ReplaceAll(e.Hint, "--pack DIR", "--from DIR"))
	}
	return err
}

// checkCommit refuses an update that can't be committed, before it is made.
func (u *Updates) checkCommit(ctx context.Context, planned *Plan, branch string) error {
	if !u.Commit {
		return nil
	}
	if err := u.Host.Git.CheckClean(ctx, planned.Root, branch); err != nil {
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

// commit commits what an update wrote.
func (u *Updates) commit(ctx context.Context, done Update) (hash string, err error) {
	var paths []string
	for _, c := range done.Plan.Result.Writes() {
		paths = append(paths, c.Path)
	}
	to := packstore.Ref(done.To)
	hash, err = u.Host.Git.CommitChange(ctx, done.Plan.Root, git.Commit{
		Branch: done.Branch, Paths: paths,
		Message: "Update to " + to.Name + " " + to.Version + "\n\nnewsvc update, from " + done.From.Version + ".",
	})
	if err != nil {
		return "", fault.Failed("commit", "the service is updated, but not committed").WithCause(err).WithHint("commit it with git")
	}
	return hash, nil
}
