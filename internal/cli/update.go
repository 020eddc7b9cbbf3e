package cli

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/cli/flags"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/fleet"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/revise"
	"github.com/newsvc/newsvc/internal/system"
)

// updateOptions are the flags of `newsvc update`. The packDir is the new pack's.
type updateOptions struct {
	reviseOptions
	fromDir       string // the folder of the pack that made the service
	to            string // the version
	settings      []string
	check, commit bool
	report        string
}

func newUpdateCommand(a *app) *cobra.Command {
	o := updateOptions{reviseOptions: reviseOptions{removes: true}}
	cmd := &cobra.Command{
		Use:   "update [DIR...]",
		Short: "Update services to a later version of their pack",
		Long: "Update the service around the current folder, or those in and below the given\n" +
			"folders, to the latest version of their pack. What changed between the two\n" +
			"versions is merged with what you changed, as git merges branches. Migrations stay\n" +
			"as they are.\n\n" +
			"The answers in .newsvc.yaml are rewritten if the pack renamed or removed options.\n" +
			"go.mod gets the pack's versions, but none below one that you require.\n\n" +
			"With several services, an update that fails doesn't stop the others, and a table\n" +
			"ends the output. --check updates nothing; its exit code is 3 when an update is\n" +
			"available." + runsTests,
		Example: "  newsvc update --diff\n  newsvc update --check services/\n  newsvc update services/ --commit --report body.md",
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("to") && o.to == "" {
				return fault.Usage("bad_flag", "--to needs a version").WithHint("without --to, newsvc updates to the latest one")
			}
			if err := o.contradiction(); err != nil {
				return err
			}
			return a.update(cmd.Context(), o, args)
		},
		ValidArgsFunction: completeFolders,
	}
	o.addFlags(cmd)
	f := cmd.Flags()
	f.Lookup("pack").Usage = "update to this `pack`: a folder, or a Go module MODULE[//FOLDER][@VERSION]"
	f.StringVar(&o.to, "to", "", "update to this `version` instead of the latest")
	f.StringVar(&o.fromDir, "from", "", "the `folder` of the pack that made the service, if newsvc can't find it")
	f.StringArrayVar(&o.settings, "set", nil, "answer an option of the new version, as in `KEY=VALUE`")
	f.BoolVar(&o.check, "check", false, "only say whether an update is available")
	f.BoolVar(&o.commit, "commit", false, "create a branch with one commit in each service; needs a clean work tree")
	f.StringVar(&o.report, "report", "", "write the text of a pull request to this `file`, in Markdown")
	_ = cmd.MarkFlagDirname("from")
	_ = cmd.MarkFlagFilename("report", "md")
	_ = cmd.RegisterFlagCompletionFunc("to", a.completeFromService(&o.fromDir, a.completeVersion))
	_ = cmd.RegisterFlagCompletionFunc("set", cobra.NoFileCompletions)
	return cmd
}

// completeVersion completes the versions of the service's pack.
func (a *app) completeVersion(o completion, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	versions, err := a.host.Packs.Versions(context.Background(), o.answers.Pack)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return versions, cobra.ShellCompDirectiveNoFileComp
}

// contradiction refuses flags that exclude each other.
func (o *updateOptions) contradiction() error {
	for _, pair := range []struct {
		one, two string
		both     bool
	}{
		{"--to", "--pack", o.to != "" && o.packDir != ""},
		{"--check", "--commit", o.check && o.commit},
		{"--check", "--report", o.check && o.report != ""},
		{"--check", "--diff", o.check && o.diff},
		{"--check", "--dry-run", o.check && o.dryRun},
		{"--check", "--set", o.check && len(o.settings) > 0},
		{"--check", "--from", o.check && o.fromDir != ""},
		{"--check", "--verify", o.check && o.verify},
		{"--check", "--no-verify", o.check && o.noVerify},
		{"--check", "--uncommitted", o.check && o.uncommitted},
		{"--check", "--yes", o.check && o.yes},
		{"--commit", "--dry-run", o.commit && o.dryRun},
		{"--commit", "--diff", o.commit && o.diff},
	} {
		if pair.both {
			return fault.Usage("bad_flag", "%s and %s exclude each other", pair.one, pair.two).WithHint("leave one out")
		}
	}
	_, err := o.verification()
	errs := []error{err}
	for _, setting := range o.settings {
		errs = append(errs, flags.CheckSetting(setting))
	}
	return errors.Join(errs...)
}

// update updates services one after the other.
func (a *app) update(ctx context.Context, o updateOptions, dirs []string) error {
	if o.report != "" {
		if err := document.CheckReport(o.report); err != nil {
			return err
		}
	}
	updates, err := a.updates(ctx, o)
	if err != nil {
		return err
	}
	folders, err := fleet.Folders(ctx, a.host, dirs)
	if err != nil {
		return err
	}
	how := document.Request{DryRun: o.dryRun, Diff: o.diff}
	doc := document.NewUpdate(how, o.check, len(dirs) == 0)
	doc.Again = func(flag string) string { return a.sameUpdate(o, flag, !doc.One) }
	for _, folder := range folders {
		done, err := a.updateOne(ctx, updates, how, folder, o.check, !doc.One)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && doc.One && !done.Done:
			return err
		}
		doc.Add(folder.Shown, updates.Command, done, err)
	}
	var reported error
	if o.report != "" {
		reported = doc.WriteReport(o.report)
	}
	return cmp.Or(a.Emit(doc), errors.Join(reported, doc.Pending()))
}

// sameUpdate is a command that shows the update of the service around the current
// folder, which may be another one.
func (a *app) sameUpdate(o updateOptions, flag string, elsewhere bool) string {
	words := []string{"newsvc", "update", flag}
	if o.to != "" {
		words = append(words, "--to", o.to)
	}
	if o.packDir != "" {
		where := o.packDir
		if source, err := packstore.ParseSource(where); err == nil && source.Dir != "" && elsewhere {
			if absolute, err := filepath.Abs(source.Dir); err == nil {
				where = absolute
			}
		}
		words = append(words, "--pack", where)
	}
	return system.CommandLine(a.env.OS, words...)
}

// updates turns flags into how services are updated.
func (a *app) updates(ctx context.Context, o updateOptions) (*revise.Updates, error) {
	verify, err := o.verification()
	if err != nil {
		return nil, err
	}
	words := []string{"newsvc", "update"}
	if o.to != "" {
		words = append(words, "--to", o.to)
	}
	for _, setting := range o.settings {
		words = append(words, "--set", setting)
	}
	u := &revise.Updates{
		Host: a.host, Version: o.to, FromDir: o.fromDir, Preview: o.dryRun || o.diff, Commit: o.commit,
		Given: func(to *pack.Pack) (map[string]any, error) { return settingsFor(to, o.settings) },
		Options: revise.Options{
			Command: append(words, o.typed(o.yes)...), AllowUses: o.yes, AllowUncommitted: o.uncommitted, Verify: verify,
		},
	}
	if o.packDir != "" {
		u.Pack, err = a.host.Packs.Open(ctx, o.packDir)
	}
	return u, err
}

// settingsFor returns the answers to options of a pack in --set flags.
func settingsFor(p *pack.Pack, settings []string) (map[string]any, error) {
	given := flags.Answers{Manifest: p.Manifest, Values: map[string]any{}}
	var errs []error
	for _, setting := range settings {
		errs = append(errs, given.Set(setting))
	}
	return given.Values, errors.Join(errs...)
}

// updateOne updates one of several services, or checks whether there is an update.
func (a *app) updateOne(ctx context.Context, u *revise.Updates, how document.Request, folder fleet.Folder, check, several bool) (revise.Update, error) {
	if check {
		return u.Find(ctx, folder.Path)
	}
	if several {
		if !a.JSON {
			a.Note("%s", folder.Shown)
		}
		if err := a.host.Recover(ctx, folder.Path); err != nil {
			return revise.Update{}, err
		}
	}
	return u.Run(ctx, folder.Path, func(planned revise.Update) {
		if !a.JSON {
			a.Warn(document.NewChange(planned.Plan, u.Command, how))
		}
	})
}
