package document

import (
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/system"
)

// Abort says which change was undone.
type Abort struct {
	Header
	Folder  string           `json:"folder"`
	Command string           `json:"command"` // that is undone
	Files   []string         `json:"files"`   // that are as they were before it
	Next    []system.Command `json:"next"`
}

func (d Abort) print(p *Printer) error {
	return p.Say(plain.Sprintf("undone: %s\n", d.Command), p.nextSteps(d.Next))
}
