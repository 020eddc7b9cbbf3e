package pack

import "text/template/parse"

// The guards that every parsed template calls, because text/template can't be
// interrupted otherwise. A renderer provides them; templates can't name them.
const (
	FuncStep  = "_step"  // FuncStep COST: at the start of every list of nodes, each time that it is run. COST is the number of nodes in it. Yields ""
	FuncEnter = "_enter" // before a partial. Yields ""
	FuncLeave = "_leave" // after a partial. Yields ""
	FuncText  = "_text"  // FuncText VALUE: every value that is printed goes through it. Yields what is printed
)

// guard puts the guards into a list and all lists below it.
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
			nodes = append(nodes, action(n.Position(), FuncEnter), n, action(n.Position(), FuncLeave))
			continue
		}
		nodes = append(nodes, n)
	}
	nodes[0] = action(l.Position(), FuncStep, cost)
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

// action is {{NAME ARG…}} without a tree, so that an error in it is told with
// the position in the template that is run.
func action(pos parse.Pos, name string, args ...int) *parse.ActionNode {
	command := call(pos, name)
	for _, n := range args {
		command.Args = append(command.Args, &parse.NumberNode{
			NodeType: parse.NodeNumber, Pos: pos, IsInt: true, Int64: int64(n), Text: "0",
		})
	}
	return &parse.ActionNode{
		NodeType: parse.NodeAction, Pos: pos,
		Pipe: &parse.PipeNode{NodeType: parse.NodePipe, Pos: pos, Cmds: []*parse.CommandNode{command}},
	}
}

func call(pos parse.Pos, name string) *parse.CommandNode {
	return &parse.CommandNode{
		NodeType: parse.NodeCommand, Pos: pos,
		Args: []parse.Node{parse.NewIdentifier(name).SetPos(pos)},
	}
}
