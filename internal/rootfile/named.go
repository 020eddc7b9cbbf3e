package rootfile

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadNamed returns the content of a regular file outside of any service: the
// user's settings, or a file that a variable names.
func ReadNamed(ctx context.Context, name string, limit int64) ([]byte, error) {
	dir, base := filepath.Split(name)
	if dir == "" {
		dir = "."
	}
	info, err := os.Stat(name)
	if err := regular(name, info, err); err != nil {
		return nil, err
	}
	if link, err := os.Lstat(name); err == nil && link.Mode()&fs.ModeSymlink != 0 {
		// The user may link their own file to any place.
		f, err := requireRegular(os.OpenFile(name, os.O_RDONLY|nonBlocking, 0))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return ReadFrom(ctx, f, limit)
	}
	return ReadIn(ctx, dir, base, limit)
}

// ReadInput returns the content of a file or pipe that the user named on the
// command line, up to limit bytes. It waits for a pipe until ctx is cancelled.
func ReadInput(ctx context.Context, name string, limit int64) ([]byte, error) {
	return wait(ctx, func() ([]byte, error) {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return readAll(f, name, limit)
	})
}

// ReadStream returns the content of a stream, up to limit bytes. It returns as
// soon as ctx is cancelled, because input from a terminal may never end.
func ReadStream(ctx context.Context, name string, input io.Reader, limit int64) ([]byte, error) {
	return wait(ctx, func() ([]byte, error) { return readAll(input, name, limit) })
}

func readAll(input io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(input, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = &fs.PathError{Op: "read", Path: name, Err: &TooLargeError{limit}}
	}
	return data, err
}

// wait returns the result of read, or the error of ctx as soon as it is cancelled.
func wait(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := read()
		done <- result{data, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		return r.data, r.err
	}
}
