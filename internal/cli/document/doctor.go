package document

import (
	"github.com/newsvc/newsvc/internal/doctor"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// Doctor says what a machine has of what newsvc and its services need.
type Doctor struct {
	Header
	Findings []Finding `json:"findings"`
}

// Finding is something that is needed, and whether it is there.
type Finding struct {
	Name  string `json:"name"`
	For   string `json:"for"`             // what it is needed for
	Found string `json:"found,omitempty"` // what is there
	OK    bool   `json:"ok"`
	Fix   string `json:"fix,omitempty"` // the command that fixes it
}

// NewDoctor returns the document of findings.
func NewDoctor(findings []doctor.Finding) Doctor {
	d := Doctor{Header: NewHeader("doctor"), Findings: []Finding{}}
	for _, f := range findings {
		d.Findings = append(d.Findings, Finding(f))
	}
	return d
}

func (d Doctor) print(p *Printer) error {
	var b plain.Builder
	for _, f := range d.Findings {
		mark := "ok     "
		if !f.OK {
			mark = "missing"
		}
		b.Printf("%s  %-13s %s\n", mark, f.Name, OrWord(f.Found, "for "+f.For))
		if !f.OK {
			if f.Found != "" {
				b.Printf("%23s for %s\n", "", f.For)
			}
			b.Printf("%23s %s\n", "", f.Fix)
		}
	}
	return p.Say(b.Text())
}

// Pending is the failure if anything is missing.
func (d Doctor) Pending() error {
	missing := 0
	for _, f := range d.Findings {
		if !f.OK {
			missing++
		}
	}
	switch missing {
	case 0:
		return nil
	case 1:
		return fault.ActionNeeded("missing", "one thing is missing").WithHint("it is followed by the command that fixes it")
	}
	return fault.ActionNeeded("missing", "%d things are missing", missing).WithHint("each is followed by the command that fixes it")
}
