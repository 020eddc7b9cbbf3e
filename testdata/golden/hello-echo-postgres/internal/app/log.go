package app

import (
	"io"
	"log/slog"
	"os"

	"example.com/hello/internal/config"
	"example.com/hello/internal/httpapi"
)

// newLogs returns the log of what happens and the one of requests. They are written as
// JSON, or as text where a person reads.
func newLogs(cfg config.Log, w io.Writer) (*slog.Logger, *httpapi.RequestLog) {
	options := &slog.HandlerOptions{Level: cfg.Level}
	handlerOn := func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, options) }
	if cfg.Format == "text" || cfg.Format == "auto" && isTerminal(w) {
		handlerOn = func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, options) }
	}
	return slog.New(handlerOn(w)), httpapi.NewRequestLog(w, handlerOn)
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
