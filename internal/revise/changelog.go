package revise

import (
	"io/fs"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/pack"
)

var changelogHeading = lazyregexp.New(`^(#{1,3}) +(?:\[?v?([0-9]+\.[0-9]+\.[0-9][0-9A-Za-z.+-]*)\]?)?`)

// changelog returns what a pack's changelog, and those of its bases, say about the
// versions after those of an older pack, up to their own, in the order of the file. Each version has a
// heading that begins with it. The result is empty if there is nothing.
func changelog(p *pack.Pack, old *pack.Manifest) string {
	var all []string
	data, err := fs.ReadFile(p.FS, pack.ChangelogPath)
	if after, ok := old.VersionOf(p.Manifest.Name); ok && err == nil { // otherwise, the pack has none
		all = append(all, between(data, after, p.Manifest.Version))
	}
	for _, b := range p.Manifest.Bases {
		after, ok := old.VersionOf(b.Name)
		if text := between(b.Changelog, after, b.Version); ok && text != "" {
			all = append(all, "# "+b.Name+"\n\n"+text)
		}
	}
	return strings.TrimSpace(strings.Join(all, "\n\n"))
}

// between returns the parts of a changelog about the versions after one, up to another.
func between(data []byte, after, last string) string {
	var text strings.Builder
	level, wanted := 0, false
	for line := range strings.Lines(string(data)) {
		m := changelogHeading().FindStringSubmatch(line)
		switch {
		case m == nil:
		case m[2] != "":
			v := "v" + m[2]
			level = len(m[1])
			wanted = semver.Compare(v, "v"+after) > 0 && semver.Compare(v, "v"+last) <= 0
		case len(m[1]) <= level:
			wanted = false // It is about no version, as in "Unreleased".
		}
		if wanted {
			text.WriteString(line)
		}
	}
	return strings.TrimSpace(text.String())
}
