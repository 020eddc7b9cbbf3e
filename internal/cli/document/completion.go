package document

// Completion is a script for a shell.
type Completion struct {
	Header
	Shell  string `json:"shell"`
	Script string `json:"script"`
}

func (d Completion) print(p *Printer) error { return p.Write(d.Script) }
