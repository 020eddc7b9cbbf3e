package document

import (
	"fmt"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/revise"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
)

// Request is how a change was requested.
type Request struct {
	DryRun, Diff bool
	Asked        bool // for some of it
}

// Change is what a command did to a service, or would do.
type Change struct {
	Header
	How Request `json:"-"` // it was requested

	Folder    string               `json:"folder"`  // the service's
	Command   string               `json:"command"` // as it was typed
	DryRun    bool                 `json:"dry_run"`
	Files     []ChangedFile        `json:"files"` // those that newsvc generates differently now
	Conflicts []merge.FileConflict `json:"conflicts"`
	Steps     []Step               `json:"steps"`            // of the schema
	Reset     []string             `json:"reset"`            // options whose answers no longer apply
	Loses     []string             `json:"loses"`            // the tables and columns that a migration drops
	Undone    []string             `json:"undone"`           // ids of retracted migrations
	Vendor    bool                 `json:"vendor,omitempty"` // vendored code has to be updated
	Uses      []string             `json:"uses"`             // what the user's own files use of what is removed
	Next      []system.Command     `json:"next"`
}

// ChangedFile is what happens to a file of the service.
type ChangedFile struct {
	Path   string       `json:"path"`
	Action merge.Action `json:"action"`
	Reason string       `json:"reason,omitempty"`
	Patch  string       `json:"patch,omitempty"` // with --diff
}

// Step is a step of the schema that a change adds or retracts.
type Step struct {
	ID        string   `json:"id"`
	Operation string   `json:"operation"`
	Resource  string   `json:"resource"`
	Fields    []string `json:"fields"`
	Retracted bool     `json:"retracted,omitempty"`
}

// NewChange describes a planned change.
func NewChange(planned *revise.Plan, command []string, how Request) Change {
	doc := Change{
		Header: NewHeader("change"), How: how, Folder: planned.Root, Command: planned.CommandLine(command), DryRun: how.DryRun || how.Diff,
		Files: []ChangedFile{}, Conflicts: []merge.FileConflict{}, Steps: []Step{}, Reset: append([]string{}, planned.Change.Reset...),
		Loses: planned.Dropped(), Undone: planned.RetractedMigrations(), Vendor: planned.StalesVendor(), Uses: planned.DescribeUses(), Next: planned.Next(command, how.DryRun || how.Diff),
	}
	for _, c := range planned.Result.Changes {
		f := ChangedFile{Path: c.Path, Action: c.Action, Reason: c.Reason}
		if how.Diff {
			f.Patch = c.Patch()
		}
		doc.Files = append(doc.Files, f)
		if c.Action == merge.Conflict {
			doc.Conflicts = append(doc.Conflicts, c.NewFileConflict())
		}
	}
	for _, s := range planned.Change.Added {
		doc.Steps = append(doc.Steps, newStep(s, false))
	}
	for _, s := range planned.Change.Retracted {
		doc.Steps = append(doc.Steps, newStep(s, true))
	}
	return doc
}

func newStep(s spec.Step, retracted bool) Step {
	d := Step{ID: s.ID, Operation: s.Op, Resource: s.Resource, Fields: []string{}, Retracted: retracted}
	for _, f := range s.Fields {
		d.Fields = append(d.Fields, f.String())
	}
	return d
}

// print says what would happen, or what happened. A user who was asked has seen
// the files and the warnings already.
func (d Change) print(p *Printer) error {
	switch {
	case d.How.Diff:
		var patches strings.Builder
		for _, f := range d.Files {
			patches.WriteString(f.Patch)
		}
		p.Warn(d)
		return p.Write(patches.String())
	case d.How.DryRun:
		if err := p.Say(fileLines(d.Files)); err != nil {
			return err
		}
		p.Warn(d)
		p.Note("%s; nothing was written", d.counted())
		return nil
	case d.How.Asked:
		return p.Say(plain.Sprintf("%s\n\nthe same without questions:\n  %s\n", d.counted(), d.Command), d.nextText(p))
	}
	return p.Say(fileLines(d.Files), plain.Sprintf("%s\n", d.counted()), d.nextText(p))
}

// nextText says what to type next. With conflicts, the failure says it.
func (d Change) nextText(p *Printer) plain.Text {
	if len(d.Conflicts) > 0 {
		return plain.Text{}
	}
	return p.nextSteps(d.Next)
}

// Pending is the failure of a command that leaves conflicts, or would.
func (d Change) Pending() error {
	paths := strings.Join(conflictPaths(d.Conflicts), ", ")
	switch {
	case len(d.Conflicts) == 0:
		return nil
	case d.DryRun:
		return fault.ActionNeeded("conflicts", "%s would be in conflict", paths).WithHint("newsvc would leave its markers there")
	}
	verb := "are"
	if len(d.Conflicts) == 1 {
		verb = "is"
	}
	return fault.ActionNeeded("conflicts", "%s %s in conflict", paths, verb).
		WithHint("resolve them, then newsvc continue; or newsvc abort undoes the change")
}

func conflictPaths(conflicts []merge.FileConflict) []string {
	var paths []string
	for _, c := range conflicts {
		paths = append(paths, c.Path)
	}
	return paths
}

// Warn tells the user what to know before the change happens.
func (p *Printer) Warn(doc Change) {
	for _, warning := range doc.warnings() {
		p.Note("%s", warning)
	}
}

// warnings say what is lost, what breaks, and what else the change brings.
func (d Change) warnings() []string {
	var lines []string
	if len(d.Loses) > 0 {
		lines = append(lines, "its migration drops "+strings.Join(d.Loses, ", ")+", with all that is in it")
	}
	if len(d.Undone) > 0 {
		lines = append(lines, "not committed, and so removed: the migration "+strings.Join(d.Undone, ", ")+
			"; a database that has run it needs migrate down first, or has to be created again")
	}
	for _, use := range d.Uses {
		lines = append(lines, "your own file "+use+", which goes")
	}
	if d.Vendor {
		lines = append(lines, "go.mod changes, and the folder vendor doesn't: update it with go mod vendor")
	}
	if len(d.Reset) > 0 {
		lines = append(lines, "no longer asked, and back to the default: "+strings.Join(d.Reset, ", "))
	}
	return lines
}

// fileLines says what happens to files, a line each.
func fileLines(files []ChangedFile) plain.Text {
	var b plain.Builder
	for _, f := range files {
		b.Printf("%-8s %s", f.Action, f.Path)
		if f.Reason != "" {
			b.Printf("  (%s)", f.Reason)
		}
		b.Printf("\n")
	}
	return b.Text()
}

// counted says how many files there are of each kind.
func (d Change) counted() string {
	var parts []string
	for _, kind := range []struct {
		action merge.Action
		word   string
	}{
		{merge.Create, "created"},
		{merge.Update, "updated"},
		{merge.Merge, "merged"},
		{merge.Delete, "deleted"},
		{merge.Keep, "kept"},
		{merge.Conflict, "in conflict"},
	} {
		n := 0
		for _, f := range d.Files {
			if f.Action == kind.action {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind.word))
		}
	}
	if len(parts) == 0 {
		return "nothing to do: the files are up to date"
	}
	return strings.Join(parts, ", ")
}

// Summary says what a change would do: a line for each file, and the warnings.
func (d Change) Summary() string {
	var lines plain.Builder
	lines.Printf("\n%s%s\n", fileLines(d.Files), d.counted())
	for _, warning := range d.warnings() {
		lines.Printf("%s\n", warning)
	}
	return lines.Text().String()
}
