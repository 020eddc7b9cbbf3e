// Package cli is newsvc's command line: one file for each command, which turns
// flags into requests, and results into documents, text and exit codes.
package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/cli/flags"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

// Main runs the command that args name and returns the process's exit code,
// one of package fault's. A result goes to io.Out, everything else to io.Err;
// with --json, io.Out gets one document, failures included. When ctx ends, the
// command stops where nothing is left half done, and the code is 130.
func Main(ctx context.Context, args []string, io IO, env system.Env) int {
	app := newApp(io, env, flags.AskForJSON(args))
	app.Args = args
	app.host = service.NewHost(env, func(text plain.Text) { app.Note("%s", text) })
	app.host.Packs.Modules = app.modules(false)
	err := app.run(ctx, args)
	if err != nil && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = fault.Interrupted()
	}
	if err != nil {
		app.Fail(err)
	}
	return fault.ExitCode(err)
}

// app is what the commands share for one run.
type app struct {
	*document.Printer
	io          IO
	env         system.Env
	init        *initOptions
	initCommand *cobra.Command

	host service.Host
}

func newApp(io IO, env system.Env, json bool) *app {
	a := &app{io: io, env: env}
	a.Printer = &document.Printer{Out: io.Out, Err: io.Err, JSON: json, Width: a.width, OS: env.OS, Terminal: io.ErrTerminal}
	return a
}

func (a *app) run(ctx context.Context, args []string) error {
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.io.In)
	root.SetOut(plain.Writer(a.io.Out)) // help and completions have words of the pack
	root.SetErr(plain.Writer(a.io.Err))
	if err := a.registerPackFlags(ctx, root, args); err != nil {
		return err
	}
	return root.ExecuteContext(ctx)
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "newsvc",
		Short: "Create a backend service in Go, and maintain it",
		Long: "newsvc creates a backend service in Go, and maintains it.\n\n" +
			"In a terminal, `newsvc init hello` asks what it needs to know. Anywhere else,\n" +
			"and with --yes, flags and defaults decide.",
		Args:              noArguments,
		RunE:              a.noCommand,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.PersistentFlags().VarPF(flags.JSON{Asked: &a.JSON, Fields: &a.Fields}, "json", "",
		"print one JSON document instead of text; --json=a,b.c selects fields").NoOptDefVal = "true"
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		return document.CheckFields(documents[commandName(cmd)], a.Fields)
	}
	root.SetFlagErrorFunc(flagFault)
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		// Only now: parsing the template takes as long as the rest of a start.
		root.SetUsageFunc(nil)
		root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", ".FlagUsagesWrapped "+strconv.Itoa(a.width())))
		return cmd.Usage()
	})
	commands{
		{newInitCommand(a), nil},
		{newAddCommand(a), commands{{newAddResourceCommand(a), nil}, {newAddFieldCommand(a), nil}}},
		{newRemoveCommand(a), commands{{newRemoveResourceCommand(a), nil}, {newRemoveFieldCommand(a), nil}}},
		{newSetCommand(a), nil},
		{newUpdateCommand(a), nil},
		{newContinueCommand(a), nil},
		{newAbortCommand(a), nil},
		{newUndoCommand(a), nil},
		{newStatusCommand(a), nil},
		{newDiffCommand(a), nil},
		{newExplainCommand(a), nil},
		{newOptionsCommand(a), nil},
		{newCommandsCommand(a), nil},
		{newConfigCommand(a), nil},
		{newDoctorCommand(a), nil},
		{newGuideCommand(a), nil},
		{newMCPCommand(a), nil},
		{newPackCommand(a), commands{
			{newPackNewCommand(a), nil},
			{newPackCheckCommand(a), nil},
			{newPackTestCommand(a), nil},
			{newPackPinsCommand(a), nil},
			{newPackDiffCommand(a), nil},
			{newPackOptionsCommand(a), nil},
		}},
		{newVersionCommand(a), nil},
		{newCompletionCommand(a), nil},
	}.addTo(root)
	root.InitDefaultHelpCmd()
	root.SetHelpFunc(a.help(root.HelpFunc()))
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Args = aCommand
	}
	return root
}

// commands is a part of the tree of commands.
type commands []struct {
	command *cobra.Command
	below   commands
}

func (cs commands) addTo(parent *cobra.Command) {
	for _, c := range cs {
		parent.AddCommand(c.command)
		c.below.addTo(c.command)
	}
}

// aCommand refuses to help with an unknown command. Cobra would show the root's help.
func aCommand(help *cobra.Command, args []string) error {
	found, rest, err := help.Root().Find(args)
	if err != nil || len(rest) == 0 {
		return err
	}
	return noArguments(found, rest)
}

// noCommand answers a bare newsvc: with help for the user, with a failure for a program.
func (a *app) noCommand(cmd *cobra.Command, _ []string) error {
	if !a.JSON {
		return cmd.Help()
	}
	return fault.Usage("no_command", "no command was given").
		WithHint("%s --help lists the commands", cmd.CommandPath())
}
