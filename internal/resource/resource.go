// Package resource is the grammar of a service's resources and their fields,
// in no particular programming language.
package resource

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

// Field is one field of a resource: NAME:TYPE[=ARG][:MODIFIER…].
type Field struct {
	Name     string // snake_case, as declared
	Type     Type
	Values   []string // enum: its values, in order
	Ref      string   // ref: the name of the resource that it refers to
	Digits   int      // decimal: P
	Scale    int      // decimal: S
	Optional bool
	Unique   bool
	Index    bool
	Min      string // canonical decimal text; empty: none
	Max      string
	Default  *string // canonical text; nil: none
}

// Resource is what a service keeps and serves: NAME FIELD….
type Resource struct {
	Name    string // singular, snake_case
	Plural  string // snake_case; always differs from every other resource's
	Package string // the name of its package or module in the target language
	Fields  []Field
}
