package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// Machine is newsvc's state on this machine. For each internal folder that newsvc creates
// in or next to a service (a journal, an unfinished change, a stage, a copy), the user's
// cache contains a claim. A folder that looks like one and has no claim came with a clone
// or an archive: newsvc neither trusts nor removes it.
type Machine struct {
	// Claims lists absolute paths of folders for claims. newsvc uses the first one that
	// it can create and that no other user can write to.
	Claims []string

	// Tracked reports whether git tracks anything at a path of a folder. It is called only
	// for claimed journals. If it is nil, git isn't asked.
	Tracked func(ctx context.Context, dir, name string) (bool, error)
}

// The kinds of claims.
const (
	journalClaim = "journal"
	stageClaim   = "stage"
	changeClaim  = "change"
)

// claimAge is how long a claim without a folder stays valid: it may belong to a process
// that hasn't created the folder yet.
const claimAge = time.Hour

// maxClaims is the maximum number of claims that are read.
const maxClaims = 1000

// claimFolders returns the existing folders for claims that only the user can write to.
func (m Machine) claimFolders() []string {
	var usable []string
	for _, dir := range m.Claims {
		if info, err := os.Lstat(dir); filepath.IsAbs(dir) && err == nil && info.IsDir() && isPrivate(info) {
			usable = append(usable, dir)
		}
	}
	return usable
}

// makeClaimFolder creates and returns the folder for a new claim.
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
				err = errors.New(dir + " is not a folder that only you can write to")
			}
		}
		if err == nil {
			return dir, nil
		}
		failed = errors.Join(failed, err)
	}
	return "", &noClaimError{failed}
}

// noClaimError is the error if the user's cache can't be written.
type noClaimError struct{ cause error }

func (e *noClaimError) Error() string { return "no claim can be written" }
func (e *noClaimError) Unwrap() error { return e.cause }

// fault returns the error for the user.
func (e *noClaimError) fault() error {
	return fault.Failed("no_cache", "newsvc can't record in your cache that it is changing files, so that an interrupted change could be finished").
		WithCause(e.cause).WithHint("set XDG_CACHE_HOME to a folder that you can write to")
}

// claims returns the claims of a kind whose folder want accepts. It removes old claims
// whose folder doesn't exist.
func (m Machine) claims(kind string, want func(folder string) bool) []*claim {
	var found []*claim
	for _, dir := range m.claimFolders() {
		for _, name := range claimNames(dir) {
			same := strings.HasPrefix(name, kind+"-")
			if !same && !isOld(dir, name) {
				continue // reading it would take a hundred times as long
			}
			c := readClaim(dir, name)
			switch {
			case c == nil:
			case same && want(c.Folder):
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

// samePath reports whether two absolute paths name the same entry of the same folder. The
// entry need not exist.
func samePath(a, b string) bool {
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
