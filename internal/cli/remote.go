package cli

import (
	"context"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/rootfile"
)

// repository is a git repository, read without running git.
type repository struct {
	root   string // the work tree's folder
	config string // the file with its remotes
}

// openRepository finds the configuration of the work tree in root.
func openRepository(root string) (repository, bool) {
	if root == "" {
		return repository{}, false
	}
	config, ok := gitConfig(filepath.Join(root, ".git"))
	return repository{root: root, config: config}, ok
}

// gitConfig finds the config behind a .git, which is a folder or, in a
// worktree or a submodule, a file that names one.
func gitConfig(dotGit string) (string, bool) {
	info, err := os.Stat(dotGit)
	if err != nil {
		return "", false
	}
	dir := dotGit
	if !info.IsDir() {
		named, ok := pointer(dotGit, "gitdir:")
		if !ok {
			return "", false
		}
		dir = named
	}
	if _, err := os.Stat(filepath.Join(dir, "HEAD")); err != nil {
		return "", false
	}
	if common, ok := pointer(filepath.Join(dir, "commondir"), ""); ok {
		dir = common
	}
	return filepath.Join(dir, "config"), true
}

// pointer reads a file that names another path, relative to its own folder.
func pointer(file, prefix string) (string, bool) {
	data, err := rootfile.ReadNamed(context.Background(), file, rootfile.MaxRecord)
	text, ok := strings.CutPrefix(strings.TrimSpace(string(data)), prefix)
	if text = strings.TrimSpace(text); err != nil || !ok || text == "" {
		return "", false
	}
	if !filepath.IsAbs(text) {
		text = filepath.Join(filepath.Dir(file), text)
	}
	return text, true
}

// module is the module path that the repository's remote gives to the folder
// dir within it, or "" where it gives none.
func (r repository) module(dir string) string {
	data, err := rootfile.ReadNamed(context.Background(), r.config, rootfile.MaxRecord)
	if err != nil {
		return ""
	}
	remote := modulePath(originURL(string(data)))
	below, ok := below(r.root, dir)
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

// originURL returns the URL of the remote origin, or of the only remote.
func originURL(config string) string {
	urls := map[string]string{}
	remote := ""
	for line := range strings.Lines(config) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			remote = sectionRemote(line)
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok || remote == "" || !strings.EqualFold(strings.TrimSpace(key), "url") || urls[remote] != "" {
			continue
		}
		urls[remote] = configValue(value)
	}
	if u, ok := urls["origin"]; ok || len(urls) != 1 {
		return u
	}
	for _, u := range urls {
		return u
	}
	return ""
}

// sectionRemote returns NAME of the line [remote "NAME"], or "".
func sectionRemote(line string) string {
	head, rest, ok := strings.Cut(strings.TrimPrefix(line, "["), `"`)
	name, _, closed := strings.Cut(rest, `"`)
	if !ok || !closed || !strings.EqualFold(strings.TrimSpace(head), "remote") {
		return ""
	}
	return name
}

// configValue is a value of git's config without comment and quotes.
func configValue(s string) string {
	s = strings.TrimSpace(s)
	if quoted, ok := strings.CutPrefix(s, `"`); ok {
		s, _, _ = strings.Cut(quoted, `"`)
		return s
	}
	if i := strings.IndexAny(s, "#;"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimSpace(s)
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
