package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/plain"
)

// marks maps values of the manifest, such as "layers.2.when.framework", to their lines.
type marks map[string]int

// reader parses a YAML document strictly: it rejects unknown keys and values of the wrong
// kind, and reports each problem with its line.
type reader struct {
	path     string
	problems *problems
	marks    marks
}

// field is a key that a mapping may have.
type field struct {
	key      string
	required bool
	read     func(n *yaml.Node, at string)
}

// document parses data, which must contain one document, and returns its mapping, or nil
// after a problem.
func (r *reader) document(data []byte) *yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			r.problems.add(r.path, 1, "it is empty")
		} else {
			r.syntax(err)
		}
		return nil
	}
	if err := decoder.Decode(&second); err == nil {
		r.problems.add(r.path, second.Line, "a second document begins here, but a manifest has only one")
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err)
	}
	r.harmless(doc.Content[0])
	return doc.Content[0]
}

// harmless rejects text with control characters or more than one line. It checks all text
// of a manifest, so that no other code has to.
func (r *reader) harmless(n *yaml.Node) {
	if i := strings.IndexFunc(n.Value, plain.Harmful); i >= 0 {
		c, _ := utf8.DecodeRuneInString(n.Value[i:])
		what := "the character " + plain.Line(string(c))
		if c == '\n' {
			what = "a second line"
		}
		r.fail(n, "text has %s", what)
		(*r.problems)[len(*r.problems)-1].hint = "write text on one line, without invisible characters"
	}
	for _, c := range n.Content {
		r.harmless(c)
	}
}

// syntax reports a YAML syntax error, with the parser's line.
func (r *reader) syntax(err error) {
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
	r.problems.add(r.path, line, "it is not YAML: %s", text)
}

// oneEarly matches the messages for which the parser counts lines from 0.
var oneEarly = []string{
	"expected <document start>", "expected node content", "expected '-' indicator", "did not find expected key",
	"expected ',' or ']'", "expected ',' or '}'", "undefined tag handle",
}

func (r *reader) fail(n *yaml.Node, format string, args ...any) {
	r.problems.add(r.path, n.Line, format, args...)
}

// object parses a mapping with the given keys. at is its location: "" for the document,
// "layers.2." for a layer.
func (r *reader) object(n *yaml.Node, at, what string, fields ...field) {
	if !r.is(n, yaml.MappingNode, what, "a mapping of keys to values") {
		return
	}
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.key
	}
	seen := map[string]bool{}
	r.entries(n, at, func(key, value *yaml.Node) {
		seen[key.Value] = true
		i := slices.Index(known, key.Value)
		if i < 0 {
			r.fail(key, "%s has no key %q", what, key.Value)
			r.problems.suggest(key.Value, known)
			return
		}
		fields[i].read(value, at+key.Value)
	})
	for _, f := range fields {
		if f.required && !seen[f.key] {
			r.fail(n, "%s needs the key %q", what, f.key)
		}
	}
}

// entries calls each for every entry of a mapping whose key is text and isn't a duplicate.
func (r *reader) entries(n *yaml.Node, at string, each func(key, value *yaml.Node)) {
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content) && !r.problems.full(); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch first, again := lines[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			r.fail(key, "a key must be plain text")
		case again:
			r.fail(key, "%q is given twice, first on line %d", key.Value, first)
		default:
			lines[key.Value] = key.Line
			r.marks[at+key.Value] = key.Line
			each(key, value)
		}
	}
}

// maxList is the maximum length of a list in a manifest.
const maxList = 1000

// list parses a sequence.
func (r *reader) list(n *yaml.Node, at, what string, each func(n *yaml.Node, at string)) {
	if !r.is(n, yaml.SequenceNode, what, "a list") {
		return
	}
	if len(n.Content) > maxList {
		r.fail(n, "%s has more than %d entries", what, maxList)
		return
	}
	for i, item := range n.Content {
		if r.problems.full() {
			return
		}
		here := fmt.Sprintf("%s.%d", at, i)
		r.marks[here] = item.Line
		each(item, here)
	}
}

// texts parses a list of texts without duplicates.
func (r *reader) texts(n *yaml.Node, at, what string) []string {
	var all []string
	seen := map[string]bool{}
	r.list(n, at, what, func(n *yaml.Node, at string) {
		text, ok := r.text(n, "each of "+what)
		switch {
		case !ok:
		case seen[text]:
			r.fail(n, "%s: %q is given twice", what, text)
		default:
			seen[text] = true
			all = append(all, text)
		}
	})
	return all
}

// text parses text that isn't empty.
func (r *reader) text(n *yaml.Node, what string) (string, bool) {
	if !r.is(n, yaml.ScalarNode, what, "text") {
		return "", false
	}
	switch {
	case n.ShortTag() != "!!str":
		r.fail(n, "%s must be text, but %s isn't", what, n.Value)
		r.problems.hint("put it in quotes: %s", strconv.Quote(n.Value))
		return "", false
	case strings.TrimSpace(n.Value) == "":
		r.fail(n, "%s must not be empty", what)
		return "", false
	default:
		return n.Value, true
	}
}

// into returns a field reader that stores text.
func (r *reader) into(target *string, what string) func(*yaml.Node, string) {
	return func(n *yaml.Node, _ string) { *target, _ = r.text(n, what) }
}

// listInto returns a field reader that stores a list of texts.
func (r *reader) listInto(target *[]string, what string) func(*yaml.Node, string) {
	return func(n *yaml.Node, at string) { *target = r.texts(n, at, what) }
}

func (r *reader) is(n *yaml.Node, kind yaml.Kind, what, wanted string) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.fail(n, "%s: anchors and aliases aren't supported in manifests", what)
		return false
	case n.Kind != kind:
		r.fail(n, "%s must be %s", what, wanted)
		return false
	default:
		return true
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
