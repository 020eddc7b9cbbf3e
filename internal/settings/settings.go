// Package settings reads and changes the user's settings, which apply to all
// services: a YAML file of a few keys.
package settings

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// The keys of the settings.
const (
	Pack         = "pack"          // of new services
	ModulePrefix = "module_prefix" // of new services' modules, such as github.com/acme
)

// Keys are all keys, sorted.
var Keys = []string{ModulePrefix, Pack}

// Settings are the values that a file has.
type Settings struct {
	File   string // empty: the user has no home folder
	values map[string]value
}

type value struct {
	text string
	line int
}

// Get returns the value of a key, or "".
func (s Settings) Get(key string) string { return s.values[key].text }

// Where returns the file and the line of a key, for messages.
func (s Settings) Where(key string) string {
	return s.File + ":" + strconv.Itoa(s.values[key].line)
}

// Read reads a file of settings. A missing file is an empty one.
func Read(ctx context.Context, file string) (Settings, error) {
	settings := Settings{File: file, values: map[string]value{}}
	doc, err := parseFile(ctx, file)
	if err != nil || doc == nil {
		return settings, err
	}
	var errs []error
	pairs := doc.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		key, v := pairs[i], pairs[i+1]
		if err := check(file, key, v, settings.values); err != nil {
			errs = append(errs, err)
			continue
		}
		settings.values[key.Value] = value{v.Value, v.Line}
	}
	return settings, errors.Join(errs...)
}

// parseFile returns the document in a file, which contains a mapping, or nil if
// the file is missing or has no settings.
func parseFile(ctx context.Context, file string) (*yaml.Node, error) {
	if file == "" {
		return nil, nil
	}
	data, err := rootfile.ReadNamed(ctx, file, rootfile.MaxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Failed("config", "read the user's settings").WithCause(err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	err = decoder.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, bad(file, lineOf(err), "it is not YAML").WithCause(err)
	case !errors.Is(decoder.Decode(&second), io.EOF):
		return nil, bad(file, 0, "it has more than one document")
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, bad(file, root.Line, "it is not a list of settings")
	}
	return &doc, nil
}

// check refuses a setting that newsvc doesn't know or can't use.
func check(file string, key, v *yaml.Node, before map[string]value) error {
	if !slices.Contains(Keys, key.Value) {
		err := bad(file, key.Line, "there is no setting %q", key.Value)
		if near := fault.Nearest(key.Value, Keys); near != "" {
			return err.WithHint("did you mean %s?", near)
		}
		return err
	}
	if first, twice := before[key.Value]; twice {
		return bad(file, key.Line, "%s is given twice, first on line %d", key.Value, first.line).WithHint("keep one of them")
	}
	if v.Kind != yaml.ScalarNode || v.ShortTag() != "!!str" || v.Anchor != "" {
		return bad(file, v.Line, "%s must be text", key.Value)
	}
	return CheckValue(key.Value, v.Value, file+":"+strconv.Itoa(v.Line)+": ")
}

// CheckValue refuses text that no setting has. The message begins with prefix.
func CheckValue(key, text, prefix string) error {
	if text == "" || bytes.ContainsFunc([]byte(text), plain.Harmful) {
		return fault.Usage("bad_config", "%s%s must be one line of visible text, not %q", prefix, key, text).
			WithHint("newsvc config --unset %s removes a setting", key)
	}
	return nil
}

func bad(file string, line int, format string, args ...any) *fault.Error {
	place := file
	if line > 0 {
		place += ":" + strconv.Itoa(line)
	}
	return fault.Usage("bad_config", "%s: "+format, append([]any{place}, args...)...).
		WithHint("it contains lines such as module_prefix: github.com/acme; newsvc config changes them")
}

var errorLine = lazyregexp.New(`line (\d+)`)

// lineOf returns the line that a YAML error names, or 0.
func lineOf(err error) int {
	found := errorLine().FindStringSubmatch(err.Error())
	if found == nil {
		return 0
	}
	line, _ := strconv.Atoi(found[1]) // the pattern has only digits
	return line
}
