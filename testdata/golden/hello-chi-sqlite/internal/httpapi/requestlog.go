package httpapi

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

const (
	// holdTime is how long a line waits for others, once it follows another that closely.
	holdTime = 10 * time.Millisecond
	// holdLines is how many may wait.
	holdLines = 512
)

// RequestLog writes a line for each request. One that comes alone is written at once;
// those that come soon after it are made and written together, within 10 ms and in the
// order in which they came: one by one they would cost a busy service several times as
// much. What waits is lost when the process is killed. It is safe for concurrent use.
type RequestLog struct {
	mu     sync.Mutex // guards what follows
	held   []requestLine
	pause  *time.Timer // ends when what is held is to be written; nil: none ever began
	quiet  bool        // there is no pause
	closed bool

	writing sync.Mutex // guards what follows; locked before mu
	spare   []requestLine
	text    bytes.Buffer
	handler slog.Handler // writes to text
	to      io.Writer
}

type requestLine struct {
	ctx      context.Context // the request's
	exchange Exchange
	at       time.Time
}

// NewRequestLog returns a log that writes, a few lines at a time, what the handler makes
// of them. Whoever has it calls Close in the end.
func NewRequestLog(to io.Writer, handlerOn func(io.Writer) slog.Handler) *RequestLog {
	l := &RequestLog{to: to, quiet: true}
	l.handler = handlerOn(&l.text)
	return l
}

// Add adds the line of the context's request.
func (l *RequestLog) Add(ctx context.Context, exchange Exchange) {
	if !l.handler.Enabled(ctx, slog.LevelInfo) {
		return
	}
	if l.hold(requestLine{ctx: ctx, exchange: exchange}) {
		l.Flush()
	}
}

// hold reports whether it is time to write.
func (l *RequestLog) hold(line requestLine) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	line.at = time.Now() // Here, so that lines come in the order of their times.
	l.held = append(l.held, line)
	if l.quiet {
		l.quiet = false
		l.rest()
		return true
	}
	return l.closed || len(l.held) >= holdLines
}

// Close writes what waits. What is added later is written at once.
func (l *RequestLog) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.Flush()
}

// Flush writes what waits. There is nowhere to tell that it can't be written.
func (l *RequestLog) Flush() {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.mu.Lock()
	held := l.held
	l.held = l.spare
	l.mu.Unlock()
	for _, line := range held {
		line.write(l.handler)
	}
	if l.text.Len() > 0 {
		_, _ = l.to.Write(l.text.Bytes())
	}
	l.text.Reset()
	clear(held)
	l.spare = held[:0]
}

// resume writes what came meanwhile when a pause ends, and begins another if
// something did.
func (l *RequestLog) resume() {
	if l.calm() {
		return
	}
	l.Flush()
}

func (l *RequestLog) calm() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.quiet = len(l.held) == 0
	if !l.quiet {
		l.rest()
	}
	return l.quiet
}

func (l *RequestLog) rest() {
	if l.pause == nil {
		l.pause = time.AfterFunc(holdTime, l.resume)
		return
	}
	l.pause.Reset(holdTime)
}

func (l requestLine) write(to slog.Handler) {
	record := slog.NewRecord(l.at, slog.LevelInfo, "request", 0)
	record.AddAttrs(identityOf(l.ctx).attrs()...)
	record.AddAttrs(l.exchange.attrs()...)
	_ = to.Handle(l.ctx, record)
}
