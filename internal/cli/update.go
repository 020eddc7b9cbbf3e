package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/fleet"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
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
			if err := o.contradiction(); err != nil {
				return err
			}
			return a.update(cmd.Context(), o, args)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
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
		{"--commit", "--dry-run", o.commit && o.dryRun},
		{"--commit", "--diff", o.commit && o.diff},
	} {
		if pair.both {
			return fault.Usage("bad_flag", "%s and %s exclude each other", pair.one, pair.two).WithHint("leave one out")
		}
	}
	_, err := o.verification()
	return err
}

// update updates services one after the other.
func (a *app) update(ctx context.Context, o updateOptions, dirs []string) error {
	u := &updater{app: a, o: o, latest: map[spec.PackRef]*pack.Pack{}}
	if o.packDir != "" {
		var err error
		if u.pack, err = a.host.Packs.Open(ctx, o.packDir); err != nil {
			return err
		}
	}
	folders, err := fleet.Folders(ctx, a.host, dirs)
	if err != nil {
		return err
	}
	doc := updateDocument{header: header{"newsvc/update", 1}, DryRun: o.dryRun || o.diff, Services: []updateRow{}, options: o, one: len(dirs) == 0}
	for _, folder := range folders {
		row, err := u.row(ctx, folder, !doc.one)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && doc.one && row.State != updateDone && row.State != updateAvailable:
			return err
		case err != nil:
			row.fail(err)
		}
		doc.Services = append(doc.Services, row)
	}
	if o.report != "" {
		if err := doc.writeReport(o.report); err != nil {
			return err
		}
	}
	return cmp.Or(a.emit(doc), doc.pending())
}

// row updates one of several services, or checks whether there is an update.
func (u *updater) row(ctx context.Context, folder fleet.Folder, several bool) (updateRow, error) {
	row := updateRow{Folder: folder.Shown, Files: []changedFile{}, Conflicts: []string{}, Notes: []string{}}
	if u.o.check {
		return row, u.find(ctx, &row, folder.Path)
	}
	if several {
		if !u.json {
			u.note("%s", folder.Shown)
		}
		if err := u.host.Recover(ctx, folder.Path); err != nil {
			return row, err
		}
	}
	return row, u.one(ctx, &row, folder.Path)
}

// find says whether an update of the service in a folder is available.
func (u *updater) find(ctx context.Context, row *updateRow, root string) error {
	answers, err := service.ReadAnswers(ctx, root)
	if err != nil {
		return err
	}
	to, err := u.newPack(ctx, answers.Pack)
	if err != nil {
		return err
	}
	row.about(answers.Pack, to)
	if to != nil {
		row.State = updateAvailable
	}
	return nil
}
