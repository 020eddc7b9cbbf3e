package pack

import (
	"encoding/binary"
	"text/template/parse"
)

// FuncText is called for every value that is printed, FuncText VALUE, and returns
// what is printed, which must not have a zero byte. A renderer provides it; templates
// can't name it.
const FuncText = "_text"

// Mark is what a parsed template tells the writer that it is run with:
// text/template can't be interrupted otherwise. A mark is a text that begins with a
// zero byte, which no template has.
type Mark struct {
	Kind MarkKind
	Cost int    // Step: the number of nodes in the list
	Line int    // Step: where the list begins
	Path string // Enter: the path of the partial in the pack
}

// MarkKind is what happens next when a template is run.
type MarkKind byte

// The kinds of marks.
const (
	NoMark MarkKind = iota
	Step            // a list of nodes begins, each time that it is run
	Enter           // a partial begins
	Leave           // a partial has ended
)

// MarkOf reads the mark that a written text is.
func MarkOf(text []byte) Mark {
	if len(text) < 2 || text[0] != 0 {
		return Mark{}
	}
	m := Mark{Kind: MarkKind(text[1])}
	switch m.Kind {
	case Step:
		cost, size := binary.Uvarint(text[2:])
		line, _ := binary.Uvarint(text[2+size:])
		m.Cost, m.Line = int(cost), int(line)
	case Enter:
		m.Path = string(text[2:])
	}
	return m
}

// node returns what writes the mark.
func (m Mark) node(pos parse.Pos) parse.Node {
	text := []byte{0, byte(m.Kind)}
	switch m.Kind {
	case Step:
		text = binary.AppendUvarint(binary.AppendUvarint(text, uint64(m.Cost)), uint64(m.Line))
	case Enter:
		text = append(text, m.Path...)
	}
	return &parse.TextNode{NodeType: parse.NodeText, Pos: pos, Text: text}
}

// guard puts marks into a list and all lists below it, and FuncText around what
// is printed.
func (s *Source) guard(l *parse.ListNode) {
	if l == nil {
		return
	}
	cost := 1
	nodes := make([]parse.Node, 1, len(l.Nodes)+1)
	for _, n := range l.Nodes {
		cost += size(n)
		switch n := n.(type) {
		case *parse.ActionNode:
			if len(n.Pipe.Decl) == 0 {
				n.Pipe.Cmds = append(n.Pipe.Cmds, call(n.Position(), FuncText))
			}
		case *parse.IfNode:
			s.guardBranch(&n.BranchNode)
		case *parse.RangeNode:
			s.guardBranch(&n.BranchNode)
		case *parse.WithNode:
			s.guardBranch(&n.BranchNode)
		case *parse.TemplateNode:
			enter := Mark{Kind: Enter, Path: s.pack.partials[n.Name].Path}
			nodes = append(nodes, enter.node(n.Position()), n, Mark{Kind: Leave}.node(n.Position()))
			continue
		}
		nodes = append(nodes, n)
	}
	nodes[0] = Mark{Kind: Step, Cost: cost, Line: s.line(l.Position())}.node(l.Position())
	l.Nodes = nodes
}

func (s *Source) guardBranch(b *parse.BranchNode) {
	s.guard(b.List)
	s.guard(b.ElseList)
}

// size counts the nodes that running n evaluates, those of the lists in it aside.
func size(n parse.Node) int {
	switch n := n.(type) {
	case *parse.ActionNode:
		return pipeSize(n.Pipe)
	case *parse.IfNode:
		return pipeSize(n.Pipe)
	case *parse.RangeNode:
		return pipeSize(n.Pipe)
	case *parse.WithNode:
		return pipeSize(n.Pipe)
	case *parse.TemplateNode:
		return pipeSize(n.Pipe)
	default:
		return 1
	}
}

func pipeSize(p *parse.PipeNode) int {
	if p == nil {
		return 1
	}
	total := 1
	for _, c := range p.Cmds {
		for _, a := range c.Args {
			switch a := a.(type) {
			case *parse.PipeNode:
				total += pipeSize(a)
			case *parse.ChainNode:
				total++
				if inner, ok := a.Node.(*parse.PipeNode); ok {
					total += pipeSize(inner)
				}
			default:
				total++
			}
		}
	}
	return total
}

func call(pos parse.Pos, name string) *parse.CommandNode {
	return &parse.CommandNode{
		NodeType: parse.NodeCommand, Pos: pos,
		Args: []parse.Node{parse.NewIdentifier(name).SetPos(pos)},
	}
}
