package pack

import (
	"io/fs"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/lazyregexp"
)

// ChangelogPath is the file in which a pack tells its users what each version
// changes for them.
const ChangelogPath = "CHANGELOG.md"

var changelogHeading = lazyregexp.New(`^(#{1,3}) +(?:\[?v?([0-9]+\.[0-9]+\.[0-9][0-9A-Za-z.+-]*)\]?)?`)

// Changelog returns what the pack's changelog says about the versions after the
// given one, up to the pack's own, in the order of the file. Each version has a
// heading that begins with it. The result is empty if there is nothing.
func (p *Pack) Changelog(after string) string {
	data, err := fs.ReadFile(p.FS, ChangelogPath)
	if err != nil {
		return "" // The pack has none.
	}
	var text strings.Builder
	level, wanted := 0, false
	for line := range strings.Lines(string(data)) {
		m := changelogHeading().FindStringSubmatch(line)
		switch {
		case m == nil:
		case m[2] != "":
			v := "v" + m[2]
			level = len(m[1])
			wanted = semver.Compare(v, "v"+after) > 0 && semver.Compare(v, "v"+p.Manifest.Version) <= 0
		case len(m[1]) <= level:
			wanted = false // It is about no version, as in "Unreleased".
		}
		if wanted {
			text.WriteString(line)
		}
	}
	return strings.TrimSpace(text.String())
}
