package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/spec"
)

// changeDocument is what a command did to a service, or would do.
type changeDocument struct {
	document
	Folder    string         `json:"folder"`  // the service's
	Command   string         `json:"command"` // as it was typed
	DryRun    bool           `json:"dry_run"`
	Files     []changedFile  `json:"files"`            // those that newsvc lays otherwise than before
	Conflicts []string       `json:"conflicts"`        // paths
	Steps     []stepDocument `json:"steps"`            // of the schema
	Reset     []string       `json:"reset"`            // options whose answers no longer apply
	Loses     []string       `json:"loses"`            // what a migration takes away, with all that is in it
	Undone    []string       `json:"undone"`           // ids of migrations that are taken out of the history
	Vendor    bool           `json:"vendor,omitempty"` // its folder has to be made anew
	Uses      []string       `json:"uses"`             // what people's own files have of what goes
}

type changedFile struct {
	Path   string       `json:"path"`
	Action merge.Action `json:"action"`
	Reason string       `json:"reason,omitempty"`
	Patch  string       `json:"patch,omitempty"` // with --diff
}

type stepDocument struct {
	ID        string   `json:"id"`
	Operation string   `json:"operation"`
	Resource  string   `json:"resource"`
	Fields    []string `json:"fields"`
	Retracted bool     `json:"retracted,omitempty"`
}

func (r *revision) document() changeDocument {
	doc := changeDocument{
		document: document{"newsvc/change", 1}, Folder: r.Root, Command: r.line(), DryRun: r.dryRun || r.diff,
		Files: []changedFile{}, Conflicts: []string{}, Steps: []stepDocument{}, Reset: []string{}, Loses: r.loses(), Undone: r.undone(), Vendor: r.outgrowsVendor(), Uses: usesOf(r.uses),
	}
	doc.Reset = append(doc.Reset, r.change.Reset...)
	for _, c := range r.result.Changes {
		f := changedFile{Path: c.Path, Action: c.Action, Reason: c.Reason}
		if r.diff {
			f.Patch = c.Patch()
		}
		doc.Files = append(doc.Files, f)
		if c.Action == merge.Conflict {
			doc.Conflicts = append(doc.Conflicts, c.Path)
		}
	}
	for _, s := range r.change.Added {
		doc.Steps = append(doc.Steps, newStepDocument(s, false))
	}
	for _, s := range r.change.Retracted {
		doc.Steps = append(doc.Steps, newStepDocument(s, true))
	}
	return doc
}

func newStepDocument(s spec.Step, retracted bool) stepDocument {
	d := stepDocument{ID: s.ID, Operation: s.Op, Resource: s.Resource, Fields: []string{}, Retracted: retracted}
	for _, f := range s.Fields {
		d.Fields = append(d.Fields, f.String())
	}
	return d
}

// loses names what the new steps take away, where they are migrations.
func (r *revision) loses() []string {
	lost := []string{}
	for _, s := range r.change.Added {
		if !migrates(r.next, s) {
			continue
		}
		switch s.Op {
		case spec.OpDrop:
			lost = append(lost, "the table "+s.Plural)
		case spec.OpRemoveField:
			for _, f := range s.Fields {
				lost = append(lost, "the column "+s.Plural+"."+f.Key())
			}
		}
	}
	return lost
}

// undone returns the ids of the steps that are retracted, where they are
// migrations.
func (r *revision) undone() []string {
	ids := []string{}
	for _, s := range r.change.Retracted {
		if migrates(r.Base, s) {
			ids = append(ids, s.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// migrates reports whether files are laid for a step.
func migrates(laid plan.Plan, s spec.Step) bool {
	return slices.ContainsFunc(laid.Files, func(f plan.File) bool { return f.Step == s.ID })
}

// preview says what would happen.
func (r *revision) preview() error {
	doc := r.document()
	switch {
	case r.app.json:
		if err := r.app.printJSON(doc); err != nil {
			return err
		}
	case r.diff:
		var patches strings.Builder
		for _, c := range r.result.Changes {
			patches.WriteString(c.Patch())
		}
		r.tell(doc)
		if err := r.app.write(patches.String()); err != nil {
			return err
		}
	default:
		if err := r.app.say(fileLines(doc.Files)); err != nil {
			return err
		}
		r.tell(doc)
		r.app.note("%s; nothing was written", doc.counted())
	}
	return r.pending(doc, "would be in conflict", "newsvc would leave its markers there")
}

// report says what happened.
func (r *revision) report() error {
	doc := r.document()
	if r.app.json {
		if err := r.app.printJSON(doc); err != nil {
			return err
		}
	} else if err := r.app.say(r.text(doc)...); err != nil {
		return err
	}
	verb := "are in conflict"
	if len(doc.Conflicts) == 1 {
		verb = "is in conflict"
	}
	return r.pending(doc, verb, "solve them, then newsvc continue; or newsvc abort takes it all back")
}

// text is the report for a person: who was asked has seen the files already.
func (r *revision) text(doc changeDocument) []plain.Text {
	if !r.asked {
		return []plain.Text{fileLines(doc.Files), plain.Sprintf("%s\n", doc.counted())}
	}
	return []plain.Text{plain.Sprintf("%s\n\nthe same without questions:\n  %s\n", doc.counted(), r.line())}
}

// warn says what a person should know before it happens. Who was asked knows
// it.
func (r *revision) warn(context.Context) error {
	if !r.app.json && !r.asked {
		r.tell(r.document())
	}
	return nil
}

func (r *revision) tell(doc changeDocument) {
	for _, warning := range doc.warnings() {
		r.app.note("%s", warning)
	}
}

// warnings are what is lost, what breaks, and what comes with the change.
func (d changeDocument) warnings() []string {
	var lines []string
	if len(d.Loses) > 0 {
		lines = append(lines, "its migration drops "+strings.Join(d.Loses, ", ")+", with all that is in it")
	}
	if len(d.Undone) > 0 {
		lines = append(lines, "not committed, and so taken back: the migration "+strings.Join(d.Undone, ", ")+
			"; a database that has run it already must go back before, with migrate down, or be made anew")
	}
	for _, use := range d.Uses {
		lines = append(lines, "your own file "+use+", which goes")
	}
	if d.Vendor {
		lines = append(lines, "go.mod changes, and the folder vendor doesn't: make it anew with go mod vendor")
	}
	if len(d.Reset) > 0 {
		lines = append(lines, "no longer asked, and back to the default: "+strings.Join(d.Reset, ", "))
	}
	return lines
}

// pending is the end of a command that leaves conflicts.
func (r *revision) pending(doc changeDocument, verb, hint string) error {
	if len(doc.Conflicts) == 0 {
		return nil
	}
	err := fault.Pending("conflicts", "%s %s", strings.Join(doc.Conflicts, ", "), verb).WithHint("%s", hint)
	if r.app.json {
		return said{err}
	}
	return err
}

// fileLines says what happens to files, a line each.
func fileLines(files []changedFile) plain.Text {
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
func (d changeDocument) counted() string {
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
		return "nothing to do: the files are as they would be"
	}
	return strings.Join(parts, ", ")
}

// said is a failure that the command's document has told already.
type said struct{ error }

func (s said) Unwrap() error { return s.error }
