// Package strict reads the YAML files of packs. It rejects unknown keys and values of the wrong
// kind, and collects all problems with their files and lines.
package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/plain"
)

// Mark is where a value is.
type Mark struct {
	Path   string // in the pack
	Line   int
	Column int // in characters, from 1
}

// Marks maps values of a document, such as "layers.2.when.framework", to where they are.
type Marks map[string]Mark

// Reader reads a YAML document.
type Reader struct {
	Path     string
	Problems *Problems
	Marks    Marks
	Origins  map[*yaml.Node]string // the files of nodes that come from other files than Path
}

// NewReader returns a reader of the file at path.
func NewReader(path string, ps *Problems) *Reader {
	return &Reader{Path: path, Problems: ps, Marks: Marks{}}
}

// From describes the mark in a problem that is at another one.
func (m Mark) From(other Mark) string {
	if m.Path != other.Path {
		return fmt.Sprintf("on line %d of %s", m.Line, m.Path)
	}
	return fmt.Sprintf("on line %d", m.Line)
}

// Field is a key that a mapping may have.
type Field struct {
	key      string
	required bool
	read     func(n *yaml.Node, at string)
}

// Required returns a key that a mapping must have.
func Required(key string, read func(n *yaml.Node, at string)) Field { return Field{key, true, read} }

// Optional returns a key that a mapping may have.
func Optional(key string, read func(n *yaml.Node, at string)) Field { return Field{key, false, read} }

// Document parses data, which must contain one document, and returns its mapping, or nil
// after a problem.
func (r *Reader) Document(data []byte) *yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			r.Problems.Add(r.Path, 1, "it is empty")
		} else {
			r.syntax(err)
		}
		return nil
	}
	if err := decoder.Decode(&second); err == nil {
		r.Problems.Add(r.Path, second.Line, "a second document begins here, but a manifest has only one")
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err)
	}
	r.harmless(doc.Content[0])
	return doc.Content[0]
}

// harmless rejects text with control characters or more than one line. It checks all text
// of a manifest, so that no other code has to.
func (r *Reader) harmless(n *yaml.Node) {
	if i := strings.IndexFunc(n.Value, plain.Harmful); i >= 0 {
		c, _ := utf8.DecodeRuneInString(n.Value[i:])
		what := "the character " + plain.Line(string(c))
		if c == '\n' {
			what = "a second line"
		}
		r.Fail(n, "text has %s", what)
		r.Problems.Hint("write text on one line, without invisible characters")
	}
	for _, c := range n.Content {
		r.harmless(c)
	}
}

// syntax reports a YAML syntax error, with the parser's line.
func (r *Reader) syntax(err error) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if number, message, ok := strings.Cut(rest, ": "); ok {
			if n, err := strconv.Atoi(number); err == nil {
				line, text = n, message
			}
			if slices.ContainsFunc(oneEarly, func(end string) bool { return strings.HasSuffix(text, end) }) {
				line++
			}
		}
	}
	r.Problems.Add(r.Path, line, "it is not YAML: %s", text)
}

// oneEarly matches the messages for which the parser counts lines from 0.
var oneEarly = []string{
	"expected <document start>", "expected node content", "expected '-' indicator", "did not find expected key",
	"expected ',' or ']'", "expected ',' or '}'", "undefined tag handle",
}

// Fail adds a problem with a node.
func (r *Reader) Fail(n *yaml.Node, format string, args ...any) {
	r.Problems.Add(r.mark(n).Path, n.Line, format, args...)
	r.Problems.Column(n.Column)
}

func (r *Reader) mark(n *yaml.Node) Mark {
	if path, ok := r.Origins[n]; ok {
		return Mark{path, n.Line, n.Column}
	}
	return Mark{r.Path, n.Line, n.Column}
}

// Object parses a mapping with the given keys. at is its location: "" for the document,
// "layers.2." for a layer.
func (r *Reader) Object(n *yaml.Node, at, what string, fields ...Field) {
	if !r.Is(n, yaml.MappingNode, what, "a mapping of keys to values") {
		return
	}
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.key
	}
	seen := map[string]bool{}
	r.Entries(n, at, func(key, value *yaml.Node) {
		seen[key.Value] = true
		i := slices.Index(known, key.Value)
		if i < 0 {
			r.Fail(key, "%s has no key %q", what, key.Value)
			r.Problems.Suggest(key.Value, known)
			return
		}
		fields[i].read(value, at+key.Value)
	})
	for _, f := range fields {
		if f.required && !seen[f.key] {
			r.Fail(n, "%s needs the key %q", what, f.key)
		}
	}
}

// Entries calls each for every entry of a mapping whose key is text and isn't a duplicate.
func (r *Reader) Entries(n *yaml.Node, at string, each func(key, value *yaml.Node)) {
	first := map[string]Mark{}
	for i := 0; i+1 < len(n.Content) && !r.Problems.Full(); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch other, again := first[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			r.Fail(key, "a key must be plain text")
		case again:
			r.Fail(key, "%q is given twice, first %s", key.Value, other.From(r.mark(key)))
		default:
			first[key.Value] = r.mark(key)
			r.Marks[at+key.Value] = r.mark(key)
			each(key, value)
		}
	}
}

// maxList is the maximum length of a list in a manifest.
const maxList = 1000

// List parses a sequence.
func (r *Reader) List(n *yaml.Node, at, what string, each func(n *yaml.Node, at string)) {
	if !r.Is(n, yaml.SequenceNode, what, "a list") {
		return
	}
	if len(n.Content) > maxList {
		r.Fail(n, "%s has more than %d entries", what, maxList)
		return
	}
	for i, item := range n.Content {
		if r.Problems.Full() {
			return
		}
		here := fmt.Sprintf("%s.%d", at, i)
		r.Marks[here] = r.mark(item)
		each(item, here)
	}
}

// Texts parses a list of texts without duplicates.
func (r *Reader) Texts(n *yaml.Node, at, what string) []string {
	var all []string
	seen := map[string]bool{}
	r.List(n, at, what, func(n *yaml.Node, at string) {
		text, ok := r.Text(n, "each of "+what)
		switch {
		case !ok:
		case seen[text]:
			r.Fail(n, "%s: %q is given twice", what, text)
		default:
			seen[text] = true
			all = append(all, text)
		}
	})
	return all
}

// Text parses text that isn't empty.
func (r *Reader) Text(n *yaml.Node, what string) (string, bool) {
	if !r.Is(n, yaml.ScalarNode, what, "text") {
		return "", false
	}
	switch {
	case n.ShortTag() != "!!str":
		r.Fail(n, "%s must be text, but %s isn't", what, n.Value)
		r.Problems.Hint("put it in quotes: %s", strconv.Quote(n.Value))
		return "", false
	case strings.TrimSpace(n.Value) == "":
		r.Fail(n, "%s must not be empty", what)
		return "", false
	default:
		return n.Value, true
	}
}

// Into returns a field reader that stores text.
func (r *Reader) Into(target *string, what string) func(*yaml.Node, string) {
	return func(n *yaml.Node, _ string) { *target, _ = r.Text(n, what) }
}

// ListInto returns a field reader that stores a list of texts.
func (r *Reader) ListInto(target *[]string, what string) func(*yaml.Node, string) {
	return func(n *yaml.Node, at string) { *target = r.Texts(n, at, what) }
}

// Is reports whether a node is of a kind, and adds a problem if it isn't.
func (r *Reader) Is(n *yaml.Node, kind yaml.Kind, what, wanted string) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.Fail(n, "%s: anchors and aliases aren't supported in manifests", what)
		return false
	case n.Kind != kind:
		r.Fail(n, "%s must be %s", what, wanted)
		return false
	default:
		return true
	}
}

// Mapping reads a mapping whose keys are free.
func (r *Reader) Mapping(n *yaml.Node, at, what string, each func(key string, n *yaml.Node)) {
	if r.Is(n, yaml.MappingNode, what, "a mapping of keys to values") {
		r.Entries(n, at+".", func(key, value *yaml.Node) { each(key.Value, value) })
	}
}

// Number reads a number.
func (r *Reader) Number(n *yaml.Node, what string) float64 {
	number, err := strconv.ParseFloat(n.Value, 64)
	if tag := n.ShortTag(); err != nil || tag != "!!int" && tag != "!!float" {
		r.Fail(n, "%s must be a number", what)
	}
	return number
}
