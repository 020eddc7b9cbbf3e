package pack

import (
	"bytes"
	"strings"
	"sync"
	"unicode/utf8"
)

// Source is a file of a pack: copied as it is, or a template.
type Source struct {
	Path     string // in the pack
	Data     []byte
	Template bool

	pack   *Pack
	once   sync.Once
	parsed *Template
	found  problems
}

// Parse returns the template, parsed at most once, or every problem in it. A
// source that is no template has none: it returns nil, nil.
func (s *Source) Parse() (*Template, error) {
	if !s.Template {
		return nil, nil
	}
	s.once.Do(func() { s.parsed, s.found = parseTemplate(s) })
	return s.parsed, s.found.err()
}

// checkBytes refuses what can't be a template's text.
func (s *Source) checkBytes(ps *problems) {
	if !s.Template {
		return
	}
	line := func(i int) int { return 1 + bytes.Count(s.Data[:i], []byte("\n")) }
	if i := bytes.IndexByte(s.Data, '\r'); i >= 0 {
		ps.add(s.Path, line(i), "it has a carriage return, and templates end their lines with LF alone")
	}
	if i := bytes.IndexByte(s.Data, 0); i >= 0 {
		ps.add(s.Path, line(i), "it has a zero byte, and templates are text")
	}
	if !utf8.Valid(s.Data) {
		ps.add(s.Path, 0, "it is not UTF-8, and templates are text")
	}
	if bytes.HasPrefix(s.Data, []byte("\uFEFF")) {
		ps.add(s.Path, 1, "it begins with a byte order mark")
	}
}

// mustBeTemplate reports whether the go command would take a file of a pack
// for its own.
func mustBeTemplate(path string) bool {
	base := path[strings.LastIndexByte(path, '/')+1:]
	switch base {
	case "go.mod", "go.sum", "go.work", "go.work.sum":
		return true
	}
	return strings.HasSuffix(base, ".go")
}
