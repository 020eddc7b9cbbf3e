package document

import (
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/plain"
)

// recallLines says what the owner of a service's pack says against its version.
func recallLines(version, retracted, deprecated string) plain.Text {
	var b plain.Builder
	if retracted != "" {
		b.Printf("%s is retracted: %s\n", version, retracted)
	}
	if deprecated != "" {
		b.Printf("the pack is deprecated: %s\n", deprecated)
	}
	return b.Text()
}

// recallNote is recallLines for a row of a table.
func recallNote(retracted, deprecated string) string {
	var notes []string
	if retracted != "" {
		notes = append(notes, "retracted: "+retracted)
	}
	if deprecated != "" {
		notes = append(notes, "deprecated: "+deprecated)
	}
	return joined(notes...)
}

// joined joins the notes of a row that aren't empty.
func joined(notes ...string) string {
	return strings.Join(slices.DeleteFunc(notes, func(n string) bool { return n == "" }), "; ")
}
