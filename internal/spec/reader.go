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

// reader walks a YAML document and collects what is wrong with it.
type reader struct {
	name string
	errs []error
}

// failure is one that may still get its hint.
type failure struct{ *fault.Error }

func (f failure) hint(format string, args ...any) { f.Hint = plain.Sprintf(format, args...).String() }

// fail records a failure at n.
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

// add records each failure in err as one at n.
func (r *reader) add(n *yaml.Node, err error) {
	for _, e := range fault.All(err) {
		c := *e
		c.Message = plain.Sprintf("%s:%d: %s", r.name, n.Line, e.Message).String()
		r.errs = append(r.errs, &c)
	}
}

// document returns the one document's root, or nil when it can't be read.
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
		r.failAt(0, "there are no answers in it").hint("write an option a line, as in framework: chi")
		return nil
	case err != nil:
		r.syntax(err)
		return nil
	}
	if err := decoder.Decode(&second); err == nil {
		r.fail(&second, "a second document starts").hint("keep one, without ---")
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
	// Of these complaints the library counts the lines from 0, of all others from 1.
	fromZero = lazyregexp.New(`did not find expected (<|node content|'-'|key|',')`)
)

// syntax records what the parser says, with its line where it has one.
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
	r.failAt(line, "neither YAML nor JSON: %s", message).hint("write an option a line, as in framework: chi")
}

// plain refuses anchors, aliases and tags: answers say what they mean.
func (r *reader) plain(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.fail(n, "anchors and aliases (& and *) are not read here").hint("write it out; where text starts with & or *, put it in quotes")
		return false
	case n.Kind == yaml.ScalarNode && !slices.Contains([]string{"!!str", "!!bool", "!!int", "!!float", "!!null", "!!timestamp", "!!merge"}, n.ShortTag()),
		n.Kind == yaml.MappingNode && n.ShortTag() != "!!map",
		n.Kind == yaml.SequenceNode && n.ShortTag() != "!!seq":
		r.fail(n, "the tag %s is not read here", quote(n.Tag)).hint("leave it out; where text starts with !, put it in quotes")
		return false
	}
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return !r.plain(c) })
}

// harmless refuses text that does more on a terminal than appear, or has a second
// line: nothing that newsvc writes has any.
func (r *reader) harmless(n *yaml.Node) bool {
	if i := strings.IndexFunc(n.Value, plain.Harmful); i >= 0 {
		c, _ := utf8.DecodeRuneInString(n.Value[i:])
		what := "the character " + plain.Line(string(c))
		if c == '\n' {
			what = "a second line"
		}
		r.fail(n, "it has %s", what).hint("write text in one line, without characters that can't be seen")
		return false
	}
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return !r.harmless(c) })
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// mapping calls each for every key of n, once. each returns false to stop.
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
			r.fail(key, "%s is there twice, first on line %d", quote(key.Value), first).hint("keep one of them")
			continue
		}
		lines[key.Value] = key.Line
		if !each(key.Value, value) {
			return
		}
	}
}

// object reads a mapping whose keys are known.
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
		r.fail(n, "%s must be a list", what).hint("start each on a line of its own, with a dash")
		return
	}
	for _, item := range n.Content {
		if len(r.errs) > maxFailures {
			return
		}
		each(item)
	}
}

// text returns a scalar as it is written: a number is text too.
func (r *reader) text(n *yaml.Node, what string) (string, bool) {
	switch {
	case isNull(n):
		r.fail(n, "%s has no value", what).hint("leave it out, or give it one")
	case n.Kind != yaml.ScalarNode:
		r.fail(n, "%s must be text", what).hint("write it in one line")
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
