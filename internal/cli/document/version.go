package document

import (
	"github.com/newsvc/newsvc/internal/plain"
)

// Version is what newsvc was built from, and the pack of new services.
type Version struct {
	Header
	Newsvc string `json:"newsvc"`
	Commit string `json:"commit,omitempty"`
	Go     string `json:"go"`

	Pack    *PackChoice `json:"pack,omitempty"`         // of new services
	Problem string      `json:"pack_problem,omitempty"` // why it isn't known
}

func (v Version) print(p *Printer) error {
	text := "newsvc " + v.Newsvc
	if v.Commit != "" {
		text += " (" + v.Commit + ")"
	}
	if v.Problem != "" {
		p.Note("%s", v.Problem)
	}
	if v.Pack == nil || v.Pack.By == "default" {
		return p.Say(plain.Sprintf("%s %s\n", text, v.Go))
	}
	return p.Say(plain.Sprintf("%s %s\npack %s, from %s\n", text, v.Go, v.Pack.Source, v.Pack.By))
}
