package document

import (
	"strings"
)

// Diff is how the files of a service differ from what newsvc wrote.
type Diff struct {
	Header
	Folder  string       `json:"folder"` // the service's
	Changes []FileChange `json:"changes"`
}

// FileChange is how one of them differs.
type FileChange struct {
	Path   string `json:"path"`
	Change string `json:"change"` // changed or deleted
	Once   bool   `json:"once,omitempty"`
	Patch  string `json:"patch"`
}

func (d Diff) print(p *Printer) error {
	var patches strings.Builder
	for _, change := range d.Changes {
		patches.WriteString(change.Patch)
	}
	return p.Write(patches.String())
}
