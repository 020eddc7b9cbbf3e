package fleet

import (
	"context"

	"github.com/newsvc/newsvc/internal/service"
)

// Folder is the folder of a service.
type Folder struct {
	Shown string // as it was given, and the path from there
	Path  string
}

// Folders returns the folder of the service around the current folder or, if
// there are dirs, of each service in and below them.
func Folders(ctx context.Context, host service.Host, dirs []string) ([]Folder, error) {
	var folders []Folder
	r := Reader{Host: host}
	err := r.walk(ctx, dirs, func(shown, folder string) error {
		folders = append(folders, Folder{shown, folder})
		return ctx.Err()
	})
	return folders, err
}
