package revise

import (
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

// CommandLine returns the line that a command was typed as.
func (p *Plan) CommandLine(command []string) string {
	return system.CommandLine(p.host.Env.OS, command...)
}

// Next returns the commands to type after the change, which a command makes. dryRun says
// that it was only shown.
func (p *Plan) Next(command []string, dryRun bool) []system.Command {
	switch {
	case dryRun && len(p.Result.Changes) > 0:
		return service.CommandsIn(".", command)
	case dryRun:
		return []system.Command{}
	case len(p.Result.Conflicts()) > 0:
		return service.CommandsIn(p.Root, service.StatusCommand, service.ContinueCommand)
	}
	var written []string
	for _, c := range p.Result.Writes() {
		written = append(written, c.Path)
	}
	return p.host.AfterChange(p.Root, p.CommandLine(command), written, p.StalesVendor(), p.RootCopies())
}
