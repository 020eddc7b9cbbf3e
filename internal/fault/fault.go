// Package fault describes failures: their kind, message, hint and exit code.
package fault

import (
	"errors"
	"fmt"

	"github.com/newsvc/newsvc/internal/plain"
)

// Exit codes of the process.
const (
	ExitSuccess      = 0
	ExitFailed       = 1
	ExitUsage        = 2   // the request is wrong
	ExitActionNeeded = 3   // action is needed: conflicts, an update, something missing
	ExitInterrupted  = 130 // by the user
)

// Error is a failure as the user sees it.
type Error struct {
	Code    string // stable code for programs: "bad_module", "folder_not_empty"
	Exit    int    // one of the exit codes above
	Message string // what is wrong; names the flag, file or field; no capital, no full stop
	Hint    string // what to type or do instead; may be empty
	Cause   error  // the underlying error, if any

	At *Position // where in a file the error is, if that is known

	Given   string     // the wrong word, as the user typed it, if there is one
	Instead []string   // what was probably meant: each is to be typed instead of Given or, if that is empty, in addition
	Next    [][]string // commands, each of which is another way to continue
}

// Position is a place in a file.
type Position struct {
	File   string // slash-separated
	Line   int    // from 1; 0 for the whole file
	Column int    // in characters, from 1; 0 if it isn't known
	Word   string // what is wrong there, if that is known
}

// String returns FILE or FILE:LINE.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Error returns the message and the cause.
func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Message
	}
	return e.Message + ": " + e.Cause.Error()
}

// Text returns the same as Error, made harmless for a terminal. The cause can't
// add lines.
func (e *Error) Text() plain.Text {
	message := plain.Lines(e.Message)
	if e.Cause != nil {
		message += ": " + plain.Line(e.Cause.Error())
	}
	return plain.Printable(message)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// WithHint returns a copy of e with a formatted hint.
func (e *Error) WithHint(format string, args ...any) *Error {
	c := *e
	c.Hint = sprintf(format, args...)
	return &c
}

// Try returns a copy of e with the hint to type a word instead of the given one.
func (e *Error) Try(given, instead string) *Error {
	return e.WithHint("try %s", instead).WithInstead(given, instead)
}

// Meant returns a copy of e with the question whether another word was meant than the given one.
func (e *Error) Meant(given, better string) *Error {
	return e.WithHint("did you mean %s?", better).WithInstead(given, better)
}

// WithInstead returns a copy of e that tells programs what to type instead of a word.
func (e *Error) WithInstead(given string, instead ...string) *Error {
	c := *e
	c.Given, c.Instead = given, instead
	return &c
}

// WithNext returns a copy of e that tells programs what to type next: one of the commands.
func (e *Error) WithNext(commands ...[]string) *Error {
	c := *e
	c.Next = commands
	return &c
}

// WithCause returns a copy of e with the given cause.
func (e *Error) WithCause(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// Usage returns an error in what the user typed: flags, answers, names, packs.
func Usage(code, format string, args ...any) *Error {
	return &Error{Code: code, Exit: ExitUsage, Message: sprintf(format, args...)}
}

// Failed returns an error of an operation: the disk, git, a build.
func Failed(code, format string, args ...any) *Error {
	return &Error{Code: code, Exit: ExitFailed, Message: sprintf(format, args...)}
}

// ActionNeeded returns an error which says that the user has to do something.
func ActionNeeded(code, format string, args ...any) *Error {
	return &Error{Code: code, Exit: ExitActionNeeded, Message: sprintf(format, args...)}
}

// sprintf formats a message. Arguments from outside can't add lines to it.
func sprintf(format string, args ...any) string {
	plain.Harmless(args)
	return fmt.Sprintf(format, args...)
}

// Interrupted returns the error of a command that the user interrupted.
func Interrupted() *Error {
	return &Error{Code: "interrupted", Exit: ExitInterrupted, Message: "interrupted, nothing was written"}
}

// All returns every failure in err, in order. An error from errors.Join contains
// several.
func All(err error) []*Error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Error
		for _, e := range joined.Unwrap() {
			all = append(all, All(e)...)
		}
		return all
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return []*Error{e}
	}
	return []*Error{{Code: "failed", Exit: ExitFailed, Message: err.Error()}}
}

// ExitCode returns the exit code of the first failure in err, or 0 for nil.
func ExitCode(err error) int {
	if err == nil {
		return ExitSuccess
	}
	return All(err)[0].Exit
}
