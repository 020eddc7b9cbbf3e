package pack

import (
	"slices"
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
	"join", "has", "first", "last", "rest", "initial", "list", "dict", "default", "quote", "indent", "nindent",
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
	// Tree calls, beside Functions, the four guards: see FuncStep. It is
	// shared and must not be changed.
	Tree *parse.Tree
	// Plain says that there is nothing in it but text and the plain values
	// of options.
	Plain bool

	options  []ref // .Options.NAME
	slots    []ref // slot "NAME"
	partials []ref // {{template "NAME"}}
	kinds    []ref // safe "KIND"
	whole    bool  // it looks at .Options as a whole
}

// ref is a name in a template, and its line.
type ref struct {
	name string
	line int
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
		s.blame(&ps, s.line(other.Root.Position()), "it defines a template, which belongs in a file of its own below partials/")
	}
	if len(ps) > 0 {
		return nil, ps
	}
	tree.Name, tree.ParseName = s.Path, s.Path
	t := &Template{Tree: tree, Plain: true}
	v := visitor{source: s, template: t, problems: &ps}
	v.list(tree.Root)
	v.checkRefs()
	guard(tree.Root)
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

// visitor finds out what a template refers to.
type visitor struct {
	source   *Source
	template *Template
	problems *problems
}

func (v *visitor) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		v.node(n)
	}
}

func (v *visitor) node(n parse.Node) {
	t := v.template
	switch n := n.(type) {
	case *parse.TextNode, *parse.CommentNode:
		return
	case *parse.ActionNode:
		t.Plain = t.Plain && isPlain(n.Pipe)
		v.pipe(n.Pipe)
		return
	case *parse.IfNode:
		v.branch(&n.BranchNode)
	case *parse.RangeNode:
		v.branch(&n.BranchNode)
	case *parse.WithNode:
		v.branch(&n.BranchNode)
	case *parse.TemplateNode:
		t.partials = append(t.partials, v.ref(n.Name, n))
		v.pipe(n.Pipe)
	}
	t.Plain = false
}

func (v *visitor) branch(b *parse.BranchNode) {
	v.pipe(b.Pipe)
	v.list(b.List)
	v.list(b.ElseList)
}

// isPlain reports whether a pipeline is .Options.NAME.
func isPlain(p *parse.PipeNode) bool {
	if len(p.Decl) > 0 || len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return false
	}
	f, ok := p.Cmds[0].Args[0].(*parse.FieldNode)
	return ok && len(f.Ident) == 2 && f.Ident[0] == "Options"
}

func (v *visitor) pipe(p *parse.PipeNode) {
	if p == nil {
		return
	}
	for i, c := range p.Cmds {
		v.command(c, i > 0)
	}
}

func (v *visitor) command(c *parse.CommandNode, piped bool) {
	args := c.Args
	if f, ok := args[0].(*parse.IdentifierNode); ok {
		args = args[1:]
		switch f.Ident {
		case "slot":
			name, ok := literal(args, 0)
			if !ok || len(args) != 1 || piped {
				v.fail(f, `slot takes the name of a slot in quotes: slot "NAME"`)
				return
			}
			v.template.slots = append(v.template.slots, v.ref(name, f))
			return
		case "safe":
			if kind, ok := literal(args, 0); ok {
				v.template.kinds = append(v.template.kinds, v.ref(kind, f))
			}
		case "index":
			if name, ok := literal(args, 1); ok && isOptions(args[0]) {
				v.template.options = append(v.template.options, v.ref(name, f))
				args = args[2:]
			}
		}
	}
	for _, a := range args {
		v.arg(a)
	}
}

func (v *visitor) arg(n parse.Node) {
	switch n := n.(type) {
	case *parse.PipeNode:
		v.pipe(n)
	case *parse.FieldNode:
		v.fields(n, n.Ident)
	case *parse.VariableNode:
		v.fields(n, n.Ident)
	case *parse.ChainNode:
		v.arg(n.Node)
		v.fields(n, n.Field)
	case *parse.DotNode:
		// The whole of the data, given to a partial, is looked at there.
	case *parse.IdentifierNode:
		if n.Ident == "slot" {
			v.fail(n, `slot takes the name of a slot in quotes: slot "NAME"`)
		}
	}
}

// fields notes the option in a chain of fields.
func (v *visitor) fields(n parse.Node, chain []string) {
	i := slices.Index(chain, "Options")
	switch {
	case i < 0:
	case i+1 < len(chain):
		v.template.options = append(v.template.options, v.ref(chain[i+1], n))
	default:
		v.template.whole = true
	}
}

func isOptions(n parse.Node) bool {
	switch n := n.(type) {
	case *parse.FieldNode:
		return n.Ident[len(n.Ident)-1] == "Options"
	case *parse.VariableNode:
		return n.Ident[len(n.Ident)-1] == "Options"
	default:
		return false
	}
}

func literal(args []parse.Node, i int) (string, bool) {
	if i >= len(args) {
		return "", false
	}
	s, ok := args[i].(*parse.StringNode)
	if !ok {
		return "", false
	}
	return s.Text, true
}

func (v *visitor) ref(name string, n parse.Node) ref { return ref{name, v.source.line(n.Position())} }

func (v *visitor) fail(n parse.Node, format string, args ...any) {
	v.source.blame(v.problems, v.source.line(n.Position()), format, args...)
}

// checkRefs refuses what the pack doesn't have.
func (v *visitor) checkRefs() {
	p, t := v.source.pack, v.template
	v.check(t.options, "option", p.optionNames())
	v.check(t.slots, "slot", p.slotNames())
	v.check(t.kinds, "kind of reserved words", sortedKeys(p.Manifest.Reserved))
	v.check(t.partials, "partial", sortedKeys(p.partials))
}

func (v *visitor) check(refs []ref, what string, known []string) {
	for _, r := range refs {
		if !slices.Contains(known, r.name) {
			v.source.blame(v.problems, r.line, "the pack has no %s %q", what, r.name)
			v.problems.suggest(r.name, known)
		}
	}
}

func (p *Pack) optionNames() []string {
	return names(p.Manifest.Options, func(o Option) string { return o.Name })
}

func (p *Pack) slotNames() []string {
	return names(p.Manifest.Slots, func(s Slot) string { return s.Name })
}

func names[T any](all []T, name func(T) string) []string {
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i] = name(v)
	}
	return texts
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
	for _, r := range refs {
		if !slices.Contains(all, r.name) {
			all = append(all, r.name)
		}
	}
	return all
}
