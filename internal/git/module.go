package git

import (
	"net/url"
	"path"
	"strings"

	"github.com/newsvc/newsvc/internal/system"
)

// ModulePath returns the module path that the repository's remote gives to the
// folder dir within it, or "" when it gives none. It runs nothing.
func (r *Repository) ModulePath(dir string) string {
	remote := modulePath(r.Remote())
	below, ok := system.Below(r.Root, dir)
	if remote == "" || !ok {
		return ""
	}
	return path.Join(remote, below)
}

// modulePath turns a remote's URL (https, ssh, git, or scp's user@host:path)
// into a module path. Names, passwords and ports are left out. A URL without a
// host, such as a local path, gives "".
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
