package git

import (
	"bytes"
	"context"
	"strings"
)

// maxVersions is the maximum number of commits in which Had looks for a version.
const maxVersions = "1000"

// Had reports whether a file, whose path is relative to the work tree, had this content in
// a commit, whatever the line endings.
func (r *Repository) Had(ctx context.Context, file string, data []byte) bool {
	out, err := r.ask(ctx, "", "log", "--max-count="+maxVersions, "--format=", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "-z", "--", file)
	if err != nil {
		return false
	}
	for entry := range bytes.SplitSeq(out, []byte("\x00")) {
		// :MODE MODE HASH HASH STATUS
		fields := strings.Fields(string(entry))
		if len(fields) == 5 && strings.HasPrefix(fields[0], ":") && (hasHash(data, fields[2]) || hasHash(data, fields[3])) {
			return true
		}
	}
	return false
}
