package document

import (
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packdev"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
)

// PackDiff is what changes for services between two packs.
type PackDiff struct {
	Header
	Old      Pack           `json:"old"`
	New      Pack           `json:"new"`
	Options  []OptionChange `json:"options"`
	Pins     []PinChange    `json:"pins"`
	Changes  []string       `json:"changes"`  // that the new manifest declares
	Services []string       `json:"services"` // that were compared: cases, or answers
	Files    []ServiceFile  `json:"files"`
	Problems []PackProblem  `json:"problems"`

	cases bool
	patch bool
}

// OptionChange is what became of an option.
type OptionChange struct {
	Name    string   `json:"name"`
	Change  string   `json:"change"` // added, removed or changed
	Details []string `json:"details"`
}

// PinChange is what became of a module that services require.
type PinChange struct {
	Module string `json:"module"`
	Old    string `json:"old,omitempty"` // missing: it wasn't required
	New    string `json:"new,omitempty"`
}

// ServiceFile is a file that differs.
type ServiceFile struct {
	Path     string   `json:"path"`
	Change   string   `json:"change"`          // added, changed, deleted or moved
	Once     bool     `json:"once,omitempty"`  // an update leaves it alone in existing services
	Moved    string   `json:"moved,omitempty"` // its path before
	Services []string `json:"services"`        // that it differs in
	Patch    string   `json:"patch"`           // in the first of them
}

// NewPackDiff returns the document of a difference. Its text may be the patch alone.
func NewPackDiff(d packdev.Difference, patch bool) PackDiff {
	doc := PackDiff{
		Header: NewHeader("pack-diff"), Old: Pack(packstore.Ref(d.Old)), New: Pack(packstore.Ref(d.New)),
		Options: []OptionChange{}, Pins: []PinChange{}, Changes: append([]string{}, d.Changes...), Services: append([]string{}, d.Services...),
		Files: []ServiceFile{}, Problems: newProblems(d.Problems), cases: d.Cases, patch: patch,
	}
	for _, o := range d.Options {
		doc.Options = append(doc.Options, OptionChange{o.Name, o.Change, append([]string{}, o.Details...)})
	}
	for _, pin := range d.Pins {
		doc.Pins = append(doc.Pins, PinChange(pin))
	}
	for _, f := range d.Files {
		doc.Files = append(doc.Files, ServiceFile{Path: f.Path, Change: f.Change, Once: f.Once, Moved: f.Moved, Services: f.Services, Patch: f.Patch})
	}
	return doc
}

// Failure returns what the user has to do, or nil.
func (d PackDiff) Failure() error {
	switch n := len(d.Problems); n {
	case 0:
		return nil
	case 1:
		return fault.ActionNeeded("bad_update", "services can't simply be updated: there is a problem")
	default:
		return fault.ActionNeeded("bad_update", "services can't simply be updated: there are %d problems", n)
	}
}

func (d PackDiff) print(p *Printer) error {
	var b plain.Builder
	if d.patch {
		for _, f := range d.Files {
			if err := p.Write(f.Patch); err != nil {
				return err
			}
		}
		if len(d.Problems) > 0 {
			d.problems(&b, p.Width())
			p.Note("%s", b.Text())
		}
		return nil
	}
	b.Printf("%s %s to %s %s\n", d.Old.Name, d.Old.Version, d.New.Name, d.New.Version)
	d.manifest(&b)
	d.files(&b)
	if len(d.Problems) > 0 {
		b.Printf("\nproblems:\n")
	}
	d.problems(&b, p.Width())
	return p.Say(b.Text())
}

func (d PackDiff) problems(b *plain.Builder, width int) {
	for _, problem := range d.Problems {
		problem.text(b, width)
	}
}

// manifest writes what the manifests say.
func (d PackDiff) manifest(b *plain.Builder) {
	if len(d.Options) > 0 {
		b.Printf("\noptions:\n")
	}
	for _, o := range d.Options {
		b.Printf("  %s %s", o.Change, o.Name)
		if len(o.Details) > 0 {
			b.Printf(": %s", strings.Join(o.Details, ", "))
		}
		b.Printf("\n")
	}
	if len(d.Changes) > 0 {
		b.Printf("\nchanges for existing services:\n")
	}
	for _, change := range d.Changes {
		b.Printf("  %s\n", change)
	}
	if len(d.Pins) > 0 {
		b.Printf("\nmodules:\n")
	}
	for _, pin := range d.Pins {
		b.Printf("  %s %s -> %s\n", pin.Module, dash(pin.Old), dash(pin.New))
	}
}

// files writes which files differ.
func (d PackDiff) files(b *plain.Builder) {
	what := "representative service"
	if d.cases {
		what = "case"
	}
	if len(d.Files) == 0 {
		b.Printf("\nno file differs in %s\n", counted(len(d.Services), what))
		return
	}
	b.Printf("\nfiles that differ in %s:\n", counted(len(d.Services), what))
	for _, f := range d.Files {
		b.Printf("  %-7s %s", f.Change, f.Path)
		if f.Moved != "" {
			b.Printf(" (from %s)", f.Moved)
		}
		if len(f.Services) < len(d.Services) {
			b.Printf(", in %d of them", len(f.Services))
		}
		if f.Once {
			b.Printf(", in new services only")
		}
		b.Printf("\n")
	}
}
