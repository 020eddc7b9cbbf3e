package cli

import (
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// interruptedAfter is an interruption after the files were written.
func interruptedAfter(done *initDocument) error {
	e := fault.Interrupted()
	e.Message = "interrupted; the service is written in " + plain.Line(done.shown)
	return e
}

// gitResult says what git did for a new service, and why it didn't do the rest.
type gitResult struct {
	Initialized bool   `json:"initialized"`
	Committed   bool   `json:"committed"`
	Reason      string `json:"reason,omitempty"` // why not
}

// line says it to the user.
func (g gitResult) line() string {
	switch {
	case g.Committed:
		return "git: a repository with a first commit"
	case g.Initialized:
		return "git: a repository without a commit: " + g.Reason
	}
	return "git: skipped: " + g.Reason
}

// runningDocument is where a service answers.
type runningDocument struct {
	URL    string `json:"url"`
	Health string `json:"health"`
	Docs   string `json:"docs,omitempty"`
}

// lines are the addresses for the user.
func (r runningDocument) lines() plain.Text {
	var b plain.Builder
	b.Printf("running at %s (Ctrl-C stops it)\n  health  %s\n", r.URL, r.Health)
	if r.Docs != "" {
		b.Printf("  docs    %s\n", r.Docs)
	}
	return b.Text()
}
