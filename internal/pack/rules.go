package pack

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/strict"
)

// checkManifest checks the rules that concern only the manifest.
func (p *Pack) checkManifest(ps *strict.Problems) {
	m := &p.Manifest
	if m.Name != "" && !isName(m.Name) {
		p.report(ps, "name", "name %q: %s", m.Name, nameRule)
	}
	if m.Version != "" && !semver.IsValid("v"+m.Version) {
		p.report(ps, "version", "version %q is not like 1.2.3", m.Version)
	}
	p.unique(ps, "options.%d.name", "option", p.optionNames())
	p.unique(ps, "options.%d.short", "short", names(m.Options, func(o Option) string { return o.Short }))
	p.unique(ps, "layers.%d.folder", "layer", names(m.Layers, func(l Layer) string { return l.Folder }))
	p.unique(ps, "slots.%d.name", "slot", p.slotNames())
	for i := range m.Options {
		p.checkOption(ps, i)
	}
	for i, l := range m.Layers {
		p.checkLayer(ps, i, l)
	}
	for i, s := range m.Slots {
		p.checkSlot(ps, i, s)
	}
	for i, f := range m.Refusals {
		p.checkWhen(ps, fmt.Sprintf("refusals.%d.when", i), f.When, m.Options)
	}
	for i, pattern := range m.Executables {
		p.checkPattern(ps, fmt.Sprintf("executables.%d", i), pattern)
	}
	for i, pattern := range m.Gofmt {
		p.checkPattern(ps, fmt.Sprintf("gofmt.%d", i), pattern)
	}
	p.checkTypes(ps)
	p.checkPresets(ps)
	p.checkChanges(ps)
}

const nameRule = "a name has lower-case letters, digits and dashes, and begins with a letter"

func isName(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || c != '-' && c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// unique rejects duplicate names. at is the format of the i-th item's mark.
func (p *Pack) unique(ps *strict.Problems, at, what string, all []string) {
	first := map[string]int{}
	for i, name := range all {
		j, again := first[name]
		switch {
		case name == "":
		case again:
			p.report(ps, fmt.Sprintf(at, i), "%s %s is given twice, first %s", what, name, p.marks[fmt.Sprintf(at, j)].From(p.mark(fmt.Sprintf(at, i))))
		default:
			first[name] = i
		}
	}
}

// answersOwn lists the keys of .newsvc.yaml that aren't options.
var answersOwn = []string{"format", "pack", "resources", "schema", "yours"}

func (p *Pack) checkOption(ps *strict.Problems, i int) {
	o := p.Manifest.Options[i]
	at := func(key string) string { return fmt.Sprintf("options.%d.%s", i, key) }
	if o.Name != "" && !isName(o.Name) {
		p.report(ps, at("name"), "option %q: %s", o.Name, nameRule)
	}
	if slices.Contains(answersOwn, o.Name) {
		p.report(ps, at("name"), "option %q: .newsvc.yaml uses this name for something else", o.Name)
	}
	if o.Short != "" && (len(o.Short) != 1 || !isName(strings.ToLower(o.Short))) {
		p.report(ps, at("short"), "short %q must be one letter", o.Short)
	}
	p.checkKind(ps, o, at)
	p.unique(ps, at("choices")+".%d.name", "choice", names(o.Choices, func(c OptionChoice) string { return c.Name }))
	for j, c := range o.Choices {
		if c.Name != "" && !isName(c.Name) {
			p.report(ps, at(fmt.Sprintf("choices.%d.name", j)), "choice %q: %s", c.Name, nameRule)
		}
	}
	p.checkDefault(ps, o, at("default"))
	// Only earlier options are allowed, so that there is an order in which to ask.
	p.checkWhen(ps, at("when"), o.When, p.Manifest.Options[:i])
}

func (p *Pack) checkKind(ps *strict.Problems, o Option, at func(string) string) {
	kinds := []string{Choice, Many, Text, Bool}
	chosen := o.Kind == Choice || o.Kind == Many
	switch {
	case o.Kind == "":
	case !slices.Contains(kinds, o.Kind):
		p.report(ps, at("kind"), "there is no kind %q", o.Kind)
		ps.Suggest(o.Kind, kinds)
	case chosen && len(o.Choices) == 0 && o.Pinned == "":
		p.report(ps, at("kind"), "option %s: kind %s needs choices", o.Name, o.Kind)
	case !chosen && o.Choices != nil:
		p.report(ps, at("choices"), "option %s: kind %s has no choices", o.Name, o.Kind)
	}
	formats := []string{FormatName, FormatGoModule, FormatBranch, FormatFolder}
	switch {
	case o.Format == "":
	case o.Kind != Text:
		p.report(ps, at("format"), "option %s: format is for kind text", o.Name)
	case !slices.Contains(formats, o.Format):
		p.report(ps, at("format"), "there is no format %q", o.Format)
		ps.Suggest(o.Format, formats)
	}
}

func (p *Pack) checkDefault(ps *strict.Problems, o Option, at string) {
	if o.Kind == Choice && len(o.When) > 0 && o.Default == nil {
		p.report(ps, at, "option %s isn't always asked, so it needs a default", o.Name)
	}
	var values []string
	switch v := o.Default.(type) {
	case string:
		if o.Kind == Choice {
			values = []string{v}
		}
	case []string:
		values = v
	}
	choices := names(o.Choices, func(c OptionChoice) string { return c.Name })
	for _, v := range values {
		if !slices.Contains(choices, v) {
			p.report(ps, at, "option %s: its default %q is not one of its choices", o.Name, v)
			ps.Suggest(v, choices)
		}
	}
}

func (p *Pack) checkLayer(ps *strict.Problems, i int, l Layer) {
	at := func(key string) string { return fmt.Sprintf("layers.%d.%s", i, key) }
	switch {
	case l.Folder == "deps":
		p.report(ps, at("folder"), "layer deps: this name is reserved for the pins")
	case l.Folder != "" && slices.ContainsFunc(strings.Split(l.Folder, "/"), func(segment string) bool { return !isName(segment) }):
		p.report(ps, at("folder"), "folder %q: %s", l.Folder, nameRule)
	}
	each := []string{EachResource, EachStep}
	if l.Each != EachOnce && !slices.Contains(each, l.Each) {
		p.report(ps, at("each"), "layer %s: there is no each %q", l.Folder, l.Each)
		ps.Suggest(l.Each, each)
	}
	for j, name := range l.Types {
		if _, ok := p.Manifest.Types[name]; !ok {
			p.report(ps, at(fmt.Sprintf("types.%d", j)), "layer %s: there is no type %q in types", l.Folder, name)
			ps.Suggest(name, sortedKeys(p.Manifest.Types))
		}
	}
	for j, name := range l.Modifiers {
		if known := resource.ModifierNames(); !slices.Contains(known, name) {
			p.report(ps, at(fmt.Sprintf("modifiers.%d", j)), "layer %s: fields have no modifier %q", l.Folder, name)
			ps.Suggest(name, known)
		}
	}
	for j, pattern := range l.Once {
		p.checkPattern(ps, at(fmt.Sprintf("once.%d", j)), pattern)
	}
	p.checkWhen(ps, at("when"), l.When, p.Manifest.Options)
}

func (p *Pack) checkSlot(ps *strict.Problems, i int, s Slot) {
	at := fmt.Sprintf("slots.%d", i)
	if s.Name != "" && !isName(s.Name) {
		p.report(ps, at+".name", "slot %q: %s", s.Name, nameRule)
	}
	for j, phase := range s.Phases {
		if !isName(phase) {
			p.report(ps, fmt.Sprintf("%s.phases.%d", at, j), "phase %q: %s", phase, nameRule)
		}
	}
}

// maxPatterns is the maximum number of patterns in a manifest. Each is compared with each
// file.
const maxPatterns = 400

// checkPatterns reports whether there are at most maxPatterns.
func (p *Pack) checkPatterns(ps *strict.Problems) bool {
	n := len(p.Manifest.Executables) + len(p.Manifest.Gofmt)
	for _, l := range p.Manifest.Layers {
		n += len(l.Once)
	}
	if n > maxPatterns {
		ps.Add(manifestPath, 0, "it has %d patterns in once, executables and gofmt; the maximum is %d", n, maxPatterns)
	}
	return n <= maxPatterns
}

func (p *Pack) checkPattern(ps *strict.Problems, at, pattern string) {
	if _, err := path.Match(pattern, "x"); err != nil {
		p.report(ps, at, "%q is not a valid pattern", pattern)
	}
}

// checkWhen rejects options and values that don't exist.
func (p *Pack) checkWhen(ps *strict.Problems, at string, w When, options []Option) {
	known := names(options, func(o Option) string { return o.Name })
	for _, name := range w.Names() {
		at := at + "." + name
		i := slices.Index(known, name)
		if i < 0 {
			what := "when: the pack has no option %q"
			if p.Manifest.Option(name) != nil {
				what = "when: option %q is no earlier one, and options are asked in their order"
			}
			p.report(ps, at, what, name)
			ps.Suggest(name, known)
			continue
		}
		p.checkWanted(ps, at, options[i], w[name])
	}
}

func (p *Pack) checkWanted(ps *strict.Problems, at string, o Option, wanted []string) {
	values := names(o.Choices, func(c OptionChoice) string { return c.Name })
	switch o.Kind {
	case Bool:
		values = []string{"false", "true"}
	case Text:
		p.report(ps, at, "when: option %s is a text, but conditions support only choice, many and bool", o.Name)
		return
	}
	for _, v := range wanted {
		if slices.Contains(values, v) {
			continue
		}
		if i := slices.IndexFunc(o.Unavailable, func(u Unavailable) bool { return u.Name == v }); i >= 0 {
			p.report(ps, at, "when: the choice %s of option %s is not available: %s", v, o.Name, o.Unavailable[i].Reason)
			continue
		}
		p.report(ps, at, "when: option %s has no choice %q", o.Name, v)
		ps.Suggest(v, values)
	}
}

// checkTypes checks that all rows of the type table have the same columns, and that the
// types exist.
func (p *Pack) checkTypes(ps *strict.Problems) {
	fields := names(resource.Types(), func(t resource.Type) string { return string(t) })
	var columns []string
	var first string
	for _, name := range p.byLine("types.", p.Manifest.Types) {
		at := "types." + name
		if !slices.Contains(fields, name) {
			p.report(ps, at, "fields have no type %q", name)
			ps.Suggest(name, fields)
		}
		row := sortedKeys(p.Manifest.Types[name])
		if first == "" {
			first, columns = name, row
		} else if !slices.Equal(row, columns) {
			p.report(ps, at, "type %s has the columns %s, but %s has %s", name, strings.Join(row, ", "), first, strings.Join(columns, ", "))
		}
	}
}

// byLine returns the names of types in the order of the manifest.
func (p *Pack) byLine(prefix string, types map[string]map[string]string) []string {
	all := sortedKeys(types)
	slices.SortStableFunc(all, func(a, b string) int {
		x, y := p.marks[prefix+a], p.marks[prefix+b]
		return cmp.Or(cmp.Compare(x.Path, y.Path), x.Line-y.Line)
	})
	return all
}
