package cli

import (
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/sandbox"
)

// machine is what newsvc remembers of its own unfinished work.
func (a *app) machine() disk.Machine {
	return disk.Machine{Claims: a.env.Claims(), Tracked: a.git.Tracked}
}

// packs finds the packs of services.
func (a *app) packs() packstore.Store {
	return packstore.Store{Folder: a.env.PackCache(), Disk: a.machine()}
}

// copies makes copies of services.
func (a *app) copies() sandbox.Maker { return sandbox.Maker{Disk: a.machine(), Env: a.env} }
