package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/mcpserver"
)

func newMCPCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Serve the commands to programs over the Model Context Protocol",
		Long: "Serve newsvc's commands over the Model Context Protocol, on standard input and\n" +
			"output, until the input ends. Clients start this command themselves: configure\n" +
			"\"newsvc\" as the command, and \"mcp\" as its argument.\n\n" +
			"Each of the five tools runs a command and returns its --json document. The server\n" +
			"may do what you may do; clients should ask you before they use the tools that are\n" +
			"not marked as read-only.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.serveMCP(cmd.Context())
		},
	}
}

func (a *app) serveMCP(ctx context.Context) error {
	if a.JSON {
		return fault.Usage("bad_arguments", "newsvc mcp prints messages of its protocol, not one document").WithHint("leave out --json")
	}
	if a.io.InTerminal {
		a.Note("waiting for a client on standard input; newsvc mcp --help says how to configure one")
	}
	err := mcpserver.Serve(ctx, a.io.In, a.io.Out, buildVersion().Newsvc, func(ctx context.Context, args []string) ([]byte, int) {
		var out bytes.Buffer
		exit := Main(ctx, args, IO{In: strings.NewReader(""), Out: &out, Err: io.Discard}, a.env)
		return out.Bytes(), exit
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		return fault.Failed("mcp", "serve the Model Context Protocol").WithCause(err)
	}
	return err
}
