package pack

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"text/template/parse"
	"unicode/utf8"

	"github.com/newsvc/newsvc/internal/strict"
)

// Source is a file of a pack: a template, or a file to be copied.
type Source struct {
	Path     string // in the pack
	Data     []byte
	Template bool

	pack   *Pack
	isPath bool
	breaks []int // the ends of lines; computed when needed
	once   sync.Once
	parsed *Template
	found  strict.Problems
}

// Parse parses the template, unless that has been done. The error contains all problems.
// For a source that isn't a template, it returns nil, nil.
func (s *Source) Parse() (*Template, error) {
	if !s.Template {
		return nil, nil
	}
	s.once.Do(func() { s.parsed, s.found = parseTemplate(s) })
	return s.parsed, s.found.Err()
}

// report adds a problem on a line of the source, or in its path.
func (s *Source) report(ps *strict.Problems, line int, format string, args ...any) {
	if s.isPath {
		line, format = 0, "in its path: "+format
	}
	ps.Add(s.Path, line, format, args...)
}

// reportAt adds a problem at a position of the source.
func (s *Source) reportAt(ps *strict.Problems, at parse.Pos, format string, args ...any) {
	s.report(ps, s.line(at), format, args...)
	ps.Column(s.column(at))
}

// code returns the number of bytes of actions in a template.
func (s *Source) code() int {
	if !s.Template {
		return 0
	}
	left, right := []byte(s.pack.Manifest.Delims[0]), []byte(s.pack.Manifest.Delims[1])
	total := 0
	for rest := s.Data; ; {
		_, action, found := bytes.Cut(rest, left)
		if !found {
			return total
		}
		action, rest, _ = bytes.Cut(action, right)
		total += len(left) + len(action) + len(right)
	}
}

// line returns the line of a position.
func (s *Source) line(at parse.Pos) int {
	if s.breaks == nil {
		s.breaks = []int{}
		for i, c := range s.Data {
			if c == '\n' {
				s.breaks = append(s.breaks, i)
			}
		}
	}
	before, _ := slices.BinarySearch(s.breaks, int(at))
	return 1 + before
}

// column returns the column of a position, in characters.
func (s *Source) column(at parse.Pos) int {
	before := s.Data[:min(int(at), len(s.Data))]
	return 1 + utf8.RuneCount(before[1+bytes.LastIndexByte(before, '\n'):])
}

// checkBytes rejects bytes that a template must not contain.
func (s *Source) checkBytes(ps *strict.Problems) {
	if !s.Template {
		return
	}
	if i := bytes.IndexByte(s.Data, '\r'); i >= 0 {
		ps.Add(s.Path, s.line(parse.Pos(i)), "it has a carriage return, but lines of templates must end in LF")
	}
	if i := bytes.IndexByte(s.Data, 0); i >= 0 {
		ps.Add(s.Path, s.line(parse.Pos(i)), "it has a zero byte, but templates must be text")
	}
	if !utf8.Valid(s.Data) {
		ps.Add(s.Path, 0, "it is not UTF-8, but templates must be text")
	}
	if bytes.HasPrefix(s.Data, []byte("\uFEFF")) {
		ps.Add(s.Path, 1, "it begins with a byte order mark")
	}
}

// mustBeTemplate reports whether the go command would use a file of a pack as its own.
func mustBeTemplate(path string) bool {
	base := path[strings.LastIndexByte(path, '/')+1:]
	switch base {
	case "go.mod", "go.sum", "go.work", "go.work.sum":
		return true
	}
	return strings.HasSuffix(base, ".go")
}
