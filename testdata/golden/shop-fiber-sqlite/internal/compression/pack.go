package compression

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
)

// maxEncoders is how many bodies are compressed at the same time at most: an encoder
// takes most of a megabyte, and more of them than processors save no time.
const maxEncoders = 8

// encoders are those that nobody uses; nil stands for one that isn't made yet.
var encoders = func() chan *gzip.Writer {
	idle := make(chan *gzip.Writer, min(maxEncoders, runtime.GOMAXPROCS(0)))
	for range cap(idle) {
		idle <- nil
	}
	return idle
}()

// pack returns a body in gzip. It waits for an encoder, but no encoder waits for a client.
func pack(body []byte) []byte {
	encoder := <-encoders
	defer func() { encoders <- encoder }()
	if encoder == nil {
		encoder, _ = gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // It knows the level.
	}
	var packed bytes.Buffer
	packed.Grow(len(body) / 2)
	encoder.Reset(&packed)
	_, _ = encoder.Write(body) // A buffer has no errors.
	_ = encoder.Close()
	return packed.Bytes()
}
