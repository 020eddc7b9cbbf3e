package revise

// Next returns the commands to type after the change, which a command makes. dryRun says
// that it was only shown.
func (p *Plan) Next(command string, dryRun bool) []string {
	switch {
	case dryRun && len(p.Result.Changes) > 0:
		return []string{command}
	case dryRun:
		return []string{}
	case len(p.Result.Conflicts()) > 0:
		return p.host.InFolder(p.Root, "newsvc status", "newsvc continue")
	}
	var written []string
	for _, c := range p.Result.Writes() {
		written = append(written, c.Path)
	}
	return p.host.AfterChange(p.Root, command, written, p.StalesVendor(), p.RootCopies())
}
