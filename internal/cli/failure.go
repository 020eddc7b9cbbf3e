package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
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

// lines is a failure for a person: what is wrong, and what to do about it.
func lines(e *fault.Error) string {
	text := "newsvc: " + printable(e.Error()) + "\n"
	if e.Hint != "" {
		text += "hint: " + printable(e.Hint) + "\n"
	}
	return text
}

// printable keeps what came from outside (a file's name, a flag's value) from
// steering the terminal: line breaks and tabs stay, other controls are spelled.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '\n' || r == '\t' || !isControl(r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, `\x%02x`, r)
	}
	return b.String()
}

// isControl reports the C0 and C1 controls, and the marks that reorder text.
func isControl(r rune) bool {
	return r < 0x20 || 0x7f <= r && r < 0xa0 || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}

// printJSON writes a command's result as its one document.
func (a *app) printJSON(doc any) error {
	text, err := indented(doc, "")
	if err != nil {
		return err
	}
	return a.print(text + "\n")
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
	return strings.TrimSuffix(b.String(), "\n"), nil
}
