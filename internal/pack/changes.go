package pack

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/strict"
)

// Change is what a version of a pack changed for the services of earlier
// versions. Exactly one of its kinds is set, from Base on.
type Change struct {
	Version string // the version of the pack that made the change
	Pack    string // the pack's name, if it is one that the pack extends
	Base    string // the version of the base that the pack extends from this version on
	Rename  *Rename
	Split   *Split
	Remove  *Remove
	Set     *Setting
	Move    *Move
}

// Rename gives an option, or one of its choices, another name.
type Rename struct {
	Option string
	Choice string // empty: the option itself
	To     string
}

// Split replaces the answers to an option with answers to other options. For a
// Many option, the choices that Into doesn't name stay.
type Split struct {
	Option string
	Into   map[string]map[string]any // an answer, to the answers that replace it
}

// Remove removes an option, or one of its choices.
type Remove struct {
	Option string
	Choice string // empty: the option itself
	To     string // the choice that replaces it; empty: none does
	Reason string
}

// Setting is the answer of existing services to a new option.
type Setting struct {
	Option string
	Value  any
	When   When // which services it is for
}

// Move moves generated files. In From, * matches any part of a segment, and the
// final / of a folder matches all files below it.
type Move struct{ From, To string }

// Target returns the path to which a file moves. It returns false if the move
// isn't for that file.
func (m Move) Target(file string) (string, bool) {
	from, folder := strings.CutSuffix(m.From, "/")
	patterns, segments := strings.Split(from, "/"), strings.Split(file, "/")
	if len(segments) < len(patterns) || folder == (len(segments) == len(patterns)) {
		return "", false
	}
	var matched []string
	for i, pattern := range patterns {
		before, after, star := strings.Cut(pattern, "*")
		rest, begins := strings.CutPrefix(segments[i], before)
		part, ends := strings.CutSuffix(rest, after)
		if !begins || !ends || !star && part != "" {
			return "", false
		}
		if star {
			matched = append(matched, part)
		}
	}
	to := strings.TrimSuffix(m.To, "/")
	for _, part := range matched {
		before, after, _ := strings.Cut(to, "*")
		to = before + part + after
	}
	return path.Join(append([]string{to}, segments[len(patterns):]...)...), true
}

// ChangesSince returns the changes that later versions than the given one made,
// in order. Each pack of a chain counts its own versions.
func (m *Manifest) ChangesSince(old *Manifest) []Change {
	var later []Change
	for _, c := range m.Changes {
		if version, ok := old.VersionOf(cmp.Or(c.Pack, m.Name)); ok && CompareVersions(c.Version, version) > 0 {
			later = append(later, c)
		}
	}
	return later
}

func (r *reader) change(n *yaml.Node, at string) Change {
	var c Change
	kinds := 0
	kind := func(key string, read func(n *yaml.Node, at string)) strict.Field {
		return strict.Optional(key, func(n *yaml.Node, at string) { kinds++; read(n, at+".") })
	}
	r.Object(n, at+".", "a change",
		strict.Required("version", r.Into(&c.Version, "the version of a change")),
		kind("base", func(n *yaml.Node, _ string) { c.Base, _ = r.Text(n, "base") }),
		kind("rename", func(n *yaml.Node, at string) {
			c.Rename = &Rename{}
			r.Object(n, at, "rename",
				strict.Required("option", r.Into(&c.Rename.Option, "option")),
				strict.Optional("choice", r.Into(&c.Rename.Choice, "choice")),
				strict.Required("to", r.Into(&c.Rename.To, "to")),
			)
		}),
		kind("split", func(n *yaml.Node, at string) { c.Split = r.split(n, at) }),
		kind("remove", func(n *yaml.Node, at string) {
			c.Remove = &Remove{}
			r.Object(n, at, "remove",
				strict.Required("option", r.Into(&c.Remove.Option, "option")),
				strict.Optional("choice", r.Into(&c.Remove.Choice, "choice")),
				strict.Optional("to", r.Into(&c.Remove.To, "to")),
				strict.Required("reason", r.Into(&c.Remove.Reason, "reason")),
			)
		}),
		kind("set", func(n *yaml.Node, at string) {
			c.Set = &Setting{}
			r.Object(n, at, "set",
				strict.Required("option", r.Into(&c.Set.Option, "option")),
				strict.Required("value", func(n *yaml.Node, at string) { c.Set.Value = r.answer(n, at) }),
				strict.Optional("when", func(n *yaml.Node, at string) { c.Set.When = r.when(n, at) }),
			)
		}),
		kind("move", func(n *yaml.Node, at string) {
			c.Move = &Move{}
			r.Object(n, at, "move", strict.Required("from", r.Into(&c.Move.From, "from")), strict.Required("to", r.Into(&c.Move.To, "to")))
		}),
	)
	if kinds != 1 && n.Kind == yaml.MappingNode {
		r.Fail(n, "a change has one of base, rename, split, remove, set and move, and this one has %d", kinds)
	}
	return c
}

func (r *reader) split(n *yaml.Node, at string) *Split {
	s := &Split{Into: map[string]map[string]any{}}
	r.Object(n, at, "split",
		strict.Required("option", r.Into(&s.Option, "option")),
		strict.Required("into", func(n *yaml.Node, at string) {
			if !r.Is(n, yaml.MappingNode, "into", "a mapping of answers to what replaces them") {
				return
			}
			r.Entries(n, at+".", func(key, value *yaml.Node) {
				answers := map[string]any{}
				s.Into[key.Value] = answers
				if !r.Is(value, yaml.MappingNode, "what replaces an answer", "a mapping of options to answers") {
					return
				}
				at := at + "." + key.Value + "."
				r.Entries(value, at, func(option, value *yaml.Node) { answers[option.Value] = r.answer(value, at+option.Value) })
			})
		}),
	)
	return s
}

// answer reads an answer to an option: text, true or false, or a list.
func (r *reader) answer(n *yaml.Node, at string) any {
	switch {
	case n.Kind == yaml.SequenceNode:
		return slices.Concat([]string{}, r.Texts(n, at, "an answer"))
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool":
		return n.Value == "true"
	}
	text, ok := r.Text(n, "an answer")
	if !ok {
		return nil
	}
	return text
}

// checkChanges checks the list of changes. What an earlier version had can't be
// checked, so this is about the options that the pack has now.
func (p *Pack) checkChanges(ps *strict.Problems) {
	last := ""
	for i, c := range p.Manifest.Changes {
		at := fmt.Sprintf("changes.%d", i)
		if c.Pack != "" {
			continue
		}
		switch v := "v" + c.Version; {
		case c.Version == "":
		case !semver.IsValid(v):
			p.report(ps, at+".version", "version %q is not like 1.2.3", c.Version)
		case semver.Compare(v, "v"+p.Manifest.Version) > 0:
			p.report(ps, at+".version", "version %s is later than %s, which is the pack's", c.Version, p.Manifest.Version)
		case semver.Compare(v, last) < 0:
			p.report(ps, at+".version", "version %s comes after %s: list the changes in the order of their versions", c.Version, last[1:])
		default:
			last = v
		}
		p.checkChange(ps, at, i)
	}
}

func (p *Pack) checkChange(ps *strict.Problems, at string, i int) {
	switch c := p.Manifest.Changes[i]; {
	case c.Base != "" && len(p.Manifest.Bases) == 0:
		p.report(ps, at+".base", "the pack extends no other")
	case c.Base != "" && CompareVersions(c.Base, p.Manifest.Bases[0].Version) > 0:
		p.report(ps, at+".base", "%s is a later version than %s, which the pack extends", c.Base, p.Manifest.Bases[0])
	case c.Rename != nil && c.Rename.Choice == "":
		p.checkGone(ps, at+".rename.option", c.Rename.Option, i)
		p.checkAnswer(ps, at+".rename.to", c.Rename.To, nil, i)
	case c.Rename != nil:
		p.checkAnswer(ps, at+".rename.to", c.Rename.Option, []string{c.Rename.To}, i)
	case c.Split != nil:
		for _, answer := range sortedKeys(c.Split.Into) {
			for _, option := range sortedKeys(c.Split.Into[answer]) {
				p.checkAnswer(ps, at+".split.into."+answer+"."+option, option, c.Split.Into[answer][option], i)
			}
		}
	case c.Remove != nil && c.Remove.Choice == "":
		p.checkGone(ps, at+".remove.option", c.Remove.Option, i)
		if c.Remove.To != "" {
			p.report(ps, at+".remove.to", "only a choice is replaced: rename or split replaces an option")
		}
	case c.Remove != nil && c.Remove.To != "":
		p.checkAnswer(ps, at+".remove.to", c.Remove.Option, []string{c.Remove.To}, i)
	case c.Set != nil:
		p.checkAnswer(ps, at+".set.option", c.Set.Option, c.Set.Value, i)
	case c.Move != nil:
		p.checkMove(ps, at, *c.Move)
	}
}

// checkGone refuses a change that removes an option which the pack still has.
func (p *Pack) checkGone(ps *strict.Problems, at, option string, i int) {
	if p.Manifest.Option(option) != nil && !p.changedAfter(option, i) {
		p.report(ps, at, "the pack still has the option %s", option)
	}
}

// checkAnswer refuses an answer, or nil for any, that the pack's option can't
// have, unless a later change is about that option.
func (p *Pack) checkAnswer(ps *strict.Problems, at, name string, answer any, i int) {
	if name == "" || p.changedAfter(name, i) {
		return
	}
	o := p.Manifest.Option(name)
	if o == nil {
		p.report(ps, at, "the pack has no option %q", name)
		ps.Suggest(name, p.optionNames())
		return
	}
	words, fits := []string{}, true
	switch v := answer.(type) {
	case []string:
		words, fits = v, o.Kind == Many || o.Kind == Choice && len(v) == 1
	case string:
		words, fits = []string{v}, o.Kind == Choice || o.Kind == Text
	case bool:
		fits = o.Kind == Bool
	}
	if !fits {
		p.report(ps, at, "option %s is of kind %s, and can't have that answer", name, o.Kind)
	}
	choices := names(o.Choices, func(c OptionChoice) string { return c.Name })
	for _, word := range words {
		if fits && o.Kind != Text && !slices.Contains(choices, word) {
			p.report(ps, at, "option %s has no choice %q", name, word)
			ps.Suggest(word, choices)
		}
	}
}

// changedAfter reports whether a change after the i-th is about an option.
func (p *Pack) changedAfter(option string, i int) bool {
	return slices.ContainsFunc(p.Manifest.Changes[i+1:], func(c Change) bool {
		return c.Rename != nil && (c.Rename.Option == option || c.Rename.Choice == "" && c.Rename.To == option) ||
			c.Split != nil && c.Split.Option == option ||
			c.Remove != nil && c.Remove.Option == option ||
			c.Set != nil && c.Set.Option == option
	})
}

func (p *Pack) checkMove(ps *strict.Problems, at string, m Move) {
	for key, name := range map[string]string{"from": m.From, "to": m.To} {
		if err := CheckPath(strings.ReplaceAll(strings.TrimSuffix(name, "/"), "*", "x")); err != nil && name != "" {
			p.report(ps, at+".move."+key, "%q can't be a path: %s", name, err)
		}
		if slices.ContainsFunc(strings.Split(name, "/"), func(segment string) bool { return strings.Count(segment, "*") > 1 }) {
			p.report(ps, at+".move."+key, "%q has more than one * in a segment", name)
		}
	}
	if strings.Count(m.From, "*") != strings.Count(m.To, "*") || strings.HasSuffix(m.From, "/") != strings.HasSuffix(m.To, "/") {
		p.report(ps, at+".move.to", "from and to need the same number of *, and a / at the end of both or of none")
	}
}

// CompareVersions compares two versions of a pack, such as 1.2.3, or v1.2.3 of its
// module, by semantic versioning.
func CompareVersions(a, b string) int {
	return semver.Compare("v"+strings.TrimPrefix(a, "v"), "v"+strings.TrimPrefix(b, "v"))
}
