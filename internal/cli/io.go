package cli

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
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
	return a.io.InTerminal && a.io.ErrTerminal && !a.JSON && !a.env.On("CI")
}
