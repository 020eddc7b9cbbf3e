package git

import (
	"path/filepath"
	"strings"
)

// Remote returns the URL of the remote origin, or of the only remote. It returns ""
// if there is none. It runs no command.
func (r *Repository) Remote() string {
	data, err := readSmall(filepath.Join(r.common, "config"), maxConfig)
	if err != nil {
		return ""
	}
	return originURL(string(data))
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

// sectionRemote returns NAME from the line [remote "NAME"], or "".
func sectionRemote(line string) string {
	head, rest, ok := strings.Cut(strings.TrimPrefix(line, "["), `"`)
	name, _, closed := strings.Cut(rest, `"`)
	if !ok || !closed || !strings.EqualFold(strings.TrimSpace(head), "remote") {
		return ""
	}
	return name
}

// configValue removes quotes and comments from a value in git's configuration.
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
