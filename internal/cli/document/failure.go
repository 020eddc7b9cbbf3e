package document

import (
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

// Failure is the JSON of a command that failed, whatever the command.
type Failure struct {
	Header
	ExitCode int       `json:"exit_code"`
	Errors   []failure `json:"errors"`
}

type failure struct {
	Code     string           `json:"code"`
	Message  string           `json:"message"`
	Hint     string           `json:"hint,omitempty"`
	ExitCode int              `json:"exit_code"`
	File     string           `json:"file,omitempty"`    // where the error is, if it is in a file
	Line     int              `json:"line,omitempty"`    // of the file, from 1
	Given    string           `json:"given,omitempty"`   // the wrong word of the command or the file
	Instead  []string         `json:"instead,omitempty"` // what was probably meant: each is to be typed instead of the wrong word or, without one, in addition
	Next     []system.Command `json:"next"`              // each is another way to continue, the likeliest first
}

func (p *Printer) newFailure(e *fault.Error) failure {
	f := failure{Code: e.Code, Message: e.Error(), Hint: e.Hint, ExitCode: e.Exit, Given: e.Given, Instead: e.Instead}
	next := slices.Clone(e.Next)
	if e.At != nil {
		f.File, f.Line = e.At.File, e.At.Line
	} else {
		for _, instead := range e.Instead {
			if args := replaceWord(p.Args, e.Given, instead); args != nil {
				next = append(next, append([]string{"newsvc"}, args...))
			}
		}
	}
	f.Next = service.CommandsIn(".", next...)
	return f
}

// replaceWord returns arguments with another word instead of a given one or, if that is
// empty, in addition. It returns nil unless the given word is in exactly one place.
func replaceWord(args []string, given, instead string) []string {
	if given == "" {
		return slices.Concat(args, []string{instead})
	}
	var replaced []string
	for i, arg := range args {
		for at := range arg {
			after := at + len(given)
			if !strings.HasPrefix(arg[at:], given) || at > 0 && !separates(arg[at-1]) || after < len(arg) && !separates(arg[after]) {
				continue
			}
			if replaced != nil {
				return nil
			}
			replaced = slices.Clone(args)
			replaced[i] = arg[:at] + instead + arg[after:]
		}
	}
	return replaced
}

// separates reports whether a character separates the words of an argument.
func separates(c byte) bool { return strings.IndexByte(" ,=+", c) >= 0 }
