package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
)

// initOptions are what `newsvc init` was told.
type initOptions struct {
	app     *app
	command *cobra.Command
	pack    *pack.Pack
	dir     string // as it was typed

	flags     answerFlags
	resources []string
	settings  []string // KEY=VALUE
	file      string   // of answers; "-": standard input
	packDir   string
	overwrite []string

	yes, dryRun, force, noGit, run bool
}

func newInitCommand(a *app) *cobra.Command {
	o := &initOptions{app: a}
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Start a service in a folder",
		Long: "Start a service in DIR, or in the current folder.\n\n" +
			"In a terminal, what flags and --answers leave open is asked. Anywhere else, and\n" +
			"with --yes, nothing is: defaults hold, and what has none is an error.\n\n" +
			"A fresh clone counts as an empty folder: what is there stays. Every file is\n" +
			"written, or none.",
		Example: "  newsvc init hello\n" +
			"  newsvc init hello --yes --run\n" +
			"  newsvc init shop -y -r 'customer name:string email:email:unique' \\\n" +
			"    -r 'order number:string:unique status:enum=new,paid buyer:ref=customer'",
		Args: atMostOneFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dir = "."
			if len(args) == 1 {
				o.dir = args[0]
			}
			if strings.HasPrefix(o.dir, "-") {
				o.dir = "./" + o.dir // what is printed can be typed
			}
			return o.start(cmd.Context())
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
	}
	o.addFlags(cmd)
	o.command, a.init = cmd, o
	return cmd
}

func (o *initOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVarP(&o.resources, "resource", "r", nil, "a `resource` and its fields: 'user email:email:unique name:string'; repeatable")
	f.StringArrayVar(&o.settings, "set", nil, "answer any option of the pack: `KEY=VALUE`; repeatable")
	f.StringVar(&o.file, "answers", "", "read answers from a YAML or JSON `file`, or from standard input (-); flags win")
	f.BoolVarP(&o.yes, "yes", "y", false, "ask nothing, take the defaults")
	f.BoolVar(&o.dryRun, "dry-run", false, "list the files, write nothing")
	f.BoolVar(&o.force, "force", false, "start in a folder that isn't empty, beside what is there")
	f.StringArrayVar(&o.overwrite, "overwrite", nil, "replace this `file` if it is there already; repeatable")
	f.BoolVar(&o.noGit, "no-git", false, "start no git repository")
	f.BoolVar(&o.run, "run", false, "build and start the service once it is written")
	addPackFlag(cmd, &o.packDir)
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

// start goes through the stages: answers, spec, plan, changes, disk, follow-up.
func (o *initOptions) start(ctx context.Context) error {
	known, err := o.known(ctx)
	if err != nil {
		return err
	}
	target, err := o.survey(ctx)
	if err != nil {
		return err
	}
	answers, asked, err := o.settle(ctx, target, known)
	if err != nil {
		return err
	}
	service, err := spec.Resolve(o.pack.Manifest, packstore.Ref(o.pack), answers)
	if err != nil {
		return err
	}
	planned, err := plan.Render(ctx, o.pack, service)
	if err != nil {
		return err
	}
	changes, err := o.compare(ctx, target, planned)
	if err != nil {
		return err
	}
	done := o.outcome(target, service, changes, asked)
	if o.dryRun {
		return o.app.preview(done)
	}
	return o.carryOut(ctx, target, planned, changes, done)
}
