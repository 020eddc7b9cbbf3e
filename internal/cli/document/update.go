package document

import (
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/revise"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

// The states of services in an Update.
const (
	updateNone      = "up_to_date"
	updateUnknown   = "unknown"   // newsvc knows no source of versions
	updateAvailable = "available" // with --check, --dry-run and --diff
	updateDone      = "updated"
	updateConflicts = "conflicts"  // it is updated, except for conflicts
	updateWaiting   = "unfinished" // a change waits for newsvc continue
	updateFailed    = "failed"     // nothing was changed
)

// Update says what an update did to services, or would do.
type Update struct {
	Header
	How   Request `json:"-"` // it was requested
	Check bool    `json:"-"` // nothing else was requested
	// Again is a command that shows the same update: its flag is --diff or --dry-run.
	Again func(flag string) string `json:"-"`
	One   bool                     `json:"-"` // service was meant: the one around the current folder

	DryRun   bool             `json:"dry_run"`
	Services []UpdateRow      `json:"services"`
	Next     []system.Command `json:"next"`
}

// UpdateRow is what an update did to a service.
type UpdateRow struct {
	Folder     string               `json:"folder"` // as it was given, and the path from there
	State      string               `json:"state"`
	Pack       string               `json:"pack,omitempty"`
	From       string               `json:"from,omitempty"` // the version
	To         string               `json:"to,omitempty"`
	Retracted  string               `json:"retracted,omitempty"`     // why the owner of the pack retracted the version before the update
	Deprecated string               `json:"deprecated,omitempty"`    // why the owner of the pack deprecated it
	Notes      []string             `json:"notes"`                   // what happened to the answers
	Answers    string               `json:"answers_patch,omitempty"` // the change to .newsvc.yaml, as a patch
	Files      []ChangedFile        `json:"files"`
	Conflicts  []merge.FileConflict `json:"conflicts"`
	Lost       map[string][]string  `json:"lost,omitempty"` // the user's lines that are gone, by file
	Branch     string               `json:"branch,omitempty"`
	Commit     string               `json:"commit,omitempty"`
	Code       string               `json:"code,omitempty"` // of the problem, as in a failure
	Problem    string               `json:"problem,omitempty"`
	Hint       string               `json:"hint,omitempty"`

	exit      int
	changelog string
	attention []string // the notes that aren't about answers
	change    Change
}

// NewUpdate returns an update of no service yet.
func NewUpdate(how Request, check, one bool) *Update {
	return &Update{Header: NewHeader("update"), How: how, Check: check, One: one, DryRun: how.DryRun || how.Diff, Services: []UpdateRow{}, Next: []system.Command{}}
}

// Add adds the service in a folder: what the command did to it, and the error
// that ended it or nil.
func (d *Update) Add(folder string, command []string, u revise.Update, err error) {
	row := UpdateRow{
		Folder: folder, Pack: u.From.Name, From: u.From.Version, To: u.From.Version, Branch: u.Branch, Commit: u.Hash, changelog: u.Changelog,
		Retracted: u.Recall.Retracted, Deprecated: u.Recall.Deprecated,
		Files: []ChangedFile{}, Conflicts: []merge.FileConflict{}, Notes: []string{},
	}
	switch {
	case u.To != nil:
		row.Pack, row.To = u.To.Manifest.Name, packstore.Ref(u.To).Version
	case err == nil && u.Unknown:
		row.State, row.Hint = updateUnknown, unknownHint
	case err == nil:
		row.State = updateNone
	}
	if u.To != nil && err == nil {
		row.State = updateAvailable
	}
	if u.Done {
		row.State = updateDone
	}
	if u.Plan != nil {
		row.describe(u, command, d.How)
	}
	if err == nil {
		err = row.change.Pending()
	}
	if err != nil {
		row.fail(err)
	}
	d.Services = append(d.Services, row)
	if d.One && err == nil {
		d.Next = append(d.Next, d.next(command, u, row)...)
	}
}

// next returns what to type next, about one service.
func (d *Update) next(command []string, u revise.Update, row UpdateRow) []system.Command {
	switch {
	case u.To == nil:
		return nil
	case u.Plan == nil: // --check
		return service.CommandsIn(".", command)
	case u.Hash != "":
		return service.CommandsIn(u.Plan.Root, []string{"git", "push", "--set-upstream", "origin", u.Branch})
	}
	return row.change.Next
}

// describe sets what the update does to the files.
func (r *UpdateRow) describe(u revise.Update, command []string, how Request) {
	r.change = NewChange(u.Plan, command, how)
	r.Files, r.Conflicts, r.Lost = r.change.Files, r.change.Conflicts, u.Plan.LostLines()
	r.attention = append(r.change.warnings(), u.Plan.OldMigrations()...)
	r.Notes = append(append([]string{}, u.Notes...), r.attention...)
	if c := u.Plan.Answers(); c != nil {
		r.Answers = c.Patch()
	}
}

// fail sets why the update failed, or what is left to do.
func (r *UpdateRow) fail(err error) {
	first := fault.All(err)[0]
	r.Problem, r.Hint, r.Code, r.exit = first.Error(), first.Hint, first.Code, first.Exit
	switch {
	case r.State == updateDone && first.Code == "conflicts":
		r.State = updateConflicts
	case first.Code == "unfinished":
		r.State = updateWaiting
	case r.State != updateDone && r.State != updateAvailable:
		r.State = updateFailed
		r.Files, r.Conflicts, r.Answers, r.Lost = []ChangedFile{}, []merge.FileConflict{}, "", nil
	}
}

// print prints a page for the service around the current folder, and a table
// for several.
func (d *Update) print(p *Printer) error {
	switch {
	case len(d.Services) == 0:
		p.Note("there is no service there")
		return nil
	case d.How.Diff:
		var patches strings.Builder
		for _, r := range d.Services {
			for _, f := range r.Files {
				patches.WriteString(f.Patch)
			}
		}
		if err := p.Write(patches.String()); err != nil || d.One {
			return err
		}
	case d.One:
		return d.page(p, d.Services[0])
	}
	var b plain.Builder
	b.Printf(updateLine, "SERVICE", "FROM", "TO", "STATE", "NOTES")
	for _, r := range d.Services {
		b.Printf(updateLine, r.Folder, dash(r.From), dash(r.To), strings.ReplaceAll(r.State, "_", " "), r.summary())
	}
	return p.Say(b.Text())
}

const unknownHint = "newsvc update --pack DIR updates to the pack in a folder"

const updateLine = "%-32s %-10s %-10s %-12s %s\n"

// summary is what the table says of a service, besides its state.
func (r UpdateRow) summary() string {
	recall := recallNote(r.Retracted, r.Deprecated)
	switch {
	case r.Problem != "":
		return joined(r.Problem, recall)
	case r.State == updateUnknown:
		return joined("newsvc knows no source of its versions", recall)
	case r.Commit != "":
		return joined(r.change.counted(), r.Branch+" "+r.Commit[:min(12, len(r.Commit))], recall)
	case len(r.Files) > 0:
		return joined(r.change.counted(), recall)
	}
	return dash(recall)
}

func (d *Update) page(p *Printer, r UpdateRow) error {
	versions, recall := plain.Sprintf("%s %s → %s", r.Pack, r.From, r.To), recallLines(r.From, r.Retracted, r.Deprecated)
	switch {
	case r.State == updateUnknown:
		return p.Say(plain.Sprintf("unknown: newsvc knows no source of versions of the pack %s, which is at %s\n%s\n", r.Pack, r.From, r.Hint), recall)
	case r.State == updateNone:
		return p.Say(plain.Sprintf("up to date: %s %s\n", r.Pack, r.From), recall)
	case d.Check:
		return p.Say(plain.Sprintf("update available: %s\n", versions), recall, p.nextSteps(d.Next))
	}
	text := []plain.Text{fileLines(r.Files), recall}
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
	text = append(text, plain.Sprintf("%s: %s\n", versions, r.change.counted()))
	if !d.DryRun && r.Problem == "" {
		text = append(text, p.nextSteps(d.Next))
	}
	if err := p.Say(text...); err != nil || !d.DryRun {
		return err
	}
	p.Note("nothing was written")
	return nil
}

func (r UpdateRow) lostFiles() []string {
	var paths []string
	for path := range r.Lost {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// Pending is the failure of an update that isn't complete, or of a check that
// found one.
func (d *Update) Pending() error {
	var waiting, failed, available int
	for _, r := range d.Services {
		switch {
		case r.Problem != "" && d.One:
			return &fault.Error{Code: r.Code, Exit: r.exit, Message: r.Problem, Hint: r.Hint}
		case r.Problem == "" && r.State == updateAvailable && d.Check:
			available++
		case r.Problem != "" && r.exit == fault.ExitActionNeeded:
			waiting++
		case r.Problem != "":
			failed++
		}
	}
	done := "updated"
	if d.Check {
		done = "checked"
	}
	switch {
	case failed > 0:
		return fault.Failed("some_failed", "%d of %d services couldn't be %s", failed+waiting, len(d.Services), done).
			WithHint("%s in each of them says more", d.Again("--dry-run"))
	case waiting > 0:
		return fault.ActionNeeded("to_do", "action is needed in %d of %d services", waiting, len(d.Services))
	case available > 0 && d.One:
		return fault.ActionNeeded("update_available", "an update is available").WithHint("%s shows it", d.Again("--diff"))
	case available > 0:
		return fault.ActionNeeded("update_available", "updates are available for %d of %d services", available, len(d.Services))
	}
	return nil
}

// withAction returns the files with an action.
func (r UpdateRow) withAction(actions ...merge.Action) []ChangedFile {
	var files []ChangedFile
	for _, f := range r.Files {
		if slices.Contains(actions, f.Action) {
			files = append(files, f)
		}
	}
	return files
}
