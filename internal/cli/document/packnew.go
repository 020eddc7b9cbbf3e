package document

import (
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/system"
)

// PackNew is a new pack.
type PackNew struct {
	Header
	Folder string           `json:"folder"`
	Name   string           `json:"name"`
	Files  []string         `json:"files"`
	Next   []system.Command `json:"next"`
}

func (d PackNew) print(p *Printer) error {
	created := plain.Sprintf("created the pack %s in %s: %s\n", d.Name, d.Folder, counted(len(d.Files), "file"))
	return p.Say(created, p.nextSteps(d.Next))
}
