package cli

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// IO is where a command reads and writes, and what is at the other end.
type IO struct {
	In       io.Reader
	Out, Err io.Writer

	InTerminal, OutTerminal, ErrTerminal bool

	// Size returns the terminal's columns and rows; zeros when not known.
	Size func() (columns, rows int)
}

// StandardIO is the process's own input and output.
func StandardIO() IO {
	is := func(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
	return IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InTerminal: is(os.Stdin), OutTerminal: is(os.Stdout), ErrTerminal: is(os.Stderr),
		Size: func() (int, int) {
			columns, rows, err := term.GetSize(int(os.Stderr.Fd()))
			if err != nil {
				return 0, 0
			}
			return columns, rows
		},
	}
}

// width is the number of columns that a line may have.
func (a *app) width() int {
	if s, _ := a.env.Lookup("COLUMNS"); s != "" {
		if n, err := strconv.Atoi(s); err == nil && n > 0 {
			return n
		}
	}
	if a.io.Size != nil {
		if columns, _ := a.io.Size(); columns > 0 {
			return columns
		}
	}
	return 80
}

// mayAsk reports whether newsvc can ask the user: input and standard error are a
// terminal, this isn't CI, and no JSON is requested.
func (a *app) mayAsk() bool {
	return a.io.InTerminal && a.io.ErrTerminal && !a.json && !a.env.On("CI")
}

// say prints a result that only the user reads.
func (a *app) say(texts ...plain.Text) error {
	var all strings.Builder
	for _, text := range texts {
		all.WriteString(text.String())
	}
	return a.write(all.String())
}

// write writes a result as it is: text for a terminal comes from say; documents,
// patches and scripts follow their own rules. A result that can't be written is
// a failure, because a full disk must not look like success.
func (a *app) write(text string) error {
	if _, err := io.WriteString(a.io.Out, text); err != nil {
		return fault.Failed("output", "write the result").WithCause(err)
	}
	return nil
}

// note tells the user what is going on, on standard error.
func (a *app) note(format string, args ...any) {
	plain.Harmless(args)
	fmt.Fprintf(a.io.Err, format+"\n", args...)
}
