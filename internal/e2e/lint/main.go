// Lint reads the files that ship a generated service: its Dockerfile with
// BuildKit's own checks, its compose.yaml as docker compose does. It takes
// folders, and prints what it finds in each that has such files.
//
// It is a module of its own: what it imports is large, and nothing else of
// newsvc needs it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// run returns 0 when there is nothing to find, 1 when there is, and 2 when a
// file can't be read or no folder has one.
func run(ctx context.Context, folders []string, stdout, stderr io.Writer) int {
	found, read := 0, 0
	for _, folder := range folders {
		for name, lint := range linters {
			path := filepath.Join(folder, name)
			data, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				fmt.Fprintln(stderr, err)
				return 2
			}
			read++
			for _, finding := range lint(ctx, data) {
				found++
				fmt.Fprintf(stdout, "%s: %s\n", path, finding)
			}
		}
	}
	switch {
	case read == 0:
		fmt.Fprintln(stderr, "no folder has a Dockerfile or a compose.yaml")
		return 2
	case found > 0:
		return 1
	}
	return 0
}

// linters find what is wrong with a file, by its name.
var linters = map[string]func(ctx context.Context, data []byte) []string{
	"Dockerfile":   dockerfile,
	"compose.yaml": composeFile,
}
