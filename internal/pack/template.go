package pack

import (
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

// Functions are what templates may call; nothing else is.
var Functions = []string{
	// Of text/template; eq, ne, lt, le, gt and ge compare, index fails where nothing is.
	"and", "or", "not", "len", "index", "slice", "print", "println", "printf",
	"eq", "ne", "lt", "le", "gt", "ge",
	// Of newsvc.
	"slot", "pascal", "camel", "kebab", "flat", "words", "safe",
	// Of sprig, by its names and meanings.
	"lower", "upper", "trim", "trimPrefix", "trimSuffix", "replace", "contains", "hasPrefix", "hasSuffix",
	"join", "has", "first", "last", "rest", "initial", "list", "append", "dict", "default", "quote", "indent", "nindent",
	"add", "sub", "mul", "max", "min", "ternary", "sortAlpha", "uniq", "without", "until",
}

// functionSet has Functions in the form that the parser takes.
var functionSet = sync.OnceValue(func() map[string]any {
	set := map[string]any{}
	for _, name := range Functions {
		set[name] = name
	}
	return set
})

// Template is a parsed template and what it refers to.
type Template struct {
	// Tree calls FuncText, beside Functions, and has marks: see Mark. It is
	// shared and must not be changed.
	Tree     *parse.Tree
	options  []ref // .Options.NAME
	slots    []ref // slot "NAME"
	partials []ref // {{template "NAME"}}
	kinds    []ref // safe "KIND"
	whole    bool  // it looks at .Options as a whole
}

// ref is a name in a template, and where it stands.
type ref struct {
	name string
	pos  parse.Pos
}

// parseTemplate parses a source and holds it to the pack's manifest.
func parseTemplate(s *Source) (*Template, problems) {
	var ps problems
	tree := parse.New("t")
	defined := map[string]*parse.Tree{}
	delims := s.pack.Manifest.Delims
	if _, err := tree.Parse(string(s.Data), delims[0], delims[1], defined, functionSet()); err != nil {
		line, message := parseError(err)
		s.blame(&ps, line, "%s", message)
		return nil, ps
	}
	delete(defined, "t")
	for _, other := range defined {
		if ps.full() {
			break
		}
		s.blame(&ps, s.line(other.Root.Position()), "it defines a template, which belongs in a file of its own below partials/")
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
		s.guard(tree.Root)
	}
	return t, ps
}

// parseError takes the line out of the parser's error.
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

// Slots returns the names of the slots that the template holds.
func (t *Template) Slots() []string { return distinct(t.slots) }

// Options returns the names of the options that the template looks at itself;
// all is true when it looks at all of them.
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
