package resource

import (
	"slices"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
)

// Field is a field of a resource, in the normalized form that ParseField returns.
type Field struct {
	Name     string // snake_case, as declared
	Type     Type
	Values   []string // of an enum, in order
	Ref      string   // of a ref: the name of the resource it refers to
	Digits   int      // of a decimal: the total number of digits
	Scale    int      // of a decimal: the number of digits after the point
	Optional bool
	Unique   bool
	Index    bool    // false if Unique is true
	Min      string  // a number in canonical form, or empty
	Max      string  // the same; for a string or text, the length in characters
	Default  *string // in canonical form, or nil
}

// Key returns the field's key in JSON, which is also its column's name.
func (f Field) Key() string {
	if f.Type == Ref {
		return f.Name + "_id"
	}
	return f.Name
}

// String formats the field canonically. ParseField is its inverse.
func (f Field) String() string {
	var b strings.Builder
	b.WriteString(f.Name + ":" + string(f.Type))
	switch f.Type {
	case Enum:
		b.WriteString("=" + strings.Join(f.Values, ","))
	case Decimal:
		b.WriteString("=" + strconv.Itoa(f.Digits) + "," + strconv.Itoa(f.Scale))
	case Ref:
		b.WriteString("=" + f.Ref)
	}
	for _, m := range []struct {
		set  bool
		text string
	}{
		{f.Optional, "optional"},
		{f.Unique, "unique"},
		{f.Index, "index"},
		{f.Min != "", "min=" + f.Min},
		{f.Max != "", "max=" + f.Max},
	} {
		if m.set {
			b.WriteString(":" + m.text)
		}
	}
	if f.Default != nil {
		b.WriteString(":default=" + escapeIn(f.Type, *f.Default))
	}
	return b.String()
}

// ParseField parses and normalizes a field. Its error is a *fault.Error that names the
// field, says what is wrong, and suggests what to type instead. The targets are the
// resources that the service has, if known; suggestions for references name them.
func ParseField(s string, targets ...string) (Field, error) {
	f, err := parseField(s, targets)
	if err != nil {
		return Field{}, withValidHint(err, targets)
	}
	return f, nil
}

// parseField is ParseField, but the field that an error suggests may have further errors.
func parseField(s string, targets []string) (Field, error) {
	if err := checkText(s); err != nil {
		return Field{}, err
	}
	name, rest, _ := strings.Cut(s, ":")
	if better := untyped(s, ""); better != "" {
		return Field{}, fault.Usage("bad_field", "field %s: a colon is before a type", quote(s)).Try(s, better)
	}
	if err := checkFieldName(name, s); err != nil {
		return Field{}, err
	}
	typed, rest, more := strings.Cut(rest, ":")
	f := Field{Name: name}
	if err := f.readType(typed, s, targets); err != nil {
		return Field{}, err
	}
	if more {
		if err := f.readModifiers(strings.Split(rest, ":"), s); err != nil {
			return Field{}, err
		}
	}
	if err := f.normalize(s); err != nil {
		return Field{}, err
	}
	return f, nil
}

// checkText rejects characters that a shell may interpret, and fields that are too long.
func checkText(s string) error {
	if len(s) > maxText {
		return fault.Usage("bad_field", "field %s has %d characters; the maximum is %d", quote(s), len(s), maxText).
			WithHint("shorten its default, or its values")
	}
	at := strings.IndexFunc(s, func(r rune) bool { return !plain(r) })
	if at < 0 {
		return nil
	}
	if words := splitWords(s); len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(w, ":") }) {
		return severalFields(s, words)
	}
	err := fault.Usage("bad_field", "field %s: %q can't be written as it is, because a shell may read it as its own", quote(s), []rune(s[at:])[0])
	name, rest, _ := strings.Cut(s, ":")
	if better := plainType(s); better != "" {
		return err.Try(s, better)
	}
	if before, value, ok := strings.Cut(s, ":default="); ok && at >= len(s)-len(value) && !strings.ContainsRune(value, '%') {
		return err.Try(s, before+":default="+escape(value))
	}
	if better := suggestName(name); at < len(name) && better != "" {
		return err.Try(s, strings.TrimSuffix(better+":"+rest, ":"))
	}
	return err.WithHint("write a field as NAME:TYPE[=ARG][:MODIFIER…], as in status:enum=new,paid:default=new")
}

func severalFields(s string, fields []string) error {
	return fault.Usage("bad_field", "%s is %d fields, not one", quote(s), len(fields)).
		WithHint("write each by itself: %s", strings.Join(fields, " "))
}

// readType parses TYPE[=ARG].
func (f *Field) readType(typed, s string, targets []string) error {
	word, arg, given := strings.Cut(typed, "=")
	f.Type = Type(word)
	if kindOf(f.Type) == nil {
		return f.unknownType(word, s, targets)
	}
	switch f.Type {
	case Enum:
		return f.readValues(arg, given, s)
	case Decimal:
		return f.readDigits(arg, given, s)
	case Ref:
		return f.readRef(arg, given, s, targets)
	}
	if given {
		err := f.wrong("the type %s takes no =", f.Type)
		if _, e := strconv.Atoi(arg); e == nil && refusal(f.Type, "max=") == "" {
			return err.Try(s, strings.Replace(s, "="+arg, ":max="+arg, 1))
		}
		return err.Try(s, strings.Replace(s, "="+arg, "", 1))
	}
	return nil
}

func (f *Field) unknownType(word, s string, targets []string) error {
	known := make([]string, 0, len(Types()))
	for _, t := range Types() {
		known = append(known, string(t))
	}
	if word == "" {
		like := "string"
		if k := kindOf(Type(f.Name)); k != nil && k.argument == "" && k.name != Ref {
			like = f.Name
		}
		rest := strings.TrimLeft(strings.TrimPrefix(s, f.Name), ":=")
		if first, _, _ := strings.Cut(rest, ":"); rest != "" && !isModifier(first) {
			return f.wrong("its type is missing").Try(s, f.Name+":"+rest) // there is one more colon
		}
		return f.wrong("its type is missing").Try(s, withType(s, like))
	}
	if isModifier(word) || slices.Contains(modifiers, word) {
		return f.wrong("its type is missing before %s", word).Try(s, f.Name+":string:"+strings.TrimPrefix(s, f.Name+":"))
	}
	err := f.wrong("unknown type %s", quote(word))
	if fields := separate(s); fields != nil {
		return severalFields(s, fields)
	}
	better := meant(strings.ToLower(word))
	if better == "" {
		better = nearestType(word)
	}
	if better == "" {
		return err.WithHint("the types are %s", strings.Join(known, ", "))
	}
	if shown := better.Argument(); shown != "" && !strings.HasPrefix(s, f.Name+":"+word+"=") {
		return err.Try(s, withType(s, string(better)+"="+shown))
	}
	if better == Ref && !strings.HasPrefix(s, f.Name+":"+word+"=") {
		return err.Try(s, withType(s, "ref="+f.likelyTarget(targets)))
	}
	return err.Try(s, f.Name+":"+string(better)+strings.TrimPrefix(s, f.Name+":"+word))
}

// likelyTarget returns the resource to suggest for a reference without one: the one
// whose name is closest to the field's, or otherwise the first.
func (f *Field) likelyTarget(targets []string) string {
	switch nearest := fault.Nearest(f.Name, targets); {
	case nearest != "":
		return nearest
	case len(targets) > 0:
		return targets[0]
	}
	return f.Name
}

func (f *Field) wrong(format string, args ...any) *fault.Error {
	return fault.Usage("bad_field", "field "+f.Name+": "+format, args...)
}
