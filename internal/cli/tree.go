package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/system"
)

// Tree returns the tree of commands, with the flags of the built-in pack, for tools that
// generate pages from it. Its commands print nothing.
func Tree(ctx context.Context, env system.Env) (*cobra.Command, error) {
	a := newApp(IO{Out: io.Discard, Err: io.Discard}, env, false)
	root := a.root()
	return root, a.registerPackFlags(ctx, root, []string{"init", "--pack", packstore.BuiltIn})
}
