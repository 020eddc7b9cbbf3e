package cli

import (
	"net/url"
	"path"
	"strings"

	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/system"
)

// remoteModule is the module path that a repository's remote gives to the
// folder dir within it, or "" where it gives none.
func remoteModule(repo *git.Repository, dir string) string {
	remote := modulePath(repo.Remote())
	below, ok := system.Below(repo.Root, dir)
	if remote == "" || !ok {
		return ""
	}
	return path.Join(remote, below)
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
