package app

import (
	"io"
	"log/slog"
	"os"

	"example.com/shop/internal/config"
	"example.com/shop/internal/logbuffer"
)

// newLogger returns a logger that writes JSON, or text where a person reads, and a
// function that ends it: what is logged later may be lost.
func newLogger(cfg config.Log, w io.Writer) (log *slog.Logger, end func()) {
	terminal := isTerminal(w)
	end = func() {}
	if !terminal {
		lines := logbuffer.New(w)
		w, end = lines, func() { _ = lines.Flush() }
	}
	options := &slog.HandlerOptions{Level: cfg.Level}
	if cfg.Format == "text" || cfg.Format == "auto" && terminal {
		return slog.New(slog.NewTextHandler(w, options)), end
	}
	return slog.New(slog.NewJSONHandler(w, options)), end
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
