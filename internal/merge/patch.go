package merge

import (
	"fmt"
	"strings"

	"github.com/newsvc/newsvc/internal/tree"
)

// Patch returns the change from before to after at a path as a unified diff in
// git's format. `git apply` accepts it, including new and deleted files, changes
// of the executable bit and missing newlines at the end. A nil file doesn't
// exist. The patch is empty if nothing changes. For binary files, it only says
// that they differ, and can't be applied.
func Patch(path string, before, after *tree.File) string {
	if equal(before, after) {
		return ""
	}
	var b strings.Builder
	oldName, newName := quotePath("a/"+path), quotePath("b/"+path)
	fmt.Fprintf(&b, "diff --git %s %s\n", oldName, newName)
	switch {
	case before == nil:
		fmt.Fprintf(&b, "new file mode %s\n", mode(after))
		oldName, before = "/dev/null", &tree.File{}
	case after == nil:
		fmt.Fprintf(&b, "deleted file mode %s\n", mode(before))
		newName, after = "/dev/null", &tree.File{}
	case before.Exec != after.Exec:
		fmt.Fprintf(&b, "old mode %s\nnew mode %s\n", mode(before), mode(after))
	}
	switch {
	case !before.Unread && !after.Unread && string(before.Data) == string(after.Data):
	case before.Unread || after.Unread || isBinary(before.Data, after.Data):
		fmt.Fprintf(&b, "Binary files %s and %s differ\n", oldName, newName)
	default:
		fmt.Fprintf(&b, "--- %s\n+++ %s\n", headerPath(oldName), headerPath(newName))
		unified(&b, lines(before.Data), lines(after.Data))
	}
	return b.String()
}

// mode returns git's mode of a file.
func mode(f *tree.File) string {
	if f.Exec {
		return "100755"
	}
	return "100644"
}

// quotePath returns a path as git writes it: quoted like a C string if it contains
// characters that a parser of the patch could misread.
func quotePath(name string) string {
	if strings.IndexFunc(name, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r >= 0x7f }) < 0 {
		return name
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(name) {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// headerPath appends a tab to a path with spaces, so that a parser of the header
// finds its end.
func headerPath(name string) string {
	if strings.Contains(name, " ") && !strings.HasPrefix(name, `"`) {
		return name + "\t"
	}
	return name
}

// isBinary reports whether any of the contents is binary by git's rule: it has a
// NUL byte in its first 8000 bytes.
func isBinary(contents ...[]byte) bool {
	for _, data := range contents {
		for _, c := range data[:min(len(data), 8000)] {
			if c == 0 {
				return true
			}
		}
	}
	return false
}
