package resource

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
)

// Type is the name of a field's type in the grammar.
type Type string

// The types that the code has to name.
const (
	String  Type = "string"
	Text    Type = "text"
	Email   Type = "email"
	URL     Type = "url"
	Int     Type = "int"
	BigInt  Type = "bigint"
	Float   Type = "float"
	Decimal Type = "decimal"
	Bool    Type = "bool"
	UUID    Type = "uuid"
	Date    Type = "date"
	Time    Type = "time"
	Enum    Type = "enum"
	JSON    Type = "json"
	Ref     Type = "ref"
)

// kind describes a type to the grammar.
type kind struct {
	name      Type
	about     string   // what it is for, in a few words
	aliases   []string // other names that users type for it
	argument  string   // an example of what follows its =; empty if nothing does, or if that depends on the service
	min       bool     // whether it has min=, and max= for the maximum value
	length    bool     // whether it has max= for the maximum length
	notUnique string   // why it can't be unique; empty if it can
	long      bool     // whether it is too long to be indexed
	colons    bool     // whether a default may contain colons; it then ends at the next modifier
	hint      string   // how to write a default

	// canonical returns the canonical form of a default, or the problem with it. It is
	// nil if the type can't have a default.
	canonical func(f *Field, text string) (canonical, problem string)
}

// kinds lists all types. The pack decides which of them it supports.
var kinds = []kind{
	{
		name: String, about: "a line of text, up to 255 characters", aliases: []string{"str", "varchar", "char", "character"}, length: true,
		hint: "write %20 for a space; a string is at most 255 characters, or max=", canonical: (*Field).text,
	},
	{
		name: Text, about: "longer text, up to 64 KiB", aliases: []string{"longtext", "clob"}, length: true, long: true,
		hint: "write %20 for a space; a text is at most 65536 bytes, or max= characters", canonical: (*Field).text,
	},
	{
		name: Email, about: "an email address", aliases: []string{"mail"},
		hint: "write it as in default=ann@example.com", canonical: matching(isEmail, "not an email address"),
	},
	{
		name: URL, about: "an absolute URL", aliases: []string{"uri", "link"}, colons: true,
		hint: "write it as in default=https://example.com/", canonical: absolute,
	},
	{
		name: Int, about: "a 32-bit integer", min: true,
		aliases: []string{"integer", "int32", "smallint", "number", "uint", "serial"},
		hint:    "write a whole number within the bounds, as in 1", canonical: (*Field).bounded,
	},
	{
		name: BigInt, about: "a 64-bit integer", aliases: []string{"int64", "long", "bigserial"}, min: true,
		hint: "write a whole number within the bounds, as in 1", canonical: (*Field).bounded,
	},
	{
		name: Float, about: "a floating-point number, not exact", aliases: []string{"double", "float32", "float64", "real"}, min: true,
		hint: "write a number within the bounds, as in 1.5", canonical: (*Field).bounded,
	},
	{
		name: Decimal, about: "an exact decimal number, for money", aliases: []string{"numeric", "money", "currency"}, argument: "12,2",
		hint: "write a number with no more digits than it has, as in 1.50", canonical: (*Field).decimal,
	},
	{
		name: Bool, about: "true or false", aliases: []string{"boolean", "flag"}, notUnique: "there could be only two rows",
		hint: "write default=true or default=false", canonical: matching(isBool, "neither true nor false"),
	},
	{
		name: UUID, about: "a UUID", aliases: []string{"guid"},
		hint: "write it as in default=018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f", canonical: lowerUUID,
	},
	{
		name: Date, about: "a date", aliases: []string{"day"},
		hint: "write it as in default=2026-01-31", canonical: matching(isDate, "not a date from 0001-01-01 to 9999-12-31"),
	},
	{
		name: Time, about: "a point in time", aliases: []string{"datetime", "timestamp", "timestamptz", "instant"}, colons: true,
		hint:      "write it in the form of RFC 3339, as in default=2026-01-31T15:04:05Z",
		canonical: func(_ *Field, text string) (string, string) { return instant(text) },
	},
	{
		name: Enum, about: "one of a fixed list of words", aliases: []string{"choice", "select", "oneof"}, argument: "new,paid",
		notUnique: "there could be only one row for each value",
		canonical: func(f *Field, text string) (string, string) {
			if !slices.Contains(f.Values, text) {
				return "", "not one of the values"
			}
			return text, ""
		},
	},
	{
		name: JSON, about: "any JSON value", aliases: []string{"jsonb", "object", "map", "any"}, long: true,
		hint:      "write it as in default=%7B%7D, which is {}",
		canonical: func(_ *Field, text string) (string, string) { return value(text) },
	},
	{
		name: Ref, about: "a reference to another resource",
		aliases: []string{"references", "reference", "belongs_to", "foreign", "fk", "relation"},
	},
}

// kindOf returns the description of a type, or nil.
func kindOf(t Type) *kind {
	for i := range kinds {
		if kinds[i].name == t {
			return &kinds[i]
		}
	}
	return nil
}

// Types returns every type that the grammar knows.
func Types() []Type {
	all := make([]Type, len(kinds))
	for i, k := range kinds {
		all[i] = k.name
	}
	return all
}

// About describes a type in a few words.
func (t Type) About() string { return kindOf(t).about }

// Aliases returns other names that users have for a type, in lower case.
func (t Type) Aliases() []string { return kindOf(t).aliases }

// Argument returns an example of what follows the = of a type. It is empty if nothing
// does, or if that depends on the service.
func (t Type) Argument() string { return kindOf(t).argument }

// Modifiers returns the modifiers that a field of type t can have, such as "optional"
// and "max=". An unknown type has none.
func (t Type) Modifiers() []string {
	if kindOf(t) == nil {
		return nil
	}
	var all []string
	for _, m := range modifiers {
		if refusal(t, m) == "" {
			all = append(all, m)
		}
	}
	return all
}

// modifiers lists all modifiers in canonical order. Those with a value end in =.
var modifiers = []string{"optional", "unique", "index", "min=", "max=", "default="}

// ModifierNames returns the names of all modifiers: "optional", "default" and so on.
func ModifierNames() []string {
	var names []string
	for _, m := range modifiers {
		names = append(names, strings.TrimSuffix(m, "="))
	}
	return names
}

// refusal returns why a field of type t can't have the modifier m, or "".
func refusal(t Type, m string) string {
	k := kindOf(t)
	switch {
	case m == "unique" && k.notUnique != "":
		return k.notUnique
	case (m == "unique" || m == "index") && k.long:
		return "a " + string(t) + " is too long to be indexed"
	case m == "min=" && !k.min:
		return "min= is for " + listed(func(k kind) bool { return k.min })
	case m == "max=" && !k.min && !k.length:
		return "max= is for " + listed(func(k kind) bool { return k.length }) + " (their length), and for " + listed(func(k kind) bool { return k.min })
	case m == "default=" && k.canonical == nil:
		return "the row that it refers to would have to exist first"
	}
	return ""
}

// colons reports whether a default of type t may contain colons.
func colons(t Type) bool {
	k := kindOf(t)
	return k != nil && k.colons
}

// listed lists some types in a sentence.
func listed(which func(kind) bool) string {
	var names []string
	for _, k := range kinds {
		if which(k) {
			names = append(names, string(k.name))
		}
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// meant returns the type with this alias, or "".
func meant(word string) Type {
	for _, k := range kinds {
		if slices.Contains(k.aliases, word) {
			return k.name
		}
	}
	return ""
}

// nearestType returns the type whose name, or else whose alias, is closest to a word, or
// "" if none is similar enough.
func nearestType(word string) Type {
	var types, aliases []string
	for _, k := range kinds {
		types, aliases = append(types, string(k.name)), append(aliases, k.aliases...)
	}
	if near := fault.Nearest(word, types); near != "" {
		return Type(near)
	}
	return meant(fault.Nearest(word, aliases))
}

// matching returns a rule that validates a default and doesn't change it.
func matching(ok func(text string) bool, problem string) func(*Field, string) (string, string) {
	return func(_ *Field, text string) (string, string) {
		if !ok(text) {
			return "", problem
		}
		return text, ""
	}
}

func isEmail(text string) bool { return addrSpec().MatchString(text) && len(text) <= 254 }

func isBool(text string) bool { return text == "true" || text == "false" }

func isDate(text string) bool {
	day, err := time.Parse(time.DateOnly, text)
	return err == nil && day.Year() >= 1
}

func absolute(_ *Field, text string) (canonical, problem string) {
	if _, err := url.Parse(text); err != nil || !absoluteURL().MatchString(text) {
		return "", "not an absolute URL with a host"
	}
	if len(text) > URLLength {
		return "", "longer than a url"
	}
	return text, ""
}

func lowerUUID(_ *Field, text string) (canonical, problem string) {
	if !uuid().MatchString(text) {
		return "", "not a UUID"
	}
	return strings.ToLower(text), ""
}

// meantModifier maps other names for modifiers to the modifiers; "" means to omit it.
var meantModifier = map[string]string{
	"null": "optional", "nullable": "optional", "nil": "optional", "omitempty": "optional",
	"uniq": "unique", "indexed": "index", "idx": "index",
	"required": "", "notnull": "", "not_null": "",
	"minimum": "min=", "maximum": "max=", "length": "max=", "len": "max=", "size": "max=", "maxlength": "max=",
}
