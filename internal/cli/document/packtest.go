package document

import (
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packdev"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
)

// PackTest is how the cases of a pack compare with their golden trees.
type PackTest struct {
	Header
	Pack   Pack       `json:"pack"`
	Folder string     `json:"folder"` // of the cases
	Cases  []PackCase `json:"cases"`
	Stray  []string   `json:"stray"`    // folders that belong to no case
	Never  []string   `json:"untested"` // choices that no case has, as OPTION=CHOICE

	failed bool
}

// PackCase is the result of a case.
type PackCase struct {
	Name    string        `json:"name"`
	Status  string        `json:"status"` // passed, updated, differs, invalid or fails
	Files   int           `json:"files"`  // of the service
	Missing bool          `json:"missing,omitempty"`
	Changes []FileChange  `json:"changes"` // from the golden tree to the service
	Errors  []PackProblem `json:"errors,omitempty"`
	Built   bool          `json:"built,omitempty"` // it was built, vetted and tested
	Check   string        `json:"check,omitempty"` // the go command that fails
	Output  string        `json:"output,omitempty"`
}

// NewPackTest returns the document of a test.
func NewPackTest(t packdev.Tested) PackTest {
	doc := PackTest{
		Header: NewHeader("pack-test"), Pack: Pack(packstore.Ref(t.Pack)), Folder: t.Folder, Cases: []PackCase{},
		Stray: append([]string{}, t.Stray...), Never: append([]string{}, t.Never...), failed: t.Failed(),
	}
	for _, c := range t.Cases {
		row := PackCase{Name: c.Name, Status: c.Status, Files: c.Files, Missing: c.Missing, Changes: newChanges(c.Changes), Built: c.Built, Check: c.Check, Output: c.Output}
		for _, e := range fault.All(c.Err) {
			row.Errors = append(row.Errors, PackProblem{Message: e.Error(), Hint: e.Hint})
		}
		doc.Cases = append(doc.Cases, row)
	}
	return doc
}

func newChanges(found []packdev.FileChange) []FileChange {
	changes := []FileChange{}
	for _, c := range found {
		changes = append(changes, FileChange{Path: c.Path, Change: c.Change, Patch: c.Patch})
	}
	return changes
}

// Failure returns what the user has to do, or nil.
func (d PackTest) Failure() error {
	if !d.failed {
		return nil
	}
	counts := map[string]int{}
	for _, c := range d.Cases {
		counts[c.Status]++
	}
	switch {
	case counts[packdev.Invalid]+counts[packdev.Fails] > 0:
		return fault.ActionNeeded("cases_fail", "%d of %d cases fail", counts[packdev.Invalid]+counts[packdev.Fails]+counts[packdev.Differs], len(d.Cases))
	case counts[packdev.Differs] > 0:
		return fault.ActionNeeded("cases_differ", "%d of %d cases differ from their golden trees", counts[packdev.Differs], len(d.Cases)).
			WithHint("if that is what you want, type the same with --update")
	}
	return fault.ActionNeeded("stray_cases", "%s belongs to no case", strings.Join(d.Stray, ", ")).
		WithHint("delete it, or write the answers of its case")
}

func (d PackTest) print(p *Printer) error {
	var b plain.Builder
	width := 0
	for _, c := range d.Cases {
		width = max(width, len([]rune(c.Name)))
	}
	for _, c := range d.Cases {
		c.text(&b, width)
	}
	for _, name := range d.Stray {
		b.Printf("%s is a folder without %s.yaml\n", name, name)
	}
	if err := p.Say(b.Text()); err != nil {
		return err
	}
	for _, c := range d.Cases {
		if c.Status != packdev.Differs {
			continue
		}
		for _, change := range c.Changes {
			if err := p.Write(change.Patch); err != nil {
				return err
			}
		}
	}
	if len(d.Never) > 0 {
		p.Note("no case has %s", strings.Join(d.Never, ", "))
	}
	return nil
}

func (c PackCase) text(b *plain.Builder, width int) {
	b.Printf("%-*s  %-7s  %s\n", width, c.Name, c.Status, c.summary())
	for _, e := range c.Errors {
		b.Printf("  %s\n", e.Message)
		if e.Hint != "" {
			b.Printf("  hint: %s\n", e.Hint)
		}
	}
	if c.Check != "" {
		b.Printf("%s\n", plain.Excerpt(c.Output))
	}
}

// summary says in a few words what is right or wrong.
func (c PackCase) summary() string {
	switch c.Status {
	case packdev.Invalid:
		return "it can't be rendered"
	case packdev.Fails:
		return c.Check + " fails"
	case packdev.Differs:
		if c.Missing {
			return "it has no golden tree"
		}
		return counted(len(c.Changes), "file")
	case packdev.Updated:
		return counted(len(c.Changes), "file") + " written"
	}
	text := counted(c.Files, "file")
	if c.Built {
		text += ", built, vetted and tested"
	}
	return text
}

// counted returns a number and a noun.
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return plain.Sprintf("%d %s", n, noun).String()
}
