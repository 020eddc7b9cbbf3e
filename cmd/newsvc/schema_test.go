package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// exitInvalid is the exit code of a command in a script whose document isn't what
// its published schema says.
const exitInvalid = 97

// runChecked runs newsvc as run does, and compares the document that it prints with the
// JSON Schema in docs/schema. A document that isn't as its schema says fails the script.
func runChecked() int {
	stdout := os.Stdout
	info, err := stdout.Stat()
	fields := slices.ContainsFunc(os.Args, func(arg string) bool { return strings.HasPrefix(arg, "--json=") })
	if err != nil || info.Mode()&os.ModeCharDevice != 0 || fields || !slices.Contains(os.Args, "--json") {
		return run()
	}
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	os.Stdout = w
	var printed bytes.Buffer
	copied := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.MultiWriter(stdout, &printed), r)
		copied <- err
	}()
	code := run()
	_ = w.Close()
	if err := <-copied; err != nil {
		return code // the script has closed the output
	}
	if err := checkDocument(printed.Bytes()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitInvalid
	}
	return code
}

// checkDocument validates a document against its published schema. No document is
// printed if, for example, the command was killed.
func checkDocument(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	var header struct {
		Schema  string `json:"schema"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(data, &header); err != nil {
		return fmt.Errorf("it isn't one JSON document: %w", err)
	}
	_, source, _, _ := runtime.Caller(0)
	name := fmt.Sprintf("%s.v%d.json", filepath.Base(header.Schema), header.Version)
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(filepath.Dir(source), "..", "..", "docs", "schema", name))
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}
