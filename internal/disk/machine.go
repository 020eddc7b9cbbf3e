package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// Machine is what newsvc remembers on this machine. For each folder of its own
// that it makes beside or in a service (a journal, an unfinished change, a stage, a copy), the user's
// cache has a claim. What looks like such a folder and has no claim came with a
// clone or an archive: newsvc neither obeys nor removes it.
type Machine struct {
	// Claims are absolute paths of folders for the claims. The first one that
	// can be made, and that no one else can write to, is used.
	Claims []string

	// Tracked reports whether git tracks anything at a path of a folder. It is
	// asked about claimed journals alone; nil: git is not asked.
	Tracked func(ctx context.Context, dir, name string) (bool, error)
}

// The kinds of claims.
const (
	journalClaim = "journal"
	stageClaim   = "stage"
	changeClaim  = "change"
)

// claimAge is how long a claim stays whose folder isn't there: it may belong to
// a process that has not made the folder yet.
const claimAge = time.Hour

// maxClaims bounds how many claims are looked at.
const maxClaims = 1000

// claimFolders returns the folders that claims may be in and that belong to
// the user alone.
func (m Machine) claimFolders() []string {
	var usable []string
	for _, dir := range m.Claims {
		if info, err := os.Lstat(dir); filepath.IsAbs(dir) && err == nil && info.IsDir() && isPrivate(info) {
			usable = append(usable, dir)
		}
	}
	return usable
}

// makeClaimFolder returns the folder for a new claim.
func (m Machine) makeClaimFolder() (string, error) {
	var failed error
	for _, dir := range m.Claims {
		if !filepath.IsAbs(dir) {
			continue
		}
		err := do("mkdir", dir, func() error { return os.MkdirAll(dir, 0o700) })
		if err == nil {
			var info fs.FileInfo
			if info, err = os.Lstat(dir); err == nil && (!info.IsDir() || !isPrivate(info)) {
				err = errors.New(dir + " is not a folder that you alone can write to")
			}
		}
		if err == nil {
			return dir, nil
		}
		failed = errors.Join(failed, err)
	}
	return "", &noClaimError{failed}
}

// noClaimError says that the user's cache can't be written.
type noClaimError struct{ cause error }

func (e *noClaimError) Error() string { return "no claim can be written" }
func (e *noClaimError) Unwrap() error { return e.cause }

// fault says it to the user.
func (e *noClaimError) fault() error {
	return fault.Failed("no_cache", "newsvc can't record in your cache that it is changing files, so that an interrupted change could be finished").
		WithCause(e.cause).WithHint("set XDG_CACHE_HOME to a folder that you can write to")
}

// claims returns the claims of a kind for which want holds. Those that are old
// and whose folder is gone are removed.
func (m Machine) claims(kind string, want func(folder string) bool) []*claim {
	var found []*claim
	for _, dir := range m.claimFolders() {
		for _, name := range claimNames(dir) {
			c := readClaim(dir, name)
			switch {
			case c == nil:
			case c.Kind == kind && want(c.Folder):
				found = append(found, c)
			default:
				c.expire()
			}
		}
	}
	return found
}

func claimNames(dir string) []string {
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return nil
	}
	defer root.Close()
	names, _ := listNames(root, ".", maxClaims)
	return names
}

// samePlace reports whether two absolute paths name the same entry of the same
// folder. The entry itself need not be there.
func samePlace(a, b string) bool {
	if a == b {
		return true
	}
	return filepath.Base(a) == filepath.Base(b) && sameFolder(filepath.Dir(a), filepath.Dir(b))
}

func sameFolder(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
