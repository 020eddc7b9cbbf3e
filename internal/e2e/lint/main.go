// Lint checks the files for shipping a generated service: the Dockerfile with
// BuildKit's checks, and compose.yaml with the parser of docker compose. Its arguments
// are folders; it prints the findings in each.
//
// It is a separate module because its dependencies are large and nothing else in newsvc
// needs them.
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

// run returns 0 if there are no findings, 1 if there are, and 2 if a file can't be read
// or no folder contains one.
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

// linters maps file names to their linters.
var linters = map[string]func(ctx context.Context, data []byte) []string{
	"Dockerfile":   dockerfile,
	"compose.yaml": composeFile,
}
