package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/fleet"
	"github.com/newsvc/newsvc/internal/plain"
)

// statusOptions are the flags of `newsvc status`.
type statusOptions struct {
	packDir string
	strict  bool
}

// statusRow is the state of one service.
type statusRow struct {
	Folder     string   `json:"folder"` // as it was given, and the path from there
	Pack       string   `json:"pack,omitempty"`
	Version    string   `json:"version,omitempty"`
	Update     string   `json:"update,omitempty"` // the version of an available update
	Edited     []string `json:"edited"`           // files that differ from what newsvc generated
	Deleted    []string `json:"deleted"`
	Conflicts  []string `json:"conflicts"`            // files with conflicts that are left
	Unreleased bool     `json:"unreleased,omitempty"` // the pack is only in the cache of this machine
	Waiting    string   `json:"unfinished,omitempty"` // a command that waits for newsvc continue
	Problem    string   `json:"problem,omitempty"`    // why the rest isn't known
	Hint       string   `json:"hint,omitempty"`
}

func newStatusRow(s fleet.Status) statusRow {
	row := statusRow{
		Folder: s.Folder, Pack: s.Pack, Version: s.Version, Update: s.Update, Unreleased: s.Unreleased, Waiting: s.Unfinished,
		Edited: append([]string{}, s.Edited...), Deleted: append([]string{}, s.Deleted...), Conflicts: append([]string{}, s.Conflicts...),
	}
	if s.Problem != nil {
		first := fault.All(s.Problem)[0]
		row.Problem, row.Hint = first.Error(), first.Hint
	}
	return row
}

func newStatusCommand(a *app) *cobra.Command {
	var o statusOptions
	cmd := &cobra.Command{
		Use:   "status [DIR...]",
		Short: "Show the state of services: version, drift, conflicts, updates",
		Long: "Show the state of the service around the current folder, or of those in and below\n" +
			"the given folders: the version of the pack, which files were edited or deleted,\n" +
			"conflicts that are left, and available updates.\n\n" +
			"The exit code is 3 when action is needed, so that CI can ask. Drift alone, which\n" +
			"is files that you changed, needs no action unless --strict is given.",
		Example: "  newsvc status\n  newsvc status --json services/ | jq '.services[] | select(.update)'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.status(cmd.Context(), o, args)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
	}
	cmd.Flags().BoolVar(&o.strict, "strict", false, "treat drift as needing action")
	addPackFlag(cmd, &o.packDir)
	return cmd
}

func (a *app) status(ctx context.Context, o statusOptions, dirs []string) error {
	var out statusWriter = &statusText{app: a, page: len(dirs) == 0}
	if a.json {
		out = &statusDocument{app: a}
	}
	rows, todo := 0, 0
	services := fleet.Reader{Host: a.host, PackDir: o.packDir}
	err := services.Each(ctx, dirs, func(s fleet.Status) error {
		row := newStatusRow(s)
		rows++
		if row.needsAction(o.strict) {
			todo++
		}
		return out.row(row)
	})
	if err == nil {
		err = out.end(rows)
	}
	switch {
	case err != nil || todo == 0:
		return err
	case rows == 1:
		return fault.ActionNeeded("to_do", "action is needed")
	}
	return fault.ActionNeeded("to_do", "action is needed in %d of %d services", todo, rows)
}

// needsAction reports whether the user has something to do.
func (r statusRow) needsAction(strict bool) bool {
	drift := len(r.Edited)+len(r.Deleted) > 0
	return r.Update != "" || r.Waiting != "" || r.Problem != "" || len(r.Conflicts) > 0 || strict && drift
}

// statusWriter writes rows as they come.
type statusWriter interface {
	row(row statusRow) error
	end(rows int) error
}

// statusText writes a table or, for one service, a page.
type statusText struct {
	app    *app
	page   bool
	headed bool
}

func (w *statusText) row(row statusRow) error {
	if w.page {
		return w.app.say(row.page())
	}
	head := plain.Text{}
	if !w.headed {
		head = plain.Sprintf(statusLine, "SERVICE", "VERSION", "UPDATE", "EDITED", "DELETED", "CONFLICTS", "  NOTES")
	}
	w.headed = true
	return w.app.say(head, row.line())
}

func (w *statusText) end(rows int) error {
	if rows == 0 {
		w.app.note("there is no service there")
	}
	return nil
}

// statusDocument writes one document, which is never whole in memory.
type statusDocument struct {
	app   *app
	begun bool
}

func (w *statusDocument) row(row statusRow) error {
	text, err := indented(row, "    ")
	if err != nil {
		return err
	}
	head := ",\n    "
	if !w.begun {
		head = statusHead + "\n    "
	}
	w.begun = true
	return w.app.write(head + text)
}

func (w *statusDocument) end(rows int) error {
	text := "\n  ]\n}\n"
	if rows == 0 {
		text = statusHead + "]\n}\n"
	}
	err := w.app.write(text)
	w.app.emitted = err == nil
	return err
}

const statusHead = "{\n  \"schema\": \"newsvc/status\",\n  \"version\": 1,\n  \"services\": ["

const statusLine = "%-32s %-10s %-10s %6v %7v %9v%s\n"

// line is a row of the table.
func (r statusRow) line() plain.Text {
	notes := r.Problem
	if r.Waiting != "" {
		notes = "unfinished: " + r.Waiting
	}
	if notes == "" && r.Unreleased {
		notes = "unreleased pack"
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

// page is everything about one service.
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
	if r.Unreleased {
		b.Printf("that pack is unreleased and only in the cache of this machine; elsewhere, newsvc needs --pack DIR\n")
	}
	if r.Update != "" {
		b.Printf("update available: %s\n", r.Update)
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
