package cli

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/git"
)

// remoteModule is the module path that a repository's remote gives to the
// folder dir within it, or "" where it gives none.
func remoteModule(repo *git.Repository, dir string) string {
	remote := modulePath(repo.Remote())
	below, ok := below(repo.Root, dir)
	if remote == "" || !ok {
		return ""
	}
	return path.Join(remote, below)
}

// below returns the way from root down to dir, with slashes. Either may be
// reached through links, and dir need not be there yet.
func below(root, dir string) (string, bool) {
	rest := ""
	for {
		if same(root, dir) {
			return rest, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		rest, dir = path.Join(filepath.Base(dir), rest), parent
	}
}

// same reports whether two paths lead to one folder.
func same(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// modulePath turns a remote's URL (https, ssh, git, or scp's user@host:path)
// into a module path. Names, passwords and ports are left behind. A URL that
// says no host, a local path among them, gives "".
func modulePath(remote string) string {
	host, rest := "", ""
	if u, err := url.Parse(remote); err == nil && u.Scheme != "" && u.Host != "" {
		host, rest = u.Hostname(), u.Path
	} else if before, after, ok := strings.Cut(remote, ":"); ok && !strings.ContainsAny(before, `/\`) {
		host, rest = before[strings.LastIndexByte(before, '@')+1:], after
	}
	rest = strings.TrimSuffix(strings.Trim(rest, "/"), ".git")
	if !strings.Contains(host, ".") || rest == "" {
		return ""
	}
	return strings.ToLower(host) + "/" + path.Clean(rest)
}
