package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// document is a command's result: what --json prints, and its text.
type document interface {
	// print prints the result for the user who reads it.
	print(a *app) error
}

// emit prints a command's result, as its one document or as text.
func (a *app) emit(doc document) error {
	var err error
	if a.json {
		err = a.printJSON(doc)
	} else {
		err = doc.print(a)
	}
	a.emitted = err == nil
	return err
}

// header is the beginning of every JSON document.
type header struct {
	Schema  string `json:"schema"`  // newsvc/COMMAND
	Version int    `json:"version"` // of the schema: it grows when a field changes its meaning or is removed
}

// failureDocument is the JSON of a command that failed, whatever the command.
type failureDocument struct {
	header
	ExitCode int       `json:"exit_code"`
	Errors   []failure `json:"errors"`
}

type failure struct {
	Code     string `json:"code"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	ExitCode int    `json:"exit_code"`
}

// fail reports every failure within err, as a document or as text. Once the
// command has printed its document, that says already what action is needed, and
// there is no second document.
func (a *app) fail(err error) {
	all := fault.All(err)
	if a.json && a.emitted && fault.ExitCode(err) == fault.ExitActionNeeded {
		return
	}
	if !a.json || a.emitted {
		for _, e := range all {
			fmt.Fprint(a.io.Err, lines(e))
		}
		return
	}
	doc := failureDocument{header: header{"newsvc/failure", 1}, ExitCode: fault.ExitCode(err)}
	for _, e := range all {
		doc.Errors = append(doc.Errors, failure{Code: e.Code, Message: e.Error(), Hint: e.Hint, ExitCode: e.Exit})
	}
	if err := a.printJSON(doc); err != nil {
		fmt.Fprint(a.io.Err, lines(fault.All(err)[0]))
	}
}

// lines is a failure for the user: what is wrong, and what to do about it.
func lines(e *fault.Error) plain.Text {
	var b plain.Builder
	b.Printf("newsvc: %s\n", e.Text())
	if e.Hint != "" {
		b.Printf("hint: %s\n", e.Hint)
	}
	return b.Text()
}

// printJSON writes a command's result as its one document.
func (a *app) printJSON(doc any) error {
	text, err := indented(doc, "")
	if err != nil {
		return err
	}
	return a.write(text + "\n")
}

// indented is a value as JSON, whose lines but the first begin with prefix.
func indented(doc any, prefix string) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	if err := enc.Encode(doc); err != nil {
		return "", fault.Failed("output", "write the result as JSON").WithCause(err)
	}
	return plain.JSON(strings.TrimSuffix(b.String(), "\n")), nil
}
