package document

import "github.com/newsvc/newsvc/internal/plain"

// PackNew is a new pack.
type PackNew struct {
	Header
	Folder string   `json:"folder"`
	Name   string   `json:"name"`
	Files  []string `json:"files"`
	Next   []string `json:"next"` // commands
}

func (d PackNew) print(p *Printer) error {
	var b plain.Builder
	b.Printf("created the pack %s in %s: %s\n\nnext:\n", d.Name, d.Folder, counted(len(d.Files), "file"))
	for _, command := range d.Next {
		b.Printf("  %s\n", command)
	}
	return p.Say(b.Text())
}
