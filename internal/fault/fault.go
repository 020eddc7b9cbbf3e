// Package fault says how newsvc fails: what kind of failure it is, in what
// words, what to type instead, and with which code the process exits.
package fault

import (
	"errors"
	"fmt"

	"github.com/newsvc/newsvc/internal/plain"
)

// Exit codes of the process.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2   // what was typed can't be done
	ExitPending     = 3   // there is something to do: conflicts, an update, something missing
	ExitInterrupted = 130 // by the user
)

// Error is a failure that a person reads.
type Error struct {
	Code    string // stable, for programs: "bad_module", "folder_not_empty"
	Exit    int    // one of the exit codes above
	Message string // what is wrong, naming the flag, file or field; no capital, no full stop
	Hint    string // what to type or do instead; may be empty
	Cause   error  // what went wrong below, if anything
}

// Error returns the message, and the cause behind it.
func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Message
	}
	return e.Message + ": " + e.Cause.Error()
}

// Text returns what Error returns, for a terminal: whatever the cause says stays
// in one line.
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

// Because returns a copy of e with the given cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// Usage is a failure of what was typed: flags, answers, names, packs.
func Usage(code, format string, args ...any) *Error {
	return &Error{Code: code, Exit: ExitUsage, Message: sprintf(format, args...)}
}

// Failed is a failure of what was tried: the disk, git, a build.
func Failed(code, format string, args ...any) *Error {
	return &Error{Code: code, Exit: ExitFailed, Message: sprintf(format, args...)}
}

// Pending says that something is left to be done.
func Pending(code, format string, args ...any) *Error {
	return &Error{Code: code, Exit: ExitPending, Message: sprintf(format, args...)}
}

// sprintf formats a message. What comes from outside can't forge a line of it.
func sprintf(format string, args ...any) string {
	plain.Harmless(args)
	return fmt.Sprintf(format, args...)
}

// Interrupted is the end of a command that the user broke off.
func Interrupted() *Error {
	return &Error{Code: "interrupted", Exit: ExitInterrupted, Message: "interrupted, nothing was written"}
}

// All returns every failure within err, in order: errors.Join of several is
// reported as several.
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

// ExitCode returns the exit code for err: that of its first failure, 0 for nil.
func ExitCode(err error) int {
	if err == nil {
		return ExitDone
	}
	return All(err)[0].Exit
}
