package pack

import (
	"cmp"
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

// CompareVersions compares two versions of a pack, such as 1.2.3, or v1.2.3 of its
// module, by semantic versioning.
func CompareVersions(a, b string) int {
	return semver.Compare("v"+strings.TrimPrefix(a, "v"), "v"+strings.TrimPrefix(b, "v"))
}
