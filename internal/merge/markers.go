package merge

import (
	"bytes"
	"strings"
)

// HasMarkers reports whether a text contains conflict markers, newsvc's or git's.
func HasMarkers(data []byte) bool {
	for line := range bytes.Lines(data) {
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) {
			return true
		}
	}
	return false
}

// Sides are the labels of the versions in a conflict between the user and newsvc.
var Sides = [3]string{"yours", "as it was generated", "newsvc"}

// FileConflict is a file with conflicts that only the user can resolve.
type FileConflict struct {
	Path   string         `json:"path"`             // from the service's folder
	Reason string         `json:"reason,omitempty"` // why it is in conflict
	Parts  []ConflictPart `json:"parts"`            // in their order; none: the file has no markers, and stays as it is unless the user edits or deletes it
}

// ConflictPart is a part of a file between conflict markers.
type ConflictPart struct {
	First int    `json:"first"` // line, with the marker that begins the part; from 1
	Last  int    `json:"last"`  // line, with the marker that ends it
	Yours string `json:"yours"` // what the user's lines are
	Base  string `json:"base"`  // what they were when they were generated
	New   string `json:"new"`   // what newsvc or the other branch would have instead
}

// NewFileConflict returns the conflicts in a file's text.
func NewFileConflict(path string, data []byte) FileConflict {
	found := FileConflict{Path: path, Parts: []ConflictPart{}}
	var part *ConflictPart
	var side *string
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		switch marker := line[:min(7, len(line))]; {
		case marker == "<<<<<<<":
			part = &ConflictPart{First: n}
			side = &part.Yours
		case part == nil:
		case marker == "|||||||":
			side = &part.Base
		case marker == "=======" && strings.TrimSpace(line) == marker:
			side = &part.New
		case marker == ">>>>>>>":
			part.Last = n
			found.Parts = append(found.Parts, *part)
			part = nil
		default:
			*side += line
		}
	}
	return found
}

// NewFileConflict returns the conflicts in the file that the change writes.
func (c Change) NewFileConflict() FileConflict {
	found := FileConflict{Path: c.Path, Parts: []ConflictPart{}}
	if c.Writes() && c.After != nil {
		found = NewFileConflict(c.Path, c.After.Data)
	}
	found.Reason = c.Reason
	return found
}
