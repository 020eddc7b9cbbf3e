package strict

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// maxProblems is the maximum number of problems that are reported.
const maxProblems = 50

// maxCollected is the maximum number of problems that are collected.
const maxCollected = 4 * maxProblems

// Problems collects the problems of a pack, so that all are reported at once.
type Problems []problem

type problem struct {
	path    string // in the pack
	line    int    // 0 for the whole file
	column  int    // in characters, from 1; 0 if it isn't known
	word    string // what is wrong there, if that is known
	message string
	hint    string
}

// Add adds a problem in a line of a file, or in the whole file for line 0.
func (ps *Problems) Add(path string, line int, format string, args ...any) {
	if !ps.Full() {
		*ps = append(*ps, problem{path: path, line: line, message: fmt.Sprintf(format, args...)})
	}
}

// Full reports whether there are enough problems to stop looking for more.
func (ps *Problems) Full() bool { return len(*ps) >= maxCollected }

// Hint adds a hint to the last problem.
func (ps *Problems) Hint(format string, args ...any) {
	if !ps.Full() {
		(*ps)[len(*ps)-1].hint = fmt.Sprintf(format, args...)
	}
}

// Column adds a column to the last problem.
func (ps *Problems) Column(column int) {
	if !ps.Full() {
		(*ps)[len(*ps)-1].column = column
	}
}

// maxKnown is the maximum number of words that a hint lists.
const maxKnown = 16

// Suggest adds a hint to the last problem: the known word that is closest to typed, or all
// of them if none is close and they are few.
func (ps *Problems) Suggest(typed string, known []string) {
	if ps.Full() {
		return
	}
	(*ps)[len(*ps)-1].word = typed
	if near := fault.Nearest(typed, known); near != "" {
		ps.Hint("did you mean %s?", near)
	} else if len(known) > 0 && len(known) <= maxKnown {
		ps.Hint("known: %s", strings.Join(known, ", "))
	}
}

// Err returns all problems, those of files at the top of the pack first, as an errors.Join of
// *fault.Error, or nil.
func (ps Problems) Err() error {
	slices.SortStableFunc(ps, func(a, b problem) int {
		return cmp.Or(
			cmp.Compare(rank(a.path), rank(b.path)), cmp.Compare(a.path, b.path), cmp.Compare(a.line, b.line), cmp.Compare(a.message, b.message))
	})
	full := ps.Full()
	ps = slices.Compact(ps)
	var all []error
	for _, p := range ps[:min(len(ps), maxProblems)] {
		all = append(all, p.fault())
	}
	if more := len(ps) - maxProblems; full {
		all = append(all, Fault("many more problems"))
	} else if more > 0 {
		all = append(all, Fault("%d more problems", more))
	}
	return errors.Join(all...)
}

func (p problem) fault() error {
	err := FaultAt(fault.Position{File: p.path, Line: p.line, Column: p.column, Word: p.word}, "%s", p.message)
	return err.WithHint("%s", printable(p.hint))
}

// FaultAt is Fault with a place in the pack, which the message begins with.
func FaultAt(at fault.Position, format string, args ...any) *fault.Error {
	err := Fault("%s: %s", at, fmt.Sprintf(format, args...))
	err.At = &at
	return err
}

// maxMessage is the maximum length of a message, which may quote untrusted text.
const maxMessage = 400

// Fault returns an error in a pack. Its message is one line without control characters.
func Fault(format string, args ...any) *fault.Error {
	return fault.Usage("bad_pack", "%s", printable(fmt.Sprintf(format, args...)))
}

func printable(s string) string {
	all := []rune(plain.Line(s))
	if len(all) > maxMessage {
		all = append(all[:maxMessage], '…')
	}
	return string(all)
}

// rank sorts the manifest before everything else.
func rank(path string) int { return min(strings.Count(path, "/"), 1) }
