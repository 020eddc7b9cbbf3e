package document

import (
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packdev"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
)

// PackCheck is what is wrong with a pack.
type PackCheck struct {
	Header
	Folder   string        `json:"folder"`
	Pack     *Pack         `json:"pack,omitempty"` // missing if it can't be loaded
	Services int           `json:"services"`       // how many were rendered
	Problems []PackProblem `json:"problems"`
}

// PackProblem is something that is wrong with a pack.
type PackProblem struct {
	File    string `json:"file,omitempty"` // missing: the pack as a whole
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"` // in characters, from 1
	Width   int    `json:"width,omitempty"`  // the number of characters there that are wrong
	Text    string `json:"text,omitempty"`   // of the line
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Answers string `json:"answers,omitempty"` // of the service that has the problem
}

// NewPackCheck returns the document of a check.
func NewPackCheck(folder string, c packdev.Checked) PackCheck {
	doc := PackCheck{Header: NewHeader("pack-check"), Folder: folder, Services: c.Services, Problems: newProblems(c.Problems)}
	if c.Pack != nil {
		ref := Pack(packstore.Ref(c.Pack))
		doc.Pack = &ref
	}
	return doc
}

func newProblems(found []packdev.Problem) []PackProblem {
	problems := []PackProblem{}
	for _, p := range found {
		problems = append(problems, PackProblem(p))
	}
	return problems
}

// Failure returns what the user has to do, or nil.
func (d PackCheck) Failure() error {
	switch n := len(d.Problems); n {
	case 0:
		return nil
	case 1:
		return fault.ActionNeeded("bad_pack", "the pack has a problem")
	default:
		return fault.ActionNeeded("bad_pack", "the pack has %d problems", n)
	}
}

func (d PackCheck) print(p *Printer) error {
	var b plain.Builder
	for _, problem := range d.Problems {
		problem.text(&b, p.Width())
	}
	if len(d.Problems) == 0 {
		b.Printf("%s %s has no problems: %d services were rendered\n", d.Pack.Name, d.Pack.Version, d.Services)
	}
	return p.Say(b.Text())
}

// text is the problem as compilers write it, with its line and a caret below the spot.
func (p PackProblem) text(b *plain.Builder, width int) {
	where := p.File
	if p.Line > 0 {
		where = plain.Sprintf("%s:%d", p.File, p.Line).String()
	}
	if p.Column > 0 {
		where = plain.Sprintf("%s:%d:%d", p.File, p.Line, p.Column).String()
	}
	if where != "" {
		where += ": "
	}
	b.Printf("%s%s\n", where, p.Message)
	if p.Text != "" {
		line, caret := p.excerpt(max(width-4, 20))
		b.Printf("    %s\n", line)
		if caret != "" {
			b.Printf("    %s\n", caret)
		}
	}
	if p.Answers != "" {
		b.Printf("  in the service with %s\n", p.Answers)
	}
	if p.Hint != "" {
		b.Printf("  hint: %s\n", p.Hint)
	}
}

// excerpt returns at most width characters of the line, and carets below what is wrong.
func (p PackProblem) excerpt(width int) (line, caret string) {
	var text []rune
	for _, c := range p.Text {
		if plain.Harmful(c) {
			c = ' ' // a tab, or a character that must not reach a terminal
		}
		text = append(text, c)
	}
	start, end := 0, len(text)
	for start < end && text[start] == ' ' {
		start++ // the indentation
	}
	column := p.Column - 1
	if column >= start+width {
		start = column - width/2
	}
	end = min(end, start+width)
	line = strings.TrimRight(string(text[start:end]), " ")
	if column < start || column >= end {
		return line, ""
	}
	return line, strings.Repeat(" ", column-start) + strings.Repeat("^", max(1, min(p.Width, end-column)))
}
