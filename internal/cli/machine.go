package cli

import (
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/packstore"
)

// machine is what newsvc remembers of its own unfinished work.
func (a *app) machine() disk.Machine {
	return disk.Machine{Claims: a.env.Claims(), Tracked: a.git.Tracked}
}

// packs finds the packs of services.
func (a *app) packs() packstore.Store {
	return packstore.Store{Folder: a.env.PackCache(), Disk: a.machine()}
}
