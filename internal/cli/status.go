package cli

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/plan"
)

// statusOptions are what `newsvc status` was told.
type statusOptions struct {
	app     *app
	dirs    []string
	packDir string
	strict  bool
	packs   packs

	sketches plan.Sketches
}

// statusRow is what is to be known of one service.
type statusRow struct {
	Folder    string   `json:"folder"` // as it was given, and the way from there
	Pack      string   `json:"pack,omitempty"`
	Version   string   `json:"version,omitempty"`
	Update    string   `json:"update,omitempty"` // the version to be had
	Edited    []string `json:"edited"`           // files that differ from what newsvc laid
	Deleted   []string `json:"deleted"`
	Conflicts []string `json:"conflicts"`            // files in which markers are left
	Waiting   string   `json:"unfinished,omitempty"` // a command that waits for newsvc continue
	Problem   string   `json:"problem,omitempty"`    // why the rest isn't known
	Hint      string   `json:"hint,omitempty"`
}

func newStatusCommand(a *app) *cobra.Command {
	o := &statusOptions{app: a}
	cmd := &cobra.Command{
		Use:   "status [DIR...]",
		Short: "Say how services are: their version, drift, conflicts, updates",
		Long: "Say how the service around the current folder is, or those in and below the given\n" +
			"folders: the version of its pack, which files were edited or deleted, conflicts\n" +
			"that are left, and updates to be had.\n\n" +
			"The exit code is 3 when something is to be done, so that CI can ask. Drift alone,\n" +
			"files that people changed, is nothing to be done unless --strict is given.",
		Example: "  newsvc status\n  newsvc status --json services/ | jq '.services[] | select(.update)'",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirs = args
			return o.run(cmd.Context())
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
	}
	cmd.Flags().BoolVar(&o.strict, "strict", false, "count drift as something to be done")
	addPackFlag(cmd, &o.packDir)
	return cmd
}

func (o *statusOptions) run(ctx context.Context) error {
	out := statusTable(o.app, len(o.dirs) == 0)
	todo := 0
	err := o.each(ctx, func(row statusRow) error {
		if o.pending(row) {
			todo++
		}
		return out.row(row)
	})
	if err == nil {
		err = out.end()
	}
	if err != nil || todo == 0 {
		return err
	}
	pending := fault.Pending("to_do", "something is to be done in %d of %d services", todo, out.rows)
	if out.rows == 1 {
		pending = fault.Pending("to_do", "something is to be done")
	}
	if o.app.json {
		return said{pending}
	}
	return pending
}

// pending reports whether something is to be done.
func (o *statusOptions) pending(row statusRow) bool {
	drift := len(row.Edited)+len(row.Deleted) > 0
	return row.Update != "" || row.Waiting != "" || row.Problem != "" || len(row.Conflicts) > 0 || o.strict && drift
}

// statusWriter writes rows as they come: as a table or a document, or, of one
// service, as a page.
type statusWriter struct {
	app  *app
	page bool
	rows int
}

func statusTable(a *app, page bool) *statusWriter { return &statusWriter{app: a, page: page} }

func (w *statusWriter) row(row statusRow) error {
	w.rows++
	if w.app.json {
		return w.element(row)
	}
	if w.page {
		return w.app.say(row.page())
	}
	head := plain.Text{}
	if w.rows == 1 {
		head = plain.Sprintf(statusLine, "SERVICE", "VERSION", "UPDATE", "EDITED", "DELETED", "CONFLICTS", "  NOTES")
	}
	return w.app.say(head, row.line())
}

const statusLine = "%-32s %-10s %-10s %6v %7v %9v%s\n"

// line is a row of the table.
func (r statusRow) line() plain.Text {
	notes := r.Problem
	if r.Waiting != "" {
		notes = "unfinished: " + r.Waiting
	}
	if notes != "" {
		notes = "  " + notes
	}
	return plain.Sprintf(statusLine, r.Folder, dash(r.Version), dash(r.Update), len(r.Edited), len(r.Deleted), len(r.Conflicts), notes)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// page is all there is to say of one service.
func (r statusRow) page() plain.Text {
	var b plain.Builder
	if r.Problem != "" {
		b.Printf("problem: %s\n", r.Problem)
		if r.Hint != "" {
			b.Printf("hint: %s\n", r.Hint)
		}
	}
	if r.Pack != "" {
		b.Printf("made with %s %s\n", r.Pack, r.Version)
	}
	if r.Update != "" {
		b.Printf("update to be had: %s\n", r.Update)
	}
	if r.Waiting != "" {
		b.Printf("unfinished: %s\n", r.Waiting)
	}
	for _, part := range []struct {
		word  string
		files []string
	}{{"conflict", r.Conflicts}, {"edited", r.Edited}, {"deleted", r.Deleted}} {
		for _, path := range part.files {
			b.Printf("%-8s  %s\n", part.word, path)
		}
	}
	if r.Problem == "" && len(r.Edited)+len(r.Deleted)+len(r.Conflicts) == 0 {
		b.Printf("as generated\n")
	}
	return b.Text()
}

// element writes a row of the document, which is one, and never whole in
// memory.
func (w *statusWriter) element(row statusRow) error {
	text, err := indented(row, "    ")
	if err != nil {
		return err
	}
	head := ",\n    "
	if w.rows == 1 {
		head = statusHead + "\n    "
	}
	return w.app.write(head + text)
}

const statusHead = "{\n  \"schema\": \"newsvc/status\",\n  \"version\": 1,\n  \"services\": ["

func (w *statusWriter) end() error {
	switch {
	case w.app.json && w.rows == 0:
		return w.app.write(statusHead + "]\n}\n")
	case w.app.json:
		return w.app.write("\n  ]\n}\n")
	case w.rows == 0:
		w.app.note("there is no service there")
	}
	return nil
}

// shownBelow is a service's folder as a person calls it: the folder that they
// gave, and the way from there.
func shownBelow(given, folder string) string {
	if rest, err := filepath.Rel(given, folder); err == nil && rest != "." {
		return filepath.Join(given, rest)
	}
	return given
}
