// Package document has what newsvc's commands print: a document for each, which
// --json prints as it is, and its text for the user.
package document

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/system"
)

// Printer prints the result of a command, and what else the user should know.
type Printer struct {
	Out, Err io.Writer
	Args     []string   // with which the command was started, without the program's name
	JSON     bool       // one document instead of text
	Fields   []string   // of the document; none: all
	Width    func() int // the number of columns that a line may have
	OS       string     // whose shell the user types in
	Terminal bool       // Err is a terminal, which would break long lines within words

	emitted bool // the command has printed its result
}

// Document is a command's result: what --json prints, and its text.
type Document interface {
	// print prints the result for the user who reads it.
	print(p *Printer) error
}

// Emit prints a command's result, as its one document or as text.
func (p *Printer) Emit(doc Document) error {
	var err error
	if p.JSON {
		err = p.printJSON(doc, p.selected())
	} else {
		err = doc.print(p)
	}
	p.emitted = err == nil
	return err
}

// Header is the beginning of every JSON document.
type Header struct {
	Schema  string `json:"schema"`  // newsvc/COMMAND
	Version int    `json:"version"` // of the schema: it grows when a field changes its meaning or is removed
}

// NewHeader returns the header of a kind of document.
func NewHeader(kind string) Header { return Header{"newsvc/" + kind, 1} }

// Fail reports every failure within err, as a document or as text. Once the
// command has printed its document, that says already what action is needed, and
// there is no second document.
func (p *Printer) Fail(err error) {
	all := fault.All(err)
	if p.JSON && p.emitted && fault.ExitCode(err) == fault.ExitActionNeeded {
		return
	}
	if !p.JSON || p.emitted {
		for _, e := range all {
			fmt.Fprint(p.Err, p.lines(e))
		}
		return
	}
	doc := Failure{Header: NewHeader("failure"), ExitCode: fault.ExitCode(err)}
	for _, e := range all {
		doc.Errors = append(doc.Errors, p.newFailure(e))
	}
	if err := p.printJSON(doc, nil); err != nil {
		fmt.Fprint(p.Err, p.lines(fault.All(err)[0]))
	}
}

// lines is a failure for the user: what is wrong, and what to do about it. In a terminal,
// what is wrong is broken between words. The hint is not, because it may be a command.
func (p *Printer) lines(e *fault.Error) plain.Text {
	var b plain.Builder
	for line := range strings.SplitSeq("newsvc: "+e.Text().String(), "\n") {
		if p.Terminal && len([]rune(line)) > p.Width() {
			writeWrapped(&b, line, "", p.Width())
			continue
		}
		b.Printf("%s\n", plain.Printable(line))
	}
	if e.Hint != "" {
		b.Printf("hint: %s\n", e.Hint)
	}
	return b.Text()
}

// selected are the selected fields of a document, or nil for all.
func (p *Printer) selected() fields {
	if len(p.Fields) == 0 {
		return nil
	}
	return parseFields(append([]string{"schema", "version"}, p.Fields...))
}

// printJSON writes a command's result as its one document.
func (p *Printer) printJSON(doc any, selected fields) error {
	text, err := indented(doc, "", selected)
	if err != nil {
		return err
	}
	return p.Write(text + "\n")
}

// indented is the selected part of a value as JSON, whose lines but the first begin with
// prefix.
func indented(doc any, prefix string, selected fields) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(doc)
	data := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if err == nil && selected != nil {
		data, err = selectFields(data, selected)
	}
	var text bytes.Buffer
	if err = cmp.Or(err, json.Indent(&text, data, prefix, "  ")); err != nil {
		return "", fault.Failed("output", "write the result as JSON").WithCause(err)
	}
	return plain.JSON(text.String()), nil
}

// Say prints a result that only the user reads.
func (p *Printer) Say(texts ...plain.Text) error {
	var all strings.Builder
	for _, text := range texts {
		all.WriteString(text.String())
	}
	return p.Write(all.String())
}

// Write writes a result as it is: text for a terminal comes from say; documents,
// patches and scripts follow their own rules. A result that can't be written is
// a failure, because a full disk must not look like success.
func (p *Printer) Write(text string) error {
	if _, err := io.WriteString(p.Out, text); err != nil {
		return fault.Failed("output", "write the result").WithCause(err)
	}
	return nil
}

// Note tells the user what is going on, on standard error.
func (p *Printer) Note(format string, args ...any) {
	plain.Harmless(args)
	fmt.Fprintf(p.Err, format+"\n", args...)
}

// nextSteps says what to type next, if anything.
func (p *Printer) nextSteps(commands []system.Command) plain.Text {
	var b plain.Builder
	for i, line := range system.CommandLines(p.OS, commands) {
		if i == 0 {
			b.Printf("\nnext:\n")
		}
		b.Printf("  %s\n", line)
	}
	return b.Text()
}

// OrWord returns s, or the word for an empty s.
func OrWord(s, word string) string {
	if s == "" {
		return word
	}
	return s
}
