package document

import (
	"slices"

	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/system"
)

// Init is what `newsvc init` did, or with --dry-run would do.
type Init struct {
	Header
	Folder    string           `json:"folder"` // absolute
	DryRun    bool             `json:"dry_run"`
	Pack      Pack             `json:"pack"`
	Answers   map[string]any   `json:"answers"`
	Resources []string         `json:"resources"` // in the field grammar
	Files     []File           `json:"files"`
	Root      []RootFile       `json:"root,omitempty"` // what belongs at the top of the repository around the service
	Git       *Git             `json:"git,omitempty"`
	Running   *Running         `json:"running,omitempty"`
	Next      []system.Command `json:"next"`
	Command   string           `json:"command"` // the same without questions

	Shown string `json:"-"` // the folder as messages call it
	Asked bool   `json:"-"`
}

// Pack is a pack of services.
type Pack struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Digest  string `json:"digest"`
	Module  string `json:"module,omitempty"` // that it comes from, with its checksum; Version is that of the module
	Folder  string `json:"folder,omitempty"`
	Sum     string `json:"sum,omitempty"`
}

// File is one file of the service, and what happens to its path.
type File struct {
	Path       string       `json:"path"`
	Action     merge.Action `json:"action"` // create, update, merge, keep or same
	Reason     string       `json:"reason,omitempty"`
	Executable bool         `json:"executable,omitempty"`
	Bytes      int          `json:"bytes"`
}

// RootFile is a file of the service that has an effect only at the top of the repository
// around it.
type RootFile struct {
	From    string       `json:"from"`   // the path in the service
	To      string       `json:"to"`     // the path in the repository
	Action  merge.Action `json:"action"` // what --write-root does, or did: create, update, merge, same or conflict
	Reason  string       `json:"reason,omitempty"`
	Written bool         `json:"written"`
}

// CopiesLeft reports whether a file isn't at the top of the repository yet, and newsvc can
// write it there.
func (d *Init) CopiesLeft() bool {
	left := false
	for _, f := range d.Root {
		if f.Action == merge.Conflict {
			return false
		}
		left = left || !f.Written && f.Action != merge.Same
	}
	return left
}

// rootLines says what was written at the top of the repository, and what is left to copy.
func (d *Init) rootLines() plain.Text {
	var b plain.Builder
	for _, f := range d.Root {
		switch {
		case f.Action == merge.Same:
		case f.Written:
			b.Printf("wrote %s at the top of the repository\n", f.To)
		case f.Action == merge.Create || f.Action == merge.Update:
			b.Printf("to have an effect, %s must be copied to %s at the top of the repository\n", f.From, f.To)
		default:
			b.Printf("to have an effect, what is in %s must be added to %s at the top of the repository\n", f.From, f.To)
		}
	}
	return b.Text()
}

// print says what was done, or what would be. What a service that was started
// has printed is not repeated.
func (d *Init) print(p *Printer) error {
	switch {
	case d.DryRun:
		return d.printPreview(p)
	case d.Running != nil:
		return p.Say(d.Running.lines(), p.nextSteps(d.Next))
	}
	return p.Say(d.Summary(), p.nextSteps(d.Next), d.Again())
}

func (d *Init) printPreview(p *Printer) error {
	var b plain.Builder
	for _, f := range d.Files {
		b.Printf("%-7s %s", f.Action, f.Path)
		if f.Reason != "" {
			b.Printf("  (%s)", f.Reason)
		}
		b.Printf("\n")
	}
	if err := p.Say(b.Text()); err != nil {
		return err
	}
	p.Note("%d files in %s, of which %d would be written; nothing was", len(d.Files), d.Shown, d.written())
	return nil
}

// written counts the files that are written.
func (d *Init) written() int {
	n := 0
	for _, f := range d.Files {
		if f.Action == merge.Create || f.Action == merge.Update || f.Action == merge.Merge {
			n++
		}
	}
	return n
}

// userFiles returns the files that remain the user's own.
func (d *Init) userFiles() []File {
	return slices.DeleteFunc(slices.Clone(d.Files), func(f File) bool { return f.Action != merge.Keep })
}

// Summary says what was written.
func (d *Init) Summary() plain.Text {
	var b plain.Builder
	switch n := d.written(); n {
	case 0:
		b.Printf("nothing to do: %s is as newsvc would write it\n", d.Shown)
	default:
		b.Printf("wrote %d files in %s\n", n, d.Shown)
	}
	for _, f := range d.userFiles() {
		b.Printf("kept %s: %s\n", f.Path, f.Reason)
	}
	for _, f := range d.Files {
		if f.Action == merge.Merge {
			b.Printf("changed %s: %s\n", f.Path, f.Reason)
		}
	}
	b.Printf("%s", d.rootLines())
	if d.Git != nil {
		b.Printf("%s\n", d.Git.line())
	}
	return b.Text()
}

// Again shows the command that does the same without questions.
func (d *Init) Again() plain.Text {
	if !d.Asked {
		return plain.Text{}
	}
	return plain.Sprintf("\nthe same without questions:\n  %s\n", d.Command)
}
