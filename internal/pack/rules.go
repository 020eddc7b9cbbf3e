package pack

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/resource"
)

// checkManifest holds the manifest to the rules that need nothing but it.
func (p *Pack) checkManifest(ps *problems) {
	m := &p.Manifest
	if m.Name != "" && !isName(m.Name) {
		p.blame(ps, "name", "name %q: %s", m.Name, nameRule)
	}
	if m.Version != "" && !semver.IsValid("v"+m.Version) {
		p.blame(ps, "version", "version %q is not like 1.2.3", m.Version)
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

// unique refuses a second of the same name; at is where the i-th stands.
func (p *Pack) unique(ps *problems, at, what string, all []string) {
	first := map[string]int{}
	for i, name := range all {
		j, again := first[name]
		switch {
		case name == "":
		case again:
			p.blame(ps, fmt.Sprintf(at, i), "%s %s is there twice, first on line %d", what, name, p.marks[fmt.Sprintf(at, j)])
		default:
			first[name] = i
		}
	}
}

// answersOwn are the keys of .newsvc.yaml that are no option's.
var answersOwn = []string{"format", "pack", "resources", "schema"}

func (p *Pack) checkOption(ps *problems, i int) {
	o := p.Manifest.Options[i]
	at := func(key string) string { return fmt.Sprintf("options.%d.%s", i, key) }
	if o.Name != "" && !isName(o.Name) {
		p.blame(ps, at("name"), "option %q: %s", o.Name, nameRule)
	}
	if slices.Contains(answersOwn, o.Name) {
		p.blame(ps, at("name"), "option %q: .newsvc.yaml keeps something else under that name", o.Name)
	}
	if o.Short != "" && (len(o.Short) != 1 || !isName(strings.ToLower(o.Short))) {
		p.blame(ps, at("short"), "short %q must be one letter", o.Short)
	}
	p.checkKind(ps, o, at)
	p.unique(ps, at("choices")+".%d.name", "choice", names(o.Choices, func(c OptionChoice) string { return c.Name }))
	for j, c := range o.Choices {
		if c.Name != "" && !isName(c.Name) {
			p.blame(ps, at(fmt.Sprintf("choices.%d.name", j)), "choice %q: %s", c.Name, nameRule)
		}
	}
	p.checkDefault(ps, o, at("default"))
	// Only earlier options, so that there is an order to ask in.
	p.checkWhen(ps, at("when"), o.When, p.Manifest.Options[:i])
}

func (p *Pack) checkKind(ps *problems, o Option, at func(string) string) {
	kinds := []string{Choice, Many, Text, Bool}
	chosen := o.Kind == Choice || o.Kind == Many
	switch {
	case o.Kind == "":
	case !slices.Contains(kinds, o.Kind):
		p.blame(ps, at("kind"), "there is no kind %q", o.Kind)
		ps.suggest(o.Kind, kinds)
	case chosen && len(o.Choices) == 0:
		p.blame(ps, at("kind"), "option %s: kind %s needs choices", o.Name, o.Kind)
	case !chosen && o.Choices != nil:
		p.blame(ps, at("choices"), "option %s: kind %s has no choices", o.Name, o.Kind)
	}
	formats := []string{FormatName, FormatGoModule}
	switch {
	case o.Format == "":
	case o.Kind != Text:
		p.blame(ps, at("format"), "option %s: format is for kind text", o.Name)
	case !slices.Contains(formats, o.Format):
		p.blame(ps, at("format"), "there is no format %q", o.Format)
		ps.suggest(o.Format, formats)
	}
}

func (p *Pack) checkDefault(ps *problems, o Option, at string) {
	if o.Kind == Choice && len(o.When) > 0 && o.Default == nil {
		p.blame(ps, at, "option %s isn't always asked, so it needs a default", o.Name)
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
			p.blame(ps, at, "option %s: its default %q is none of its choices", o.Name, v)
			ps.suggest(v, choices)
		}
	}
}

func (p *Pack) checkLayer(ps *problems, i int, l Layer) {
	at := func(key string) string { return fmt.Sprintf("layers.%d.%s", i, key) }
	switch {
	case l.Folder == "deps":
		p.blame(ps, at("folder"), "layer deps: the pins have that name")
	case l.Folder != "" && slices.ContainsFunc(strings.Split(l.Folder, "/"), func(segment string) bool { return !isName(segment) }):
		p.blame(ps, at("folder"), "folder %q: %s", l.Folder, nameRule)
	}
	each := []string{EachResource, EachStep}
	if l.Each != EachOnce && !slices.Contains(each, l.Each) {
		p.blame(ps, at("each"), "layer %s: there is no each %q", l.Folder, l.Each)
		ps.suggest(l.Each, each)
	}
	for j, name := range l.Types {
		if _, ok := p.Manifest.Types[name]; !ok {
			p.blame(ps, at(fmt.Sprintf("types.%d", j)), "layer %s: there is no type %q in types", l.Folder, name)
			ps.suggest(name, sortedKeys(p.Manifest.Types))
		}
	}
	for j, name := range l.Modifiers {
		if known := resource.ModifierNames(); !slices.Contains(known, name) {
			p.blame(ps, at(fmt.Sprintf("modifiers.%d", j)), "layer %s: fields have no modifier %q", l.Folder, name)
			ps.suggest(name, known)
		}
	}
	for j, pattern := range l.Once {
		p.checkPattern(ps, at(fmt.Sprintf("once.%d", j)), pattern)
	}
	p.checkWhen(ps, at("when"), l.When, p.Manifest.Options)
}

func (p *Pack) checkSlot(ps *problems, i int, s Slot) {
	at := fmt.Sprintf("slots.%d", i)
	if s.Name != "" && !isName(s.Name) {
		p.blame(ps, at+".name", "slot %q: %s", s.Name, nameRule)
	}
	for j, phase := range s.Phases {
		if !isName(phase) {
			p.blame(ps, fmt.Sprintf("%s.phases.%d", at, j), "phase %q: %s", phase, nameRule)
		}
	}
}

// maxPatterns bounds the patterns of a manifest, each of which is held to each file.
const maxPatterns = 400

// checkPatterns reports whether there are no more.
func (p *Pack) checkPatterns(ps *problems) bool {
	n := len(p.Manifest.Executables) + len(p.Manifest.Gofmt)
	for _, l := range p.Manifest.Layers {
		n += len(l.Once)
	}
	if n > maxPatterns {
		ps.add(manifestPath, 0, "it has %d patterns of paths in once, executables and gofmt, and %d is the most", n, maxPatterns)
	}
	return n <= maxPatterns
}

func (p *Pack) checkPattern(ps *problems, at, pattern string) {
	if _, err := path.Match(pattern, "x"); err != nil {
		p.blame(ps, at, "%q is no pattern of paths", pattern)
	}
}

// checkWhen refuses what no answer can be.
func (p *Pack) checkWhen(ps *problems, at string, w When, options []Option) {
	known := names(options, func(o Option) string { return o.Name })
	for _, name := range w.Names() {
		at := at + "." + name
		i := slices.Index(known, name)
		if i < 0 {
			what := "when: the pack has no option %q"
			if p.Manifest.Option(name) != nil {
				what = "when: option %q is no earlier one, and options are asked in their order"
			}
			p.blame(ps, at, what, name)
			ps.suggest(name, known)
			continue
		}
		p.checkWanted(ps, at, options[i], w[name])
	}
}

func (p *Pack) checkWanted(ps *problems, at string, o Option, wanted []string) {
	values := names(o.Choices, func(c OptionChoice) string { return c.Name })
	switch o.Kind {
	case Bool:
		values = []string{"false", "true"}
	case Text:
		p.blame(ps, at, "when: option %s is a text, and conditions look at choice, many and bool", o.Name)
		return
	}
	for _, v := range wanted {
		if !slices.Contains(values, v) {
			p.blame(ps, at, "when: option %s has no choice %q", o.Name, v)
			ps.suggest(v, values)
		}
	}
}

// checkTypes holds the type table to one set of columns and to the types that
// fields have.
func (p *Pack) checkTypes(ps *problems) {
	fields := names(resource.Types(), func(t resource.Type) string { return string(t) })
	var columns []string
	var first string
	for _, name := range p.byLine("types.", p.Manifest.Types) {
		at := "types." + name
		if !slices.Contains(fields, name) {
			p.blame(ps, at, "fields have no type %q", name)
			ps.suggest(name, fields)
		}
		row := sortedKeys(p.Manifest.Types[name])
		if first == "" {
			first, columns = name, row
		} else if !slices.Equal(row, columns) {
			p.blame(ps, at, "type %s has the columns %s, and %s has %s", name, list(row), first, list(columns))
		}
	}
}

// byLine returns the names of types in the manifest's order.
func (p *Pack) byLine(prefix string, types map[string]map[string]string) []string {
	all := sortedKeys(types)
	slices.SortStableFunc(all, func(a, b string) int { return p.marks[prefix+a] - p.marks[prefix+b] })
	return all
}
