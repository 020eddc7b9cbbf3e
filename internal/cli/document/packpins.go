package document

import (
	"strings"

	"github.com/newsvc/newsvc/internal/packdev"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
)

// PackPins is what became of the pinned modules of a pack.
type PackPins struct {
	Header
	Pack       Pack         `json:"pack"`
	Components []string     `json:"components"`
	Changes    []FileChange `json:"changes"` // of files below deps
	Stray      []string     `json:"stray"`   // files below deps that belong to no component
	Verified   int          `json:"verified"`
}

// NewPackPins returns the document of pinned modules.
func NewPackPins(pinned packdev.Pinned) PackPins {
	return PackPins{
		Header: NewHeader("pack-pins"), Pack: Pack(packstore.Ref(pinned.Pack)), Components: append([]string{}, pinned.Components...),
		Changes: newChanges(pinned.Changes), Stray: append([]string{}, pinned.Stray...), Verified: pinned.Sets,
	}
}

func (d PackPins) print(p *Printer) error {
	var b plain.Builder
	for _, c := range d.Changes {
		b.Printf("%s %s\n", c.Change, c.Path)
	}
	b.Printf("%s; go mod tidy changes nothing in %s of them\n", counted(len(d.Components), "component"), counted(d.Verified, "combination"))
	if len(d.Stray) > 0 {
		p.Note("deps/pins.txt has no component for %s; delete it", strings.Join(d.Stray, ", "))
	}
	return p.Say(b.Text())
}
