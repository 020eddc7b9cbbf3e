package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// document is the head of every JSON document.
type document struct {
	Schema  string `json:"schema"`  // newsvc/COMMAND
	Version int    `json:"version"` // of the schema: it grows when a field changes its meaning or goes
}

// failureDocument is the JSON of a command that failed, whatever the command.
type failureDocument struct {
	document
	ExitCode int       `json:"exit_code"`
	Errors   []failure `json:"errors"`
}

type failure struct {
	Code     string `json:"code"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	ExitCode int    `json:"exit_code"`
}

// fail reports every failure within err: as a document where one was asked
// for, else as lines for a person.
func (a *app) fail(err error) {
	all := fault.All(err)
	if !a.json {
		for _, e := range all {
			fmt.Fprint(a.io.Err, lines(e))
		}
		return
	}
	doc := failureDocument{document: document{Schema: "newsvc/failure", Version: 1}, ExitCode: fault.ExitCode(err)}
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
		return "", fault.Failed("output", "write the result as JSON").Because(err)
	}
	return plain.JSON(strings.TrimSuffix(b.String(), "\n")), nil
}
