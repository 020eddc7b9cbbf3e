package pack

import "text/template/parse"

// FuncText is called for every value that is printed, FuncText VALUE, and returns
// what is printed. A renderer provides it; templates can't name it.
const FuncText = "_text"

// Mark is what a parsed template tells the writer that it is run with:
// text/template can't be interrupted otherwise. A mark is a text without bytes.
type Mark int

// The marks.
const (
	NoMark Mark = iota
	Step        // a list of nodes begins, each time that it is run
	Enter       // a partial begins
	Leave       // a partial has ended
)

// maxCost is the most nodes that a step can count, which no renderer allows a file.
const maxCost = 1 << 17

// What marks point to: nothing else does.
var (
	stepText             [maxCost]byte // a step's capacity is its cost
	enterText, leaveText [1]byte
)

// MarkOf returns the mark that a text of no bytes is; cost is the number of nodes
// that a Step is for.
func MarkOf(text []byte) (mark Mark, cost int) {
	if len(text) > 0 || cap(text) == 0 {
		return NoMark, 0
	}
	switch &text[:1][0] {
	case &stepText[0]:
		return Step, cap(text)
	case &enterText[0]:
		return Enter, 0
	case &leaveText[0]:
		return Leave, 0
	}
	return NoMark, 0
}

func markNode(pos parse.Pos, text []byte) parse.Node {
	return &parse.TextNode{NodeType: parse.NodeText, Pos: pos, Text: text[:0]}
}

// guard puts marks into a list and all lists below it, and FuncText around what
// is printed.
func guard(l *parse.ListNode) {
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
			guardBranch(&n.BranchNode)
		case *parse.RangeNode:
			guardBranch(&n.BranchNode)
		case *parse.WithNode:
			guardBranch(&n.BranchNode)
		case *parse.TemplateNode:
			nodes = append(nodes, markNode(n.Position(), enterText[:]), n, markNode(n.Position(), leaveText[:]))
			continue
		}
		nodes = append(nodes, n)
	}
	nodes[0] = markNode(l.Position(), stepText[:min(cost, maxCost):min(cost, maxCost)])
	l.Nodes = nodes
}

func guardBranch(b *parse.BranchNode) {
	guard(b.List)
	guard(b.ElseList)
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
