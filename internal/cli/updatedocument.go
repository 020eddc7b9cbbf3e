package cli

import (
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/revise"
	"github.com/newsvc/newsvc/internal/spec"
)

// The states of services in an updateDocument.
const (
	updateNone      = "up_to_date"
	updateAvailable = "available" // with --check, --dry-run and --diff
	updateDone      = "updated"
	updateConflicts = "conflicts" // it is updated, except for conflicts
	updateFailed    = "failed"    // nothing was changed
)

// updateDocument says what an update did to services, or would do.
type updateDocument struct {
	header
	options updateOptions
	one     bool // service was meant: the one around the current folder

	DryRun   bool        `json:"dry_run"`
	Services []updateRow `json:"services"`
}

// updateRow is what an update did to a service.
type updateRow struct {
	Folder    string              `json:"folder"` // as it was given, and the path from there
	State     string              `json:"state"`
	Pack      string              `json:"pack,omitempty"`
	From      string              `json:"from,omitempty"` // the version
	To        string              `json:"to,omitempty"`
	Notes     []string            `json:"notes"`             // what happened to the answers
	Answers   string              `json:"answers,omitempty"` // the change to .newsvc.yaml, as a patch
	Files     []changedFile       `json:"files"`
	Conflicts []string            `json:"conflicts"`
	Lost      map[string][]string `json:"lost,omitempty"` // the user's lines that are gone, by file
	Branch    string              `json:"branch,omitempty"`
	Commit    string              `json:"commit,omitempty"`
	Problem   string              `json:"problem,omitempty"`
	Hint      string              `json:"hint,omitempty"`

	code      string // of the problem
	exit      int
	changelog string
	document  changeDocument
}

// about sets the versions. The service is up to date unless to is another pack.
func (r *updateRow) about(from spec.PackRef, to *pack.Pack) {
	r.State, r.Pack, r.From, r.To = updateNone, from.Name, from.Version, from.Version
	if to != nil {
		r.Pack, r.To = to.Manifest.Name, packstore.Ref(to).Version
	}
}

// change sets what the update does to the files.
func (r *updateRow) change(planned *revise.Plan, u *updater, notes []string) {
	r.document = newChangeDocument(planned, u.command(), revision{reviseOptions: u.o.reviseOptions})
	r.Files, r.Conflicts, r.Lost = r.document.Files, r.document.Conflicts, planned.LostLines()
	r.Notes = append(slices.Clone(notes), r.document.warnings()...)
	if c := planned.Answers(); c != nil {
		r.Answers = c.Patch()
	}
}

// fail sets why the update failed, or what is left to do.
func (r *updateRow) fail(err error) {
	first := fault.All(err)[0]
	r.Problem, r.Hint, r.code, r.exit = first.Error(), first.Hint, first.Code, first.Exit
	switch {
	case r.State == updateDone && first.Code == "conflicts":
		r.State = updateConflicts
	case r.State != updateDone && r.State != updateAvailable:
		r.State = updateFailed
		r.Files, r.Conflicts, r.Answers, r.Lost = []changedFile{}, []string{}, "", nil
	}
}

// print prints a page for the service around the current folder, and a table
// for several.
func (d updateDocument) print(a *app) error {
	switch {
	case len(d.Services) == 0:
		a.note("there is no service there")
		return nil
	case d.options.diff:
		var patches strings.Builder
		for _, r := range d.Services {
			for _, f := range r.Files {
				patches.WriteString(f.Patch)
			}
		}
		if err := a.write(patches.String()); err != nil || d.one {
			return err
		}
	case d.one:
		return d.page(a, d.Services[0])
	}
	var b plain.Builder
	b.Printf(updateLine, "SERVICE", "FROM", "TO", "STATE", "NOTES")
	for _, r := range d.Services {
		b.Printf(updateLine, r.Folder, dash(r.From), dash(r.To), strings.ReplaceAll(r.State, "_", " "), r.summary())
	}
	return a.say(b.Text())
}

const updateLine = "%-32s %-10s %-10s %-12s %s\n"

// summary is what the table says of a service, besides its state.
func (r updateRow) summary() string {
	switch {
	case r.Problem != "":
		return r.Problem
	case r.Commit != "":
		return r.document.counted() + "; " + r.Branch + " " + r.Commit[:min(12, len(r.Commit))]
	case len(r.Files) > 0:
		return r.document.counted()
	}
	return "-"
}

func (d updateDocument) page(a *app, r updateRow) error {
	versions := plain.Sprintf("%s %s → %s", r.Pack, r.From, r.To)
	switch {
	case r.State == updateNone:
		return a.say(plain.Sprintf("up to date: %s %s\n", r.Pack, r.From))
	case d.options.check:
		return a.say(plain.Sprintf("update available: %s\n", versions))
	}
	text := []plain.Text{fileLines(r.Files)}
	for _, note := range r.Notes {
		text = append(text, plain.Sprintf("%s\n", note))
	}
	for _, path := range r.lostFiles() {
		text = append(text, plain.Sprintf("%s no longer has your lines: %s\n", path, strings.Join(r.Lost[path], "; ")))
	}
	if d.DryRun && r.Answers != "" {
		text = append(text, plain.Sprintf("\n"), plain.Printable(r.Answers), plain.Sprintf("\n"))
	}
	if r.Commit != "" {
		text = append(text, plain.Sprintf("committed on the branch %s: %s\n", r.Branch, r.Commit[:min(12, len(r.Commit))]))
	}
	text = append(text, plain.Sprintf("%s: %s\n", versions, r.document.counted()))
	if err := a.say(text...); err != nil || !d.DryRun {
		return err
	}
	a.note("nothing was written")
	return nil
}

func (r updateRow) lostFiles() []string {
	var paths []string
	for path := range r.Lost {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// pending is the failure of an update that isn't complete, or of a check that
// found one.
func (d updateDocument) pending() error {
	var waiting, failed, available int
	for _, r := range d.Services {
		switch {
		case r.Problem != "" && d.one:
			return &fault.Error{Code: r.code, Exit: r.exit, Message: r.Problem, Hint: r.Hint}
		case r.Problem == "" && r.State == updateAvailable && d.options.check:
			available++
		case r.Problem != "" && r.exit == fault.ExitActionNeeded:
			waiting++
		case r.Problem != "":
			failed++
		}
	}
	switch {
	case failed > 0:
		return fault.Failed("some_failed", "%d of %d services couldn't be updated", failed+waiting, len(d.Services)).
			WithHint("newsvc update in each of them says more")
	case waiting > 0:
		return fault.ActionNeeded("to_do", "action is needed in %d of %d services", waiting, len(d.Services))
	case available > 0 && d.one:
		return fault.ActionNeeded("update_available", "an update is available").WithHint("newsvc update --diff shows it")
	case available > 0:
		return fault.ActionNeeded("update_available", "updates are available for %d of %d services", available, len(d.Services))
	}
	return nil
}

// withAction returns the files with an action.
func (r updateRow) withAction(actions ...merge.Action) []changedFile {
	var files []changedFile
	for _, f := range r.Files {
		if slices.Contains(actions, f.Action) {
			files = append(files, f)
		}
	}
	return files
}
