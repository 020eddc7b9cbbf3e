package cli

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

type explainDocument struct {
	header
	Path    string            `json:"path"` // from the service's folder
	State   service.FileState `json:"state"`
	Once    bool              `json:"once"`              // generated once, and then the user's
	Layer   string            `json:"layer,omitempty"`   // of the pack; empty: newsvc itself, or the user
	Answers map[string]any    `json:"answers,omitempty"` // that it depends on
	Step    string            `json:"step,omitempty"`    // of the schema
}

func newExplainCommand(a *app) *cobra.Command {
	var packDir string
	cmd := &cobra.Command{
		Use:   "explain PATH",
		Short: "Show where a file of a service comes from, and what became of it",
		Long: "Show which layer of the pack generates a file of the service around the current\n" +
			"folder, which answers it depends on, and whether it is as it was generated.",
		Example: "  newsvc explain internal/server/routes.go",
		Args:    exactly(1, "one file", "newsvc explain go.mod"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.explain(cmd.Context(), args[0], packDir)
		},
	}
	addPackFlag(cmd, &packDir)
	return cmd
}

// exactly refuses any other number of arguments, and says what to give.
func exactly(n int, what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return fault.Usage("bad_arguments", "%s takes %s", cmd.CommandPath(), what).WithHint("as in %s", example)
	}
}

func (a *app) explain(ctx context.Context, arg, packDir string) error {
	opened, err := a.host.Open(ctx, packDir)
	if err != nil {
		return err
	}
	path, err := pathIn(opened.Root, arg)
	if err != nil {
		return err
	}
	work, err := disk.Read(ctx, opened.Root, tree.Tree{path: {}})
	if err != nil {
		return err
	}
	explained, exists := opened.Explain(path, work)
	if !exists {
		return noFile("explain", opened.Root, arg, opened.Base.Tree().Paths())
	}
	return a.emit(explainDocument{
		header: header{"newsvc/explain", 1}, Path: path, State: explained.State,
		Once: explained.Once, Layer: explained.Layer, Answers: explained.Answers, Step: explained.Step,
	})
}

func (d explainDocument) print(a *app) error { return a.say(d.text()) }

// pathIn returns the path, from the service's folder, of a file as it was typed.
func pathIn(root, arg string) (string, error) {
	abs, err := filepath.Abs(arg)
	if err != nil {
		return "", fault.Failed("bad_path", "find %s", arg).WithCause(err)
	}
	within, ok := system.Below(root, abs)
	switch {
	case !ok:
		return "", outside(root, arg)
	case within == "":
		return "", fault.Usage("bad_path", "%s is a folder", arg).WithHint("name one file; newsvc status covers them all")
	}
	if info, err := os.Stat(abs); err == nil && info.IsDir() {
		return "", fault.Usage("bad_path", "%s is a folder", arg).WithHint("name one file; newsvc status covers them all")
	}
	return within, nil
}

// text is the explanation for the user.
func (d explainDocument) text() plain.Text {
	var b plain.Builder
	b.Printf("%s\n", d.Path)
	switch {
	case d.Layer != "" && d.Layer != "deps":
		b.Printf("  from     the layer %s\n", d.Layer)
	case d.Layer == "deps":
		b.Printf("  from     the pack's pins\n")
	case d.Answers != nil:
		b.Printf("  from     newsvc itself: it records the answers\n")
	}
	if d.Step != "" {
		b.Printf("  step     %s of the schema\n", d.Step)
	}
	var answers []string
	for _, name := range slices.Sorted(maps.Keys(d.Answers)) {
		answers = append(answers, name+"="+spec.FormatValue(d.Answers[name]))
	}
	if len(answers) > 0 {
		b.Printf("  answers  %s\n", strings.Join(answers, ", "))
	}
	b.Printf("  state    %s\n", d.meaning())
	return b.Text()
}

// meaning describes the state.
func (d explainDocument) meaning() string {
	switch {
	case d.State == service.AsGenerated && d.Once:
		return "as generated; written once, and yours to change"
	case d.State == service.AsGenerated:
		return "as generated"
	case d.State == service.Edited:
		return "edited: your lines stay, and newsvc's changes are merged around them"
	case d.State == service.Deleted:
		return "deleted: it stays deleted"
	case d.Once:
		return "yours: written once, and changed since"
	}
	return "yours: newsvc didn't write it"
}
