package resource

import (
	"slices"
	"strings"
)

// Type is a field's type, as the grammar spells it.
type Type string

// The types of fields.
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

// Types returns every type that the grammar knows. Which of them work is the
// pack's to say.
func Types() []Type {
	return []Type{String, Text, Email, URL, Int, BigInt, Float, Decimal, Bool, UUID, Date, Time, Enum, JSON, Ref}
}

// Modifiers returns the modifiers that a field of type t can have, as they
// are typed: "optional", "max=". An unknown type has none.
func (t Type) Modifiers() []string {
	if !slices.Contains(Types(), t) {
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

// modifiers in their canonical order; those with a value end in =.
var modifiers = []string{"optional", "unique", "index", "min=", "max=", "default="}

// ModifierNames returns the names of all modifiers: "optional", "default" and so on.
func ModifierNames() []string {
	var names []string
	for _, m := range modifiers {
		names = append(names, strings.TrimSuffix(m, "="))
	}
	return names
}

// refusal says why a field of type t can't have the modifier m, or nothing.
func refusal(t Type, m string) string {
	switch m {
	case "unique":
		switch t {
		case Bool:
			return "there could only ever be two"
		case Enum:
			return "there could only ever be one for each value"
		case Text, JSON:
			return "a " + string(t) + " is too long to be indexed"
		}
	case "index":
		if t == Text || t == JSON {
			return "a " + string(t) + " is too long to be indexed"
		}
	case "min=":
		if !number(t) {
			return "min= is for int, bigint and float"
		}
	case "max=":
		if !number(t) && t != String && t != Text {
			return "max= is for string and text (their length), int, bigint and float"
		}
	case "default=":
		if t == Ref {
			return "what it refers to would have to be there before anything else"
		}
	}
	return ""
}

func number(t Type) bool { return t == Int || t == BigInt || t == Float }

// colons says that a default of type t holds colons: it goes on until the
// next modifier.
func colons(t Type) bool { return t == Time || t == URL }

// meant is what people type for a type that goes by another name here.
var meant = map[string]Type{
	"str": String, "varchar": String, "char": String, "character": String,
	"longtext": Text, "clob": Text, "mail": Email, "uri": URL, "link": URL,
	"integer": Int, "int32": Int, "smallint": Int, "number": Int, "uint": Int, "serial": Int,
	"int64": BigInt, "long": BigInt, "bigserial": BigInt,
	"double": Float, "float32": Float, "float64": Float, "real": Float,
	"numeric": Decimal, "money": Decimal, "currency": Decimal,
	"boolean": Bool, "flag": Bool, "guid": UUID, "day": Date,
	"datetime": Time, "timestamp": Time, "timestamptz": Time, "instant": Time,
	"choice": Enum, "select": Enum, "oneof": Enum, "jsonb": JSON, "object": JSON, "map": JSON, "any": JSON,
	"references": Ref, "reference": Ref, "belongs_to": Ref, "foreign": Ref, "fk": Ref, "relation": Ref,
}

// meantModifier is the same for modifiers; "" says to leave it out.
var meantModifier = map[string]string{
	"null": "optional", "nullable": "optional", "nil": "optional", "omitempty": "optional",
	"uniq": "unique", "indexed": "index", "idx": "index",
	"required": "", "notnull": "", "not_null": "",
	"minimum": "min=", "maximum": "max=", "length": "max=", "len": "max=", "size": "max=", "maxlength": "max=",
}
