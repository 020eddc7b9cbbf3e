package pack

import (
	"encoding/binary"
	"text/template/parse"
)

// FuncText is the function that every printed value is passed to. It returns the text to
// print, which must not contain a zero byte. The renderer provides it. Templates can't
// call it themselves.
const FuncText = "_text"

// Mark is a message from a running template to the writer of its output, which can stop
// the template by returning an error; text/template can't be interrupted in another way.
// A mark is a text that begins with a zero byte, which no template contains.
type Mark struct {
	Kind MarkKind
	Cost int    // of a Step: the number of nodes in the list
	Line int    // of a Step: the line where the list begins
	Path string // of an Enter: the path of the partial in the pack
}

// MarkKind says what the template does next.
type MarkKind byte

// The kinds of marks.
const (
	NoMark MarkKind = iota
	Step            // it executes a list of nodes
	Enter           // it enters a partial
	Leave           // it has left a partial
)

// MarkOf parses the mark in a written text.
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

// node returns a template node that writes the mark.
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

// instrument adds marks to a list and all lists below it, and passes printed values to
// FuncText.
func (s *Source) instrument(l *parse.ListNode) {
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
			s.instrumentBranch(&n.BranchNode)
		case *parse.RangeNode:
			s.instrumentBranch(&n.BranchNode)
		case *parse.WithNode:
			s.instrumentBranch(&n.BranchNode)
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

func (s *Source) instrumentBranch(b *parse.BranchNode) {
	s.instrument(b.List)
	s.instrument(b.ElseList)
}

// size counts the nodes that executing n evaluates, without those in its lists.
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
