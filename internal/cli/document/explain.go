package document

import (
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
)

// Explain says where a file comes from, and what became of it.
type Explain struct {
	Header
	Path    string            `json:"path"` // from the service's folder
	State   service.FileState `json:"state"`
	Once    bool              `json:"once"`              // generated once, and then the user's
	Layer   string            `json:"layer,omitempty"`   // of the pack; empty: newsvc itself, or the user
	Answers map[string]any    `json:"answers,omitempty"` // that it depends on
	Step    string            `json:"step,omitempty"`    // of the schema
}

func (d Explain) print(p *Printer) error { return p.Say(d.text()) }

// text is the explanation for the user.
func (d Explain) text() plain.Text {
	var b plain.Builder
	b.Printf("%s\n", d.Path)
	switch {
	case d.Layer != "" && d.Layer != "deps":
		b.Printf("  from     the layer %s\n", d.Layer)
	case d.Layer == "deps":
		b.Printf("  from     the pack's pins\n")
	case d.Answers != nil:
		b.Printf("  from     newsvc itself: it records the answers\n")
	}
	if d.Step != "" {
		b.Printf("  step     %s of the schema\n", d.Step)
	}
	var answers []string
	for _, name := range slices.Sorted(maps.Keys(d.Answers)) {
		answers = append(answers, name+"="+spec.FormatValue(d.Answers[name]))
	}
	if len(answers) > 0 {
		b.Printf("  answers  %s\n", strings.Join(answers, ", "))
	}
	b.Printf("  state    %s\n", d.meaning())
	return b.Text()
}

// meaning describes the state.
func (d Explain) meaning() string {
	switch {
	case d.State == service.AsGenerated && d.Once:
		return "as generated; written once, and yours to change"
	case d.State == service.AsGenerated:
		return "as generated"
	case d.State == service.Edited:
		return "edited: your lines stay, and newsvc's changes are merged around them"
	case d.State == service.Deleted:
		return "deleted: it stays deleted"
	case d.Once:
		return "yours: written once, and changed since"
	}
	return "yours: newsvc didn't write it"
}
