// Package logbuffer writes a log in few pieces while it grows fast: on a busy machine a
// service spends more on handing its lines over one by one than on making them.
package logbuffer

import (
	"io"
	"sync"
	"time"
)

const (
	// holdTime is how long a line waits for others, once it follows another that closely.
	holdTime = 10 * time.Millisecond
	// holdBytes is how much may wait.
	holdBytes = 64 << 10
)

// Writer writes a line that comes alone at once, and those that come soon after it
// together, within 10 ms and in the order in which they came. What waits is lost when
// the process is killed. It is safe for concurrent use.
type Writer struct {
	to io.Writer

	mu    sync.Mutex // guards what follows
	held  []byte
	pause *time.Timer // ends when what is held is to be written; nil: none ever began
	quiet bool        // there is no pause
}

// New returns a Writer to a writer that is used by no one else. Whoever has it calls
// Flush in the end.
func New(to io.Writer) *Writer {
	return &Writer{to: to, quiet: true}
}

// Write takes one or more whole lines. An error may be that of lines before, which are
// lost with it.
func (w *Writer) Write(lines []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.quiet {
		w.rest()
		return w.to.Write(lines)
	}
	w.held = append(w.held, lines...)
	if len(w.held) < holdBytes {
		return len(lines), nil
	}
	return len(lines), w.flush()
}

// Flush writes what waits.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flush()
}

// resume writes what came meanwhile when a pause ends, and begins another if
// something did.
func (w *Writer) resume() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.held) == 0 {
		w.quiet = true
		return
	}
	w.rest()
	_ = w.flush() // As a log is written: there is nowhere to tell of it.
}

func (w *Writer) rest() {
	w.quiet = false
	if w.pause == nil {
		w.pause = time.AfterFunc(holdTime, w.resume)
		return
	}
	w.pause.Reset(holdTime)
}

func (w *Writer) flush() error {
	if len(w.held) == 0 {
		return nil
	}
	_, err := w.to.Write(w.held)
	w.held = w.held[:0]
	return err
}
