package change

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// Update is a change to another version of the pack.
type Update struct {
	Change
	Notes []string    // what happened to the answers, a sentence each
	Moves []pack.Move // of generated files, in order
}

// Update rewrites the answers for a later version of the pack, or for another
// pack. The given values answer options of that version. Its error is
// errors.Join of *fault.Error.
func (s Service) Update(to pack.Manifest, ref spec.PackRef, given map[string]any) (Update, error) {
	r := rewriter{values: maps.Clone(s.Answers.Values)}
	for _, c := range to.ChangesSince(&s.Manifest) {
		if err := r.apply(c, cmp.Or(c.Pack, to.Name)+" "+c.Version); err != nil {
			return Update{}, err
		}
	}
	r.followPins(s.Manifest, to)
	next := Service{Manifest: to, Answers: s.Answers}
	next.Answers.Pack, next.Answers.Values = ref, r.values
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(given)) {
		errs = append(errs, next.checkValue(name, given[name]))
		r.values[name] = given[name]
	}
	hint := "tell the pack's authors to list it under changes, in pack.yaml"
	if _, later := to.VersionOf(s.Manifest.Name); !later {
		hint = fmt.Sprintf("%s isn't a version of the pack %s, which this service has: check --pack", to.Name, s.Manifest.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(r.values)) {
		if to.Option(name) == nil && given[name] == nil {
			errs = append(errs, fault.Usage("option_gone", "%s %s has no option %s, and its changes don't say what became of it", to.Name, to.Version, name).
				WithHint("%s", hint))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return Update{}, err
	}
	reset := next.resetForUpdate(s.Manifest)
	resolved, err := spec.Resolve(to, ref, next.Answers)
	return Update{Change: Change{Spec: resolved, Reset: reset}, Notes: r.notes, Moves: r.moves}, forUpdate(err)
}

// resetForUpdate gives every answered option that doesn't apply its default. It
// returns the names of those that had another value than the old default.
func (s Service) resetForUpdate(old pack.Manifest) []string {
	complete := maps.Clone(s.Answers.Values)
	for _, o := range s.Manifest.Options {
		if _, answered := complete[o.Name]; !answered {
			complete[o.Name] = spec.Unanswered(o)
		}
	}
	var names []string
	for _, name := range s.reset(complete, nil) {
		before, answered := s.Answers.Values[name]
		if !answered {
			continue
		}
		s.Answers.Values[name] = complete[name]
		if o := old.Option(name); o == nil || fmt.Sprint(before) != fmt.Sprint(spec.Unanswered(*o)) {
			names = append(names, name)
		}
	}
	return names
}

var flagInHint = lazyregexp.New(`\b(try|add) --([a-z0-9_-]+)[ =]`)

// forUpdate rewords failures of spec.Resolve, whose hints name flags of init.
func forUpdate(err error) error {
	var errs []error
	for _, e := range fault.All(err) {
		c := *e
		c.Message = "after the update, " + strings.TrimPrefix(c.Message, "--")
		c.Hint = flagInHint().ReplaceAllString(c.Hint, "$1 --set $2=")
		errs = append(errs, &c)
	}
	return errors.Join(errs...)
}

// rewriter applies the changes of versions to answers.
type rewriter struct {
	values map[string]any
	notes  []string
	moves  []pack.Move
}

// followPins gives an option that was pinned, and is pinned to another value now, that value:
// nobody chose the old one.
func (r *rewriter) followPins(old, to pack.Manifest) {
	for _, o := range to.Options {
		before := old.Option(o.Name)
		if o.Pinned == "" || before == nil || before.Pinned == "" || fmt.Sprint(r.values[o.Name]) == fmt.Sprint(spec.Unanswered(o)) {
			continue
		}
		r.values[o.Name] = spec.Unanswered(o)
		r.note("the option %s is %s now: %s", o.Name, written(r.values[o.Name]), o.Pinned)
	}
}

func (r *rewriter) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// apply applies one change. version names the version that made it.
func (r *rewriter) apply(c pack.Change, version string) error {
	switch {
	case c.Rename != nil && c.Rename.Choice != "":
		if r.replaceChoice(c.Rename.Option, c.Rename.Choice, c.Rename.To) {
			r.note("%s=%s is called %s=%s now", c.Rename.Option, c.Rename.Choice, c.Rename.Option, c.Rename.To)
		}
	case c.Rename != nil:
		if value, ok := r.values[c.Rename.Option]; ok {
			delete(r.values, c.Rename.Option)
			r.values[c.Rename.To] = value
			r.note("the option %s is called %s now", c.Rename.Option, c.Rename.To)
		}
	case c.Split != nil:
		return r.split(*c.Split, version)
	case c.Remove != nil:
		return r.remove(*c.Remove, version)
	case c.Set != nil:
		if _, answered := r.values[c.Set.Option]; !answered && c.Set.When.Holds(r.values) {
			r.values[c.Set.Option] = c.Set.Value
			r.note("the new option %s is %s, as in all existing services", c.Set.Option, written(c.Set.Value))
		}
	case c.Move != nil:
		r.moves = append(r.moves, *c.Move)
	}
	return nil
}

// replaceChoice replaces a choice in the answer to an option, or removes it from
// a list if there is no replacement. It reports whether the answer had it.
func (r *rewriter) replaceChoice(option, choice, by string) bool {
	switch value := r.values[option].(type) {
	case string:
		if value != choice {
			return false
		}
		r.values[option] = by
		return true
	case []string:
		i := slices.Index(value, choice)
		if i < 0 {
			return false
		}
		rest := slices.Delete(slices.Clone(value), i, i+1)
		if by != "" && !slices.Contains(rest, by) {
			rest = slices.Insert(rest, i, by)
		}
		r.values[option] = rest
		return true
	}
	return false
}

func (r *rewriter) split(s pack.Split, version string) error {
	value, answered := r.values[s.Option]
	if !answered {
		return nil
	}
	if list, ok := value.([]string); ok {
		for _, word := range list {
			if into, ok := s.Into[word]; ok {
				r.replaceChoice(s.Option, word, "")
				r.replace(s.Option, word, into)
			}
		}
		return nil
	}
	word := spec.FormatValue(value)
	into, ok := s.Into[word]
	if !ok {
		return fault.Usage("not_split", "%s splits the option %s, and doesn't say what replaces %s=%s", version, s.Option, s.Option, word).
			WithHint("change that first, with newsvc set %s=VALUE", s.Option)
	}
	delete(r.values, s.Option)
	r.replace(s.Option, word, into)
	return nil
}

// replace sets the answers that replace another. A list is added to.
func (r *rewriter) replace(option, word string, into map[string]any) {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(into)) {
		value := into[name]
		parts = append(parts, name+"="+written(value))
		more, list := value.([]string)
		if before, ok := r.values[name].([]string); ok && list {
			value = words(nil, before, more)
		}
		r.values[name] = value
	}
	r.note("%s=%s is %s now", option, word, strings.Join(parts, " and "))
}

func (r *rewriter) remove(c pack.Remove, version string) error {
	value, answered := r.values[c.Option]
	if !answered {
		return nil
	}
	_, list := value.([]string)
	switch {
	case c.Choice == "":
		delete(r.values, c.Option)
		r.note("the option %s, which was %s, is gone: %s", c.Option, written(value), c.Reason)
	case c.To != "":
		if r.replaceChoice(c.Option, c.Choice, c.To) {
			r.note("%s=%s is gone, and replaced with %s: %s", c.Option, c.Choice, c.To, c.Reason)
		}
	case list:
		if r.replaceChoice(c.Option, c.Choice, "") {
			r.note("%s no longer has %s: %s", c.Option, c.Choice, c.Reason)
		}
	case value == c.Choice:
		return fault.Usage("choice_gone", "%s has no %s=%s any more: %s", version, c.Option, c.Choice, c.Reason).
			WithHint("choose another one first, with newsvc set %s=VALUE", c.Option)
	}
	return nil
}

// written returns an answer as it is shown.
func written(value any) string {
	if text := spec.FormatValue(value); text != "" {
		return text
	}
	return "none"
}
