package merge

import (
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/tree"
)

// AppendLines changes what happens to a list of lines that belongs to the user, such as
// .gitignore: the lines that newsvc's new version has, and that neither its old version
// nor the user's file has, are added at the end of the user's file. A nil base has no
// lines.
func (c Change) AppendLines(base *tree.File) Change {
	if c.Action != Keep || c.Before == nil || c.Before.Unread || c.Next == nil {
		return c
	}
	known := entries(c.Before)
	if base != nil {
		known = append(known, entries(base)...)
	}
	var missing []string
	for _, line := range entries(c.Next) {
		if !slices.Contains(known, line) && !strings.HasPrefix(line, "#") {
			missing = append(missing, line)
			known = append(known, line)
		}
	}
	if len(missing) == 0 {
		return c
	}
	newline := "\n"
	if ending(lines(c.Before.Data), 0) == "\r\n" {
		newline = "\r\n"
	}
	text := string(c.Before.Data)
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += newline
	}
	text += strings.Join(missing, newline) + newline
	c.Action, c.After = Merge, &tree.File{Data: []byte(text), Exec: c.Before.Exec}
	c.Reason = "yours; newsvc adds " + strings.Join(missing, ", ")
	return c
}

// entries returns the lines of a list, without the empty ones.
func entries(f *tree.File) []string {
	return slices.DeleteFunc(strings.Split(strings.ReplaceAll(string(f.Data), "\r\n", "\n"), "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}
