package resource

import (
	"slices"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
)

// Field is one field of a resource, as ParseField makes it.
type Field struct {
	Name     string // snake_case, as declared
	Type     Type
	Values   []string // enum: its values, in order
	Ref      string   // ref: the name of the resource that it refers to
	Digits   int      // decimal: P, all its digits
	Scale    int      // decimal: S, those after the point
	Optional bool
	Unique   bool
	Index    bool    // false where Unique is true
	Min      string  // canonical decimal text; empty: none
	Max      string  // of a string or text, the length in characters
	Default  *string // canonical text; nil: none
}

// Key returns the field's key in JSON, which is its column's name too.
func (f Field) Key() string {
	if f.Type == Ref {
		return f.Name + "_id"
	}
	return f.Name
}

// String returns the canonical written form; ParseField reads it back.
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

// ParseField reads a field in its written form. Its error is one *fault.Error,
// which names the field, what is wrong, and what to type instead; of the
// resources that a reference may mean, where the caller knows them.
func ParseField(s string, targets ...string) (Field, error) {
	if err := checkText(s); err != nil {
		return Field{}, err
	}
	name, rest, _ := strings.Cut(s, ":")
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
	if err := f.settle(s); err != nil {
		return Field{}, err
	}
	return f, nil
}

// checkText refuses what a shell would not leave alone, and what is far too long.
func checkText(s string) error {
	if len(s) > maxText {
		return fault.Usage("bad_field", "field %s has %d characters, and %d is the most", quote(s), len(s), maxText).
			WithHint("shorten its default, or its values")
	}
	at := strings.IndexFunc(s, func(r rune) bool { return !plain(r) })
	if at < 0 {
		return nil
	}
	err := fault.Usage("bad_field", "field %s: %q can't be written as it is, because a shell may read it as its own", quote(s), []rune(s[at:])[0])
	name, rest, _ := strings.Cut(s, ":")
	if before, value, ok := strings.Cut(s, ":default="); ok && at >= len(s)-len(value) && !strings.ContainsRune(value, '%') {
		return err.WithHint("try %s", before+":default="+escape(value))
	}
	if better := suggestName(name); at < len(name) && better != "" {
		return err.WithHint("try %s", strings.TrimSuffix(better+":"+rest, ":"))
	}
	return err.WithHint("write a field as NAME:TYPE[=ARG][:MODIFIER…], as in status:enum=new,paid:default=new")
}

// readType reads TYPE[=ARG].
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
		return f.readDigits(arg, given)
	case Ref:
		return f.readRef(arg, given, targets)
	}
	if given {
		err := f.wrong("the type %s takes no =", f.Type)
		if _, e := strconv.Atoi(arg); e == nil && refusal(f.Type, "max=") == "" {
			return err.WithHint("try %s", strings.Replace(s, "="+arg, ":max="+arg, 1))
		}
		return err.WithHint("try %s", strings.Replace(s, "="+arg, "", 1))
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
		return f.wrong("its type is missing").WithHint("try %s:%s", f.Name, like)
	}
	if isModifier(word) || slices.Contains(modifiers, word) {
		return f.wrong("its type is missing before %s", word).WithHint("try %s", f.Name+":string:"+strings.TrimPrefix(s, f.Name+":"))
	}
	err := f.wrong("unknown type %s", quote(word))
	better := meant(strings.ToLower(word))
	if better == "" {
		better = Type(fault.Nearest(word, known))
	}
	if better == "" {
		return err.WithHint("the types are %s", strings.Join(known, ", "))
	}
	if shown := better.Argument(); shown != "" && !strings.HasPrefix(s, f.Name+":"+word+"=") {
		return err.WithHint("try %s:%s=%s", f.Name, better, shown)
	}
	if better == Ref && !strings.HasPrefix(s, f.Name+":"+word+"=") {
		return err.WithHint("try %s:ref=%s", f.Name, f.likelyTarget(targets))
	}
	return err.WithHint("try %s", f.Name+":"+string(better)+strings.TrimPrefix(s, f.Name+":"+word))
}

// likelyTarget is the resource that a reference without one may mean: what is
// named like the field, or else the first there is.
func (f *Field) likelyTarget(targets []string) string {
	switch nearest := fault.Nearest(f.Name, targets); {
	case nearest != "":
		return nearest
	case len(targets) > 0:
		return targets[0]
	}
	return f.Name
}

func (f *Field) readValues(arg string, given bool, s string) error {
	if !given || arg == "" {
		return f.wrong("an enum needs its values").WithHint("try %s:enum=%s", f.Name, Enum.Argument())
	}
	seen := map[string]string{}
	for value := range strings.SplitSeq(arg, ",") {
		if value == "" {
			return f.wrong("an enum's value is empty").
				WithHint("try %s", strings.Replace(s, arg, strings.Join(strings.FieldsFunc(arg, func(r rune) bool { return r == ',' }), ","), 1))
		}
		if problem := valueProblem(value); problem != "" {
			return f.wrong("the value %s: %s", quote(value), problem).
				WithHint("a value is letters and digits joined by - or _, as in in-progress")
		}
		folded := strings.ToLower(Flat(value))
		if first, ok := seen[folded]; ok && first == value {
			return f.wrong("the value %s is there twice", value).WithHint("leave one out")
		} else if ok {
			return f.wrong("the values %s and %s are too much alike to be told apart in code", first, value).
				WithHint("give one of them another word")
		}
		seen[folded] = value
		f.Values = append(f.Values, value)
	}
	if len(f.Values) > maxValues {
		return f.wrong("an enum has at most %d values, and this one has %d", maxValues, len(f.Values)).
			WithHint("make it a resource of its own, and refer to it: %s:ref=%s", f.Name, f.Name)
	}
	return nil
}

const maxValues = 200

func valueProblem(value string) string {
	letter := func(r rune) bool { return lower(r) || digit(r) || 'A' <= r && r <= 'Z' }
	switch {
	case len(value) > maxName:
		return "a value has at most 40 characters"
	case strings.IndexFunc(value, func(r rune) bool { return !letter(r) && r != '-' && r != '_' }) >= 0:
		return "a value has only letters, digits, - and _"
	case !letter(rune(value[0])), !letter(rune(value[len(value)-1])):
		return "a value starts and ends with a letter or a digit"
	case strings.Contains(strings.ReplaceAll(value, "-", "_"), "__"):
		return "a value has no two - or _ in a row"
	}
	return ""
}

const maxDigits = 38

func (f *Field) readDigits(arg string, given bool) error {
	if !given {
		return f.wrong("a decimal needs its number of digits, and how many of them stand after the point").
			WithHint("try %s:decimal=%s", f.Name, Decimal.Argument())
	}
	p, s, ok := strings.Cut(arg, ",")
	digits, errP := strconv.ParseUint(p, 10, 8)
	scale, errS := strconv.ParseUint(s, 10, 8)
	switch {
	case !ok || errP != nil || errS != nil:
		return f.wrong("%s isn't a number of digits and how many of them stand after the point", quote(arg)).
			WithHint("try %s:decimal=%s", f.Name, Decimal.Argument())
	case digits < 1 || digits > maxDigits:
		return f.wrong("a decimal has 1 to %d digits, not %d", maxDigits, digits).WithHint("try %s:decimal=%s", f.Name, Decimal.Argument())
	case scale > digits:
		return f.wrong("of %d digits, %d can't stand after the point", digits, scale).
			WithHint("try %s:decimal=%d,%d", f.Name, max(digits, scale)+min(digits, maxDigits-scale), scale)
	}
	f.Digits, f.Scale = int(digits), int(scale)
	return nil
}

func (f *Field) readRef(arg string, given bool, targets []string) error {
	if !given || arg == "" {
		return f.wrong("a reference needs the name of a resource").WithHint("try %s:ref=%s", f.Name, f.likelyTarget(targets))
	}
	if problem := nameProblem(arg); problem != "" {
		return f.wrong("%s isn't the name of a resource: %s", quote(arg), problem).
			WithHint("try %s:ref=%s", f.Name, either(suggestName(arg), f.likelyTarget(targets)))
	}
	if short, ok := strings.CutSuffix(f.Name, "_id"); ok {
		return f.wrong("a reference's key gets its _id by itself, and would be %s_id", f.Name).
			WithHint("try %s:ref=%s", short, arg)
	}
	f.Ref = arg
	return nil
}

func (f *Field) wrong(format string, args ...any) *fault.Error {
	return fault.Usage("bad_field", "field "+f.Name+": "+format, args...)
}
