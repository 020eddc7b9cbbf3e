package document

import (
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// InterruptedAfter is an interruption after the files were written.
func InterruptedAfter(done *Init) error {
	e := fault.Interrupted()
	e.Message = "interrupted; the service is written in " + plain.Line(done.Shown)
	return e
}

// Git says what git did for a new service, and why it didn't do the rest.
type Git struct {
	Initialized bool   `json:"initialized"`
	Committed   bool   `json:"committed"`
	Reason      string `json:"reason,omitempty"` // why not
}

// line says it to the user.
func (g Git) line() string {
	switch {
	case g.Committed:
		return "git: a repository with a first commit"
	case g.Initialized:
		return "git: a repository without a commit: " + g.Reason
	}
	return "git: skipped: " + g.Reason
}

// Running is where a service answers.
type Running struct {
	URL    string `json:"url"`
	Health string `json:"health"`
	Docs   string `json:"docs,omitempty"`
}

// lines are the addresses for the user.
func (r Running) lines() plain.Text {
	var b plain.Builder
	b.Printf("running at %s (Ctrl-C stops it)\n  health  %s\n", r.URL, r.Health)
	if r.Docs != "" {
		b.Printf("  docs    %s\n", r.Docs)
	}
	return b.Text()
}
