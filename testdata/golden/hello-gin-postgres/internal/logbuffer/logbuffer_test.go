package logbuffer_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.com/hello/internal/logbuffer"
)

// pieces are what was written, each as it came.
type pieces struct {
	mu      sync.Mutex
	written []string
	err     error
}

func (p *pieces) Write(piece []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return 0, p.err
	}
	p.written = append(p.written, string(piece))
	return len(piece), nil
}

func (p *pieces) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}

func (p *pieces) want(t *testing.T, want ...string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Equal(p.written, want) {
		t.Errorf("got %.200q, want %.200q", p.written, want)
	}
}

func write(t *testing.T, w *logbuffer.Writer, line string) {
	t.Helper()
	if n, err := w.Write([]byte(line)); n != len(line) || err != nil {
		t.Errorf("write: %d, %v", n, err)
	}
}

func TestLinesInPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		w := logbuffer.New(&to)
		write(t, w, "1\n")
		to.want(t, "1\n")
		write(t, w, "2\n")
		write(t, w, "3\n")
		to.want(t, "1\n")
		time.Sleep(11 * time.Millisecond)
		to.want(t, "1\n", "2\n3\n")
		write(t, w, "4\n")
		to.want(t, "1\n", "2\n3\n")
		time.Sleep(30 * time.Millisecond)
		to.want(t, "1\n", "2\n3\n", "4\n")
		write(t, w, "5\n")
		to.want(t, "1\n", "2\n3\n", "4\n", "5\n")
	})
}

func TestFlush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		w := logbuffer.New(&to)
		write(t, w, "1\n")
		write(t, w, "2\n")
		for range 2 {
			if err := w.Flush(); err != nil {
				t.Error(err)
			}
			to.want(t, "1\n", "2\n")
		}
	})
}

// TestMuch writes more at a time than may wait.
func TestMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		w := logbuffer.New(&to)
		line := strings.Repeat("x", 40<<10) + "\n"
		for range 3 {
			write(t, w, line)
		}
		to.want(t, line, line+line)
	})
}

// TestWriteFails has the disk full for a while.
func TestWriteFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		full := errors.New("it is full")
		to.fail(full)
		w := logbuffer.New(&to)
		if _, err := w.Write([]byte("1\n")); !errors.Is(err, full) {
			t.Errorf("got %v", err)
		}
		write(t, w, "2\n")
		if err := w.Flush(); !errors.Is(err, full) {
			t.Errorf("got %v", err)
		}
		to.fail(nil)
		write(t, w, "3\n")
		time.Sleep(20 * time.Millisecond)
		to.want(t, "3\n")
	})
}

func TestManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		w := logbuffer.New(&to)
		const writers, lines = 8, 1000
		var group sync.WaitGroup
		for writer := range writers {
			group.Go(func() {
				for i := range lines {
					write(t, w, fmt.Sprintf("%d %d\n", writer, i))
					time.Sleep(time.Duration(writer) * 100 * time.Microsecond)
				}
			})
		}
		group.Wait()
		if err := w.Flush(); err != nil {
			t.Error(err)
		}
		var next [writers]int
		for line := range strings.Lines(strings.Join(to.written, "")) {
			var writer, i int
			if _, err := fmt.Sscanf(line, "%d %d\n", &writer, &i); err != nil || next[writer] != i {
				t.Fatalf("%q, want line %d: %v", line, next[writer], err)
			}
			next[writer]++
		}
		for writer, got := range next {
			if got != lines {
				t.Errorf("writer %d: got %d lines", writer, got)
			}
		}
	})
}
