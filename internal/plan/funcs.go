package plan

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"text/template"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
)

// library is the functions of one rendering. Those that sprig has too have
// its names and meanings, and are ours: sprig's own make long values of short
// ones, print what has no one text, and bring the clock and the network along.
type library struct {
	budget      *budget
	pack        *pack.Pack
	slot        func(name string) (string, error)
	initialisms resource.Initialisms
	reserved    map[string]map[string]bool // kind of identifier to the words that it must not be
}

func newLibrary(b *budget, p *pack.Pack, slot func(name string) (string, error)) *library {
	l := &library{
		budget: b, pack: p, slot: slot,
		initialisms: resource.NewInitialisms(p.Manifest.Initialisms), reserved: map[string]map[string]bool{},
	}
	for kind, r := range p.Manifest.Reserved {
		l.reserved[kind] = make(map[string]bool, len(r.Words))
		for _, word := range r.Words {
			l.reserved[kind][word] = true
		}
	}
	return l
}

func (l *library) funcs() template.FuncMap {
	return template.FuncMap{
		pack.FuncText: printable,
		"slot":        l.slot, "safe": l.safe,
		"eq": l.eq, "ne": l.ne, "lt": l.lt, "le": l.le, "gt": l.gt, "ge": l.ge,
		"pascal": l.cased(resource.Pascal), "camel": l.cased(resource.Camel),
		"kebab": l.named(resource.Kebab), "flat": l.named(resource.Flat), "words": l.named(resource.Words),
		"index": index, "print": l.print, "println": l.println, "printf": l.printf,
		"lower": l.text(strings.ToLower), "upper": l.text(strings.ToUpper), "trim": l.text(strings.TrimSpace),
		"trimPrefix": l.trimmed(strings.TrimPrefix), "trimSuffix": l.trimmed(strings.TrimSuffix),
		"contains": l.tested(strings.Contains), "hasPrefix": l.tested(strings.HasPrefix), "hasSuffix": l.tested(strings.HasSuffix),
		"replace": l.replace, "join": l.join, "quote": l.quote, "indent": l.indent, "nindent": l.nindent,
		"has": l.has, "first": l.first, "last": l.last, "rest": l.rest, "initial": l.initial, "list": l.list, "append": l.append, "dict": l.dict,
		"sortAlpha": l.sortAlpha, "uniq": l.uniq, "without": l.without, "until": l.until,
		"default": fallback, "ternary": ternary, "add": add, "sub": sub, "mul": mul, "max": largest, "min": least,
	}
}

// safe gives an identifier the suffix of its kind where it is reserved.
func (l *library) safe(kind, identifier string) (string, error) {
	reserved, ok := l.pack.Manifest.Reserved[kind]
	if !ok {
		return "", fmt.Errorf("the pack has no kind of reserved words %q", kind)
	}
	if err := l.budget.value(len(identifier) + len(reserved.Suffix)); err != nil {
		return "", err
	}
	if l.reserved[kind][identifier] {
		identifier += reserved.Suffix
	}
	return identifier, nil
}

func (l *library) cased(f func(string, resource.Initialisms) string) any {
	return l.named(func(s string) string { return f(s, l.initialisms) })
}

// named bounds a function that splits a name into words, of two bytes at least.
func (l *library) named(f func(string) string) any {
	return func(s string) (string, error) {
		if err := l.budget.handle(wordSize * len(s) / 2); err != nil {
			return "", err
		}
		return f(s), l.budget.value(len(s))
	}
}

// text bounds a function whose result is about as long as its argument.
func (l *library) text(f func(string) string) any {
	return func(s string) (string, error) {
		if err := l.budget.value(len(s)); err != nil {
			return "", err
		}
		return f(s), nil
	}
}

// trimmed bounds a function of sprig that takes the affix first.
func (l *library) trimmed(f func(s, affix string) string) any {
	return func(affix, s string) (string, error) { return f(s, affix), l.budget.handle(len(affix)) }
}

func (l *library) tested(f func(s, part string) bool) any {
	return func(part, s string) (bool, error) {
		if err := l.budget.handle(len(s) + len(part)); err != nil {
			return false, err
		}
		return f(s, part), nil
	}
}

// replace replaces every old in s by new.
func (l *library) replace(old, new, s string) (string, error) {
	if err := l.budget.handle(len(s)); err != nil {
		return "", err
	}
	if err := l.budget.value(len(s) + strings.Count(s, old)*(len(new)-len(old))); err != nil {
		return "", err
	}
	return strings.ReplaceAll(s, old, new), nil
}

// indent puts n spaces before every line.
func (l *library) indent(spaces any, s string) (string, error) {
	wide, err := integer(spaces)
	if err != nil {
		return "", err
	}
	if wide < 0 || wide > maxValue {
		return "", fmt.Errorf("%d spaces can't be", wide)
	}
	n := int(wide)
	if err := l.budget.value(len(s) + n*(1+strings.Count(s, "\n"))); err != nil {
		return "", err
	}
	pad := strings.Repeat(" ", n)
	return pad + strings.ReplaceAll(s, "\n", "\n"+pad), nil
}

func (l *library) nindent(spaces any, s string) (string, error) {
	s, err := l.indent(spaces, s)
	if err == nil {
		err = l.budget.value(1 + len(s))
	}
	if err != nil {
		return "", err
	}
	return "\n" + s, nil
}

// index returns the element at each key in turn, and fails where there is none.
func index(item any, keys ...any) (any, error) {
	v := reflect.ValueOf(item)
	for _, key := range keys {
		for v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		switch v.Kind() {
		case reflect.Map:
			k := reflect.ValueOf(key)
			if !k.IsValid() || !k.Type().AssignableTo(v.Type().Key()) {
				return nil, fmt.Errorf("%v is no key of it", key)
			}
			if v = v.MapIndex(k); !v.IsValid() {
				return nil, fmt.Errorf("there is no %q", key)
			}
		case reflect.Slice, reflect.String:
			i := reflect.ValueOf(key)
			if !i.CanInt() || i.Int() < 0 || i.Int() >= int64(v.Len()) {
				return nil, fmt.Errorf("there is no element %v", key)
			}
			v = v.Index(int(i.Int()))
		default:
			return nil, errors.New("it is neither a map nor a list")
		}
	}
	return v.Interface(), nil
}
