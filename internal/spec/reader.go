package spec

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/plain"
)

// reader parses a YAML document and collects the errors in it.
type reader struct {
	name   string
	errs   []error
	places map[string]string
	key    int // the line of the key whose value is read
}

// mark records where an answer is.
func (r *reader) mark(key string, line int) {
	r.places[key] = plain.Line(r.name) + ":" + strconv.Itoa(line)
}

// failure is an error to which a hint can be added.
type failure struct{ *fault.Error }

func (f failure) hint(format string, args ...any) { f.Hint = plain.Sprintf(format, args...).String() }

// fail records an error at n.
func (r *reader) fail(n *yaml.Node, format string, args ...any) failure {
	return r.failAt(n.Line, format, args...)
}

func (r *reader) failAt(line int, format string, args ...any) failure {
	place := r.name
	if line > 0 {
		place += ":" + strconv.Itoa(line)
	}
	e := fault.Usage("bad_answers", "%s: "+format, append([]any{place}, args...)...)
	r.errs = append(r.errs, e)
	return failure{e}
}

// add records each error in err at n.
func (r *reader) add(n *yaml.Node, err error) {
	for _, e := range fault.All(err) {
		c := *e
		c.Message = plain.Sprintf("%s:%d: %s", r.name, n.Line, e.Message).String()
		r.errs = append(r.errs, &c)
	}
}

// document returns the root of the only document, or nil if it can't be parsed.
func (r *reader) document(data []byte) *yaml.Node {
	switch {
	case len(data) > MaxAnswers:
		r.failAt(0, "more than %d bytes", MaxAnswers).hint("give a file of answers, such as a service's .newsvc.yaml")
		return nil
	case !utf8.Valid(data):
		r.failAt(0, "not UTF-8").hint("save it as UTF-8")
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(joinPairs(data)))
	var doc, second yaml.Node
	err := decoder.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF) || err == nil && isNull(doc.Content[0]):
		r.failAt(0, "it contains no answers").hint("write one option per line, as in framework: chi")
		return nil
	case err != nil:
		r.syntax(err)
		return nil
	}
	if err := decoder.Decode(&second); err == nil {
		r.fail(&second, "a second document starts").hint("keep only one document, without ---")
		return nil
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err)
		return nil
	}
	if !r.plain(doc.Content[0]) || !r.harmless(doc.Content[0]) {
		return nil
	}
	return doc.Content[0]
}

var (
	yamlLine = lazyregexp.New(`^yaml: (?:line (\d+): )?`)
	// The library counts lines from 0 in these messages, and from 1 in all others.
	fromZero = lazyregexp.New(`did not find expected (<|node content|'-'|key|',')`)
)

// syntax records the parser's error, with its line if it has one.
func (r *reader) syntax(err error) {
	message := err.Error()
	line := 0
	if m := yamlLine().FindStringSubmatch(message); m != nil {
		line, _ = strconv.Atoi(m[1])
		message = message[len(m[0]):]
		if m[1] != "" && fromZero().MatchString(message) {
			line++
		}
	}
	r.failAt(line, "neither YAML nor JSON: %s", message).hint("write one option per line, as in framework: chi")
}

// plain rejects anchors, aliases and tags: answers must be explicit.
func (r *reader) plain(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.fail(n, "anchors and aliases (& and *) aren't supported here").hint("write it out, or quote text that starts with & or *")
		return false
	case n.Kind == yaml.ScalarNode && !slices.Contains([]string{"!!str", "!!bool", "!!int", "!!float", "!!null", "!!timestamp", "!!merge"}, n.ShortTag()),
		n.Kind == yaml.MappingNode && n.ShortTag() != "!!map",
		n.Kind == yaml.SequenceNode && n.ShortTag() != "!!seq":
		r.fail(n, "the tag %s isn't supported here", quote(n.Tag)).hint("leave it out, or quote text that starts with !")
		return false
	}
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return !r.plain(c) })
}

// harmless rejects text with control characters or more than one line. newsvc writes
// no such text.
func (r *reader) harmless(n *yaml.Node) bool {
	if i := strings.IndexFunc(n.Value, plain.Harmful); i >= 0 {
		c, _ := utf8.DecodeRuneInString(n.Value[i:])
		what := "the character " + plain.Line(string(c))
		if c == '\n' {
			what = "a second line"
		}
		r.fail(n, "it has %s", what).hint("write text on one line, without invisible characters")
		return false
	}
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return !r.harmless(c) })
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// mapping calls each for every key of n. It stops if each returns false.
func (r *reader) mapping(n *yaml.Node, what string, each func(key string, value *yaml.Node) bool) {
	if n.Kind != yaml.MappingNode {
		r.fail(n, "%s must be a mapping of names to values", what).hint("write each as NAME: VALUE on a line of its own")
		return
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content) && len(r.errs) <= maxFailures; i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			r.fail(key, "a name in %s must be text", what).hint("write NAME: VALUE")
			continue
		}
		if first, twice := lines[key.Value]; twice {
			r.fail(key, "%s is given twice, first on line %d", quote(key.Value), first).hint("keep one of them")
			continue
		}
		lines[key.Value], r.key = key.Line, key.Line
		if !each(key.Value, value) {
			return
		}
	}
}

// object parses a mapping with a fixed set of keys.
func (r *reader) object(n *yaml.Node, what string, keys map[string]func(*yaml.Node)) {
	r.mapping(n, what, func(key string, value *yaml.Node) bool {
		if read, known := keys[key]; known {
			read(value)
			return true
		}
		names := slices.Sorted(maps.Keys(keys))
		f := r.fail(value, "%s has no %s", what, quote(key))
		if better := fault.Nearest(key, names); better != "" {
			f.hint("did you mean %s?", better)
		} else {
			f.hint("it has %s", strings.Join(names, ", "))
		}
		return true
	})
}

func (r *reader) list(n *yaml.Node, what string, each func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "%s must be a list", what).hint("write each item on a line of its own, with a dash")
		return
	}
	for _, item := range n.Content {
		if len(r.errs) > maxFailures {
			return
		}
		each(item)
	}
}

// text returns a scalar as it is written. A number counts as text.
func (r *reader) text(n *yaml.Node, what string) (string, bool) {
	switch {
	case isNull(n):
		r.fail(n, "%s has no value", what).hint("leave it out, or give it one")
	case n.Kind != yaml.ScalarNode:
		r.fail(n, "%s must be text", what).hint("write it on one line")
	default:
		return n.Value, true
	}
	return "", false
}

func (r *reader) into(target *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if text, ok := r.text(n, what); ok {
			*target = text
		}
	}
}
