package pack

import (
	"slices"
	"text/template/parse"

	"github.com/newsvc/newsvc/internal/strict"
)

// visitor collects what a template refers to.
type visitor struct {
	source   *Source
	template *Template
	problems *strict.Problems
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
	switch n := n.(type) {
	case *parse.ActionNode:
		v.pipe(n.Pipe)
	case *parse.IfNode:
		v.branch(&n.BranchNode)
	case *parse.RangeNode:
		v.branch(&n.BranchNode)
	case *parse.WithNode:
		v.branch(&n.BranchNode)
	case *parse.TemplateNode:
		v.template.partials = append(v.template.partials, v.ref(n.Name, n))
		v.pipe(n.Pipe)
	}
}

func (v *visitor) branch(b *parse.BranchNode) {
	v.pipe(b.Pipe)
	v.list(b.List)
	v.list(b.ElseList)
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
				v.fail(f, `slot needs the name of a slot in quotes: slot "NAME"`)
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
		// If all data is passed to a partial, the partial's own references count.
	case *parse.IdentifierNode:
		if n.Ident == "slot" {
			v.fail(n, `slot needs the name of a slot in quotes: slot "NAME"`)
		}
	}
}

// fields records the option in a chain of fields.
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

func (v *visitor) ref(name string, n parse.Node) ref { return ref{name, n.Position()} }

func (v *visitor) fail(n parse.Node, format string, args ...any) {
	v.source.reportAt(v.problems, n.Position(), format, args...)
}

// checkRefs rejects references to what the pack doesn't have.
func (v *visitor) checkRefs() {
	p, t := v.source.pack, v.template
	v.check(t.options, "option", p.optionNames, func(name string) bool { return p.Manifest.Option(name) != nil })
	v.check(t.slots, "slot", p.slotNames, func(name string) bool { return p.Manifest.Slot(name) != nil })
	v.check(t.kinds, "kind of reserved words", func() []string { return sortedKeys(p.Manifest.Reserved) }, func(name string) bool {
		_, ok := p.Manifest.Reserved[name]
		return ok
	})
	v.check(t.partials, "partial", func() []string { return sortedKeys(p.partials) }, func(name string) bool { return p.partials[name] != nil })
}

func (v *visitor) check(refs []ref, what string, names func() []string, there func(name string) bool) {
	for _, r := range refs {
		if !there(r.name) {
			v.source.reportAt(v.problems, r.pos, "the pack has no %s %q", what, r.name)
			v.problems.Suggest(r.name, names())
		}
	}
}
