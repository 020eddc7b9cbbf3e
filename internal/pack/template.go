package pack

import (
	"strconv"
	"strings"
	"sync"
	"text/template/parse"

	"github.com/newsvc/newsvc/internal/strict"
)

// Functions lists the functions that templates can call.
var Functions = []string{
	// From text/template. index returns an error for missing elements.
	"and", "or", "not", "len", "index", "slice", "print", "println", "printf",
	"eq", "ne", "lt", "le", "gt", "ge",
	// From newsvc.
	"slot", "pascal", "camel", "kebab", "flat", "words", "safe",
	// From sprig, with the same names and meanings.
	"lower", "upper", "trim", "trimPrefix", "trimSuffix", "replace", "contains", "hasPrefix", "hasSuffix",
	"join", "has", "first", "last", "rest", "initial", "list", "append", "dict", "default", "quote", "indent", "nindent",
	"add", "sub", "mul", "max", "min", "ternary", "sortAlpha", "uniq", "without", "until",
}

// functionSet returns Functions in the form that the parser needs.
var functionSet = sync.OnceValue(func() map[string]any {
	set := map[string]any{}
	for _, name := range Functions {
		set[name] = name
	}
	return set
})

// Template is a parsed template, with what it refers to.
type Template struct {
	// Tree calls FuncText in addition to Functions, and contains marks: see Mark. It is
	// shared and must not be changed.
	Tree     *parse.Tree
	options  []ref // .Options.NAME
	slots    []ref // slot "NAME"
	partials []ref // {{template "NAME"}}
	kinds    []ref // safe "KIND"
	whole    bool  // it uses .Options as a whole
}

// ref is a name in a template, with its position.
type ref struct {
	name string
	pos  parse.Pos
}

// parseTemplate parses a source and checks it against the pack's manifest.
func parseTemplate(s *Source) (*Template, strict.Problems) {
	var ps strict.Problems
	tree := parse.New("t")
	defined := map[string]*parse.Tree{}
	delims := s.pack.Manifest.Delims
	if _, err := tree.Parse(string(s.Data), delims[0], delims[1], defined, functionSet()); err != nil {
		line, message := parseError(err)
		s.report(&ps, line, "%s", message)
		if rest, ok := strings.CutPrefix(message, `function "`); ok {
			name, _, _ := strings.Cut(rest, `"`)
			ps.Suggest(name, Functions)
		}
		return nil, ps
	}
	delete(defined, "t")
	for _, other := range defined {
		if ps.Full() {
			break
		}
		s.report(&ps, s.line(other.Root.Position()), "it defines a template, which must be a file below partials/ instead")
	}
	if len(ps) > 0 {
		return nil, ps
	}
	tree.Name, tree.ParseName = s.Path, s.Path
	t := &Template{Tree: tree}
	v := visitor{source: s, template: t, problems: &ps}
	v.list(tree.Root)
	v.checkRefs()
	if len(ps) == 0 {
		s.instrument(tree.Root)
	}
	return t, ps
}

// parseError extracts the line from the parser's error.
func parseError(err error) (line int, message string) {
	message = strings.TrimPrefix(err.Error(), "template: t:")
	if number, rest, ok := strings.Cut(message, ": "); ok {
		if n, err := strconv.Atoi(number); err == nil {
			return n, rest
		}
	}
	return 0, message
}

// Partials returns the names of the partials that the template calls.
func (t *Template) Partials() []string { return distinct(t.partials) }

// Slots returns the names of the slots that the template contains.
func (t *Template) Slots() []string { return distinct(t.slots) }

// Options returns the names of the options that the template itself uses. all is true if
// it uses all options.
func (t *Template) Options() (names []string, all bool) { return distinct(t.options), t.whole }

func distinct(refs []ref) []string {
	var all []string
	seen := map[string]bool{}
	for _, r := range refs {
		if !seen[r.name] {
			seen[r.name] = true
			all = append(all, r.name)
		}
	}
	return all
}
