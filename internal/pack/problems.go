package pack

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

// problems collects the problems of a pack, so that all are reported at once.
type problems []problem

type problem struct {
	path    string // in the pack
	line    int    // 0 for the whole file
	message string
	hint    string
}

func (ps *problems) add(path string, line int, format string, args ...any) {
	if !ps.full() {
		*ps = append(*ps, problem{path: path, line: line, message: fmt.Sprintf(format, args...)})
	}
}

// full reports whether there are enough problems to stop looking for more.
func (ps *problems) full() bool { return len(*ps) >= maxCollected }

// hint adds a hint to the last problem.
func (ps *problems) hint(format string, args ...any) {
	if !ps.full() {
		(*ps)[len(*ps)-1].hint = fmt.Sprintf(format, args...)
	}
}

// maxKnown is the maximum number of words that a hint lists.
const maxKnown = 16

// suggest adds a hint to the last problem: the known word that is closest to typed, or all
// of them if none is close and they are few.
func (ps *problems) suggest(typed string, known []string) {
	if ps.full() {
		return
	}
	if near := fault.Nearest(typed, known); near != "" {
		ps.hint("did you mean %s?", near)
	} else if len(known) > 0 && len(known) <= maxKnown {
		ps.hint("known: %s", list(known))
	}
}

// err returns all problems, those of pack.yaml first, as an errors.Join of *fault.Error, or
// nil.
func (ps problems) err() error {
	slices.SortStableFunc(ps, func(a, b problem) int {
		return cmp.Or(
			cmp.Compare(rank(a.path), rank(b.path)), cmp.Compare(a.path, b.path), cmp.Compare(a.line, b.line), cmp.Compare(a.message, b.message))
	})
	full := ps.full()
	ps = slices.Compact(ps)
	var all []error
	for _, p := range ps[:min(len(ps), maxProblems)] {
		all = append(all, p.fault())
	}
	if more := len(ps) - maxProblems; full {
		all = append(all, Problem("many more problems"))
	} else if more > 0 {
		all = append(all, Problem("%d more problems", more))
	}
	return errors.Join(all...)
}

func (p problem) fault() error {
	where := p.path
	if p.line > 0 {
		where = fmt.Sprintf("%s:%d", p.path, p.line)
	}
	return Problem("%s: %s", where, p.message).WithHint("%s", printable(p.hint))
}

// maxMessage is the maximum length of a message, which may quote untrusted text.
const maxMessage = 400

// Problem returns an error in a pack. Its message is one line without control characters.
func Problem(format string, args ...any) *fault.Error {
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
func rank(path string) int {
	if path == manifestPath {
		return 0
	}
	return 1
}

// list formats words as a list in a sentence.
func list(words []string) string { return strings.Join(words, ", ") }
