package service

import (
	"path"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
)

// GitHub reads these only at the top of a repository.
const (
	workflows  = ".github/workflows"
	Dependabot = ".github/dependabot.yml"
)

// RootCopy is a file of a service in a larger repository that has an effect only at the
// top of it.
type RootCopy struct {
	From string // the path in the service
	To   string // the path in the repository
}

// RootCopies returns the files of a service that have to be copied to the top of the
// repository. There are none if the service is at the top itself. A workflow gets the name
// of the service there.
func RootCopies(p *pack.Pack, values map[string]any, files []render.File) []RootCopy {
	folder, _ := p.Formatted(pack.FormatFolder, values)
	name, _ := p.Formatted(pack.FormatName, values)
	if folder == "" || folder == "." || name == "" {
		return nil
	}
	var copies []RootCopy
	for _, f := range files {
		switch {
		case path.Dir(f.Path) == workflows:
			stem, ext := strings.TrimSuffix(path.Base(f.Path), path.Ext(f.Path)), path.Ext(f.Path)
			to := name + "-" + stem + ext
			if stem == "ci" {
				to = name + ext
			}
			copies = append(copies, RootCopy{f.Path, path.Join(workflows, to)})
		case f.Path == Dependabot:
			copies = append(copies, RootCopy{f.Path, Dependabot})
		}
	}
	return copies
}
