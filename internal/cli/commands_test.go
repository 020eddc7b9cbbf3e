package cli

import (
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/system"
)

// TestDocuments_OfAllCommands checks that each command names its documents, and that
// each document belongs to a command.
func TestDocuments_OfAllCommands(t *testing.T) {
	a := newApp(IO{Out: io.Discard, Err: io.Discard}, system.Env{}, false)
	var names []string
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		if name := commandName(cmd); cmd.HasParent() && name != "help" {
			names = append(names, name)
		}
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
	}
	visit(a.root())
	slices.Sort(names)
	if got := slices.Sorted(maps.Keys(documents)); !slices.Equal(got, names) {
		t.Errorf("documents of the commands\n%s\nand the commands are\n%s", strings.Join(got, "\n"), strings.Join(names, "\n"))
	}
	used := map[string]bool{"failure": true}
	for _, kinds := range documents {
		for _, kind := range kinds {
			used[kind] = true
		}
	}
	if got, want := slices.Sorted(maps.Keys(used)), slices.Sorted(maps.Keys(document.Kinds())); !slices.Equal(got, want) {
		t.Errorf("the commands print %v, and there are %v", got, want)
	}
}
