package pack

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/strict"
)

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
