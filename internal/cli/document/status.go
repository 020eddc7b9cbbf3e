package document

import (
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/fleet"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
)

// Status is the state of services. A StatusWriter writes it piece by piece.
type Status struct {
	Header
	Services []StatusRow `json:"services"`
}

// StatusRow is the state of one service.
type StatusRow struct {
	Folder     string               `json:"folder"` // as it was given, and the path from there
	Pack       string               `json:"pack,omitempty"`
	Version    string               `json:"version,omitempty"`
	Answers    map[string]any       `json:"answers,omitempty"`
	Resources  []string             `json:"resources,omitempty"` // each is NAME FIELD...
	Update     string               `json:"update,omitempty"`    // the version of an available update
	Edited     []string             `json:"edited"`              // files that differ from what newsvc generated
	Deleted    []string             `json:"deleted"`
	Conflicts  []merge.FileConflict `json:"conflicts"`            // that are left
	Retracted  string               `json:"retracted,omitempty"`  // why the owner of the pack retracted its version
	Deprecated string               `json:"deprecated,omitempty"` // why the owner of the pack deprecated it
	Unreleased bool                 `json:"unreleased,omitempty"` // the pack is in no release: another machine may need --pack
	Waiting    string               `json:"unfinished,omitempty"` // a command that waits for newsvc continue
	Code       string               `json:"code,omitempty"`       // of the problem, as in a failure
	Problem    string               `json:"problem,omitempty"`    // why the rest isn't known
	Hint       string               `json:"hint,omitempty"`
}

func newStatusRow(s fleet.Status) StatusRow {
	row := StatusRow{
		Folder: s.Folder, Pack: s.Pack, Version: s.Version, Answers: s.Answers, Update: s.Update, Unreleased: s.Unreleased, Waiting: s.Unfinished,
		Retracted: s.Recall.Retracted, Deprecated: s.Recall.Deprecated,
		Edited: append([]string{}, s.Edited...), Deleted: append([]string{}, s.Deleted...), Conflicts: append([]merge.FileConflict{}, s.Conflicts...),
	}
	if s.Problem != nil {
		first := fault.All(s.Problem)[0]
		row.Code, row.Problem, row.Hint = first.Code, first.Error(), first.Hint
	}
	for _, r := range s.Resources {
		row.Resources = append(row.Resources, r.String())
	}
	return row
}

// needsAction reports whether the user has something to do.
func (r StatusRow) needsAction(strict bool) bool {
	drift := len(r.Edited)+len(r.Deleted) > 0
	return r.Update != "" || r.Retracted != "" || r.Waiting != "" || r.Problem != "" || len(r.Conflicts) > 0 || strict && drift
}

// StatusWriter writes the state of services as it comes.
type StatusWriter struct {
	Printer *Printer
	Page    bool // a page about one service instead of a table
	Strict  bool // drift needs action

	rows, todo int
}

// Add writes the state of a service.
func (w *StatusWriter) Add(s fleet.Status) error {
	row := newStatusRow(s)
	first := w.rows == 0
	w.rows++
	if row.needsAction(w.Strict) {
		w.todo++
	}
	switch {
	case w.Printer.JSON:
		return w.addJSON(row, first)
	case w.Page:
		return w.Printer.Say(row.page())
	}
	head := plain.Text{}
	if first {
		head = plain.Sprintf(statusLine, "SERVICE", "VERSION", "UPDATE", "EDITED", "DELETED", "CONFLICTS", "  NOTES")
	}
	return w.Printer.Say(head, row.line())
}

// addJSON writes a part of the document, which is never whole in memory.
func (w *StatusWriter) addJSON(row StatusRow, first bool) error {
	selected := w.Printer.selected()
	below, ok := selected["services"]
	if selected != nil && !ok {
		below = fields{}
	}
	text, err := indented(row, "    ", below)
	if err != nil {
		return err
	}
	head := ",\n    "
	if first {
		head = statusHead + "\n    "
	}
	return w.Printer.Write(head + text)
}

// End ends the output. It returns the failure of services that need action.
func (w *StatusWriter) End() error {
	switch {
	case w.Printer.JSON:
		text := "\n  ]\n}\n"
		if w.rows == 0 {
			text = statusHead + "]\n}\n"
		}
		if err := w.Printer.Write(text); err != nil {
			return err
		}
		w.Printer.emitted = true
	case w.rows == 0:
		w.Printer.Note("there is no service there")
	}
	switch {
	case w.todo == 0:
		return nil
	case w.rows == 1:
		return fault.ActionNeeded("to_do", "action is needed")
	}
	return fault.ActionNeeded("to_do", "action is needed in %d of %d services", w.todo, w.rows)
}

const statusHead = "{\n  \"schema\": \"newsvc/status\",\n  \"version\": 1,\n  \"services\": ["

const statusLine = "%-32s %-10s %-10s %6v %7v %9v%s\n"

// line is a row of the table.
func (r StatusRow) line() plain.Text {
	notes := r.Problem
	if r.Waiting != "" {
		notes = "unfinished: " + r.Waiting
	}
	if notes == "" && r.Unreleased {
		notes = "unreleased pack"
	}
	if notes = joined(notes, recallNote(r.Retracted, r.Deprecated)); notes != "" {
		notes = "  " + notes
	}
	return plain.Sprintf(statusLine, r.Folder, dash(r.Version), dash(r.Update), len(r.Edited), len(r.Deleted), len(r.Conflicts), notes)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// page is everything about one service.
func (r StatusRow) page() plain.Text {
	var b plain.Builder
	if r.Problem != "" {
		b.Printf("problem: %s\n", r.Problem)
		if r.Hint != "" {
			b.Printf("hint: %s\n", r.Hint)
		}
	}
	if r.Pack != "" {
		b.Printf("made with %s %s\n", r.Pack, r.Version)
	}
	b.Printf("%s", recallLines(r.Version, r.Retracted, r.Deprecated))
	if r.Unreleased {
		b.Printf("that pack is unreleased; on another machine, or with another newsvc, you may need --pack DIR\n")
	}
	if r.Update != "" {
		b.Printf("update available: %s\n", r.Update)
	}
	if r.Waiting != "" {
		b.Printf("unfinished: %s\n", r.Waiting)
	}
	for _, part := range []struct {
		word  string
		files []string
	}{{"conflict", conflictPaths(r.Conflicts)}, {"edited", r.Edited}, {"deleted", r.Deleted}} {
		for _, path := range part.files {
			b.Printf("%-8s  %s\n", part.word, path)
		}
	}
	if r.Problem == "" && len(r.Edited)+len(r.Deleted)+len(r.Conflicts) == 0 {
		b.Printf("as generated\n")
	}
	return b.Text()
}
