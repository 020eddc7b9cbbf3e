package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/cli/flags"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/runner"
	"github.com/newsvc/newsvc/internal/scaffold"
)

// initOptions are the argument and the flags of `newsvc init`.
type initOptions struct {
	pack   *pack.Pack
	noPack error      // why the pack can't be loaded; nil: it is loaded
	choice packChoice // of the pack
	dir    string     // as it was typed

	flags     flags.Answers
	resources []string
	settings  []string // KEY=VALUE
	file      string   // of answers; "-": standard input
	preset    string
	packDir   string
	overwrite []string

	yes, dryRun, force, noGit, run, writeRoot bool

	derived map[string]bool // the options whose answers come from the git repository
}

func newInitCommand(a *app) *cobra.Command {
	o := &initOptions{}
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Create a service in a folder",
		Long: "Create a service in DIR, or in the current folder.\n\n" +
			"In a terminal, newsvc asks for what flags and --answers leave open. Anywhere else,\n" +
			"and with --yes, it uses the defaults, and an answer without one is an error.\n\n" +
			"A fresh clone counts as an empty folder, and its files stay. Either all files are\n" +
			"written, or none.",
		Example: "  newsvc init hello\n" +
			"  newsvc init hello --yes --run\n" +
			"  newsvc init shop -y -r 'customer name:string email:email:unique' \\\n" +
			"    -r 'order number:string:unique status:enum=new,paid buyer:ref=customer'",
		Args: atMostOneFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.noPack != nil {
				return o.noPack
			}
			o.dir = "."
			if len(args) == 1 {
				o.dir = args[0]
			}
			if strings.HasPrefix(o.dir, "-") {
				o.dir = "./" + o.dir // what is printed can be typed
			}
			return a.start(cmd.Context(), o)
		},
		ValidArgsFunction: completeFolders,
	}
	cmd.SetFlagErrorFunc(o.flagFault)
	o.addFlags(cmd)
	a.init, a.initCommand = o, cmd
	return cmd
}

func (o *initOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVarP(&o.resources, "resource", "r", nil, "a `resource` and its fields: 'user email:email:unique name:string'; repeatable")
	f.StringArrayVar(&o.settings, "set", nil, "answer any option of the pack: `KEY=VALUE`; repeatable")
	f.StringVar(&o.file, "answers", "", "read answers from a YAML or JSON `file`, or from standard input (-); flags win")
	f.StringVar(&o.preset, "preset", "", "choose several answers at once, by the `name` of a preset; flags and --answers win")
	f.BoolVarP(&o.yes, "yes", "y", false, "ask nothing, take the defaults")
	f.BoolVar(&o.dryRun, "dry-run", false, "list the files, write nothing")
	f.BoolVar(&o.force, "force", false, "create the service in a folder that isn't empty, beside what is there")
	f.StringArrayVar(&o.overwrite, "overwrite", nil, "replace this `file` if it exists already; repeatable")
	f.BoolVar(&o.noGit, "no-git", false, "create no git repository")
	f.BoolVar(&o.writeRoot, "write-root", false, "in a larger repository, also write the workflow and Dependabot's part to its top")
	f.BoolVar(&o.run, "run", false, "build and start the service once it is written")
	addNewPackFlag(cmd, &o.packDir)
	o.addCompletions(cmd)
}

func atMostOneFolder(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fault.Usage("too_many_arguments", "newsvc init takes one folder, but got %q and %q", args[0], args[1]).
			WithHint("quote a resource as one argument: -r 'user email:email'")
	}
	if len(args) == 1 && args[0] == "" {
		return fault.Usage("bad_folder", "the folder's name is empty").WithHint("newsvc init . starts in the current folder")
	}
	return nil
}

// start creates the service: answers, spec, plan, changes, disk, follow-up.
func (a *app) start(ctx context.Context, o *initOptions) error {
	given, err := a.given(ctx, o)
	if err != nil {
		return err
	}
	options := o.scaffoldOptions()
	target, err := scaffold.Survey(ctx, a.host, options)
	if err != nil {
		return err
	}
	answers, asked, err := a.completeAnswers(ctx, o, target, given)
	if err != nil {
		return err
	}
	planned, err := scaffold.Prepare(ctx, a.host, options, target, o.pack, answers)
	if err != nil {
		return err
	}
	done := a.newInitDocument(o, planned, asked)
	if o.dryRun {
		return a.Emit(done)
	}
	return a.create(ctx, o, planned, done)
}

func (o *initOptions) scaffoldOptions() scaffold.Options {
	return scaffold.Options{
		Dir: o.dir, Overwrite: o.overwrite, Force: o.force, DryRun: o.dryRun, NoGit: o.noGit, WriteRoot: o.writeRoot,
	}
}

// create writes the service and, with --run, starts it.
func (a *app) create(ctx context.Context, o *initOptions, planned *scaffold.Plan, done *document.Init) error {
	var started *runner.Runner
	if o.run {
		var err error
		if started, err = runner.New(a.host, planned.Target.Path, planned.Files.Tree(), a.io.Err); err != nil {
			return err
		}
	}
	repository, err := planned.Execute(ctx)
	if err != nil {
		return err
	}
	done.Git = (*document.Git)(repository)
	switch {
	case ctx.Err() != nil:
		return document.InterruptedAfter(done)
	case started == nil:
		return a.Emit(done)
	}
	if !a.JSON {
		if err := a.Say(done.Summary(), done.Again()); err != nil {
			return err
		}
	}
	return started.Run(ctx, func(running runner.Running) error {
		done.Running = (*document.Running)(&running)
		return a.Emit(done)
	})
}
