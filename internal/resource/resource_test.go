package resource

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
)

func TestParse(t *testing.T) {
	cases := map[string]struct {
		written string
		want    Resource
	}{
		"the default one": {"user email:email:unique name:string", Resource{Name: "user", Plural: "users", Fields: []Field{
			{Name: "email", Type: Email, Unique: true}, {Name: "name", Type: String},
		}}},
		"a plural of its own": {"person/persons name:string", Resource{Name: "person", Plural: "persons", Fields: []Field{
			{Name: "name", Type: String},
		}}},
		"spaces between": {"  order_item\t count:int ", Resource{Name: "order_item", Plural: "order_items", Fields: []Field{
			{Name: "count", Type: Int},
		}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(c.written)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			again, err := Parse(got.String())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("read back from %q: -want +got:\n%s", got, diff)
			}
		})
	}
}

func TestParse_UnusualNames(t *testing.T) {
	for _, name := range []string{
		"type", "order", "user", "person", "news", "http", "error", "test", "config", "store", "windows", "select", "table",
		"group", "func", "nil", "string", "main", "internal", "con", "aux", "a", "x2", "index", "primary",
	} {
		if _, err := Parse(name + " " + name + ":string"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParse_Errors(t *testing.T) {
	long := strings.Repeat("a", 39)
	cases := map[string]struct {
		written string
		want    []string // message, hint, …
	}{
		"nothing":             {" ", []string{"a resource has no name", "write its name and its fields, as in 'user email:email:unique name:string'"}},
		"no name":             {"email:email", []string{"resource email:email: this is a field, and the resource's name is missing", "put the resource's name first, as in 'user email:email'"}},
		"no fields":           {"user", []string{"resource user has no fields", "add at least one, as in 'user name:string'"}},
		"an upper-case name":  {"OrderItem n:int", []string{"resource OrderItem: a name has only lower-case letters, digits and _", "try order_item"}},
		"a name that is long": {"a" + long + "b n:int", []string{"resource a" + long + "b: a name has at most 40 characters", "try a" + long}},
		"types without colons": {"user n int b bool:optional c:strin", []string{
			"resource user: field n: a colon is before a type, without spaces", "try n:int",
			"resource user: field b: a colon is before a type, without spaces", "try b:bool:optional",
			"resource user: field c: unknown type strin", "try c:string",
		}},
		"a field twice": {"user n:int n:string", []string{"resource user: field n is given twice", "leave one out, or give it another name"}},
		"a key twice": {"order a:ref=user a_id:uuid", []string{
			"resource order: fields a:ref=user and a_id:uuid both have the key a_id", "give one of them another name: a reference's key is its name with _id",
		}},
		"a constraint's name that is long": {"x" + long[:30] + " " + long + ":int", []string{
			"resource x" + long[:30] + ": field " + long + ": with the table's name, its constraint's name has 77 characters, and PostgreSQL allows 63", "make one of the two names shorter",
		}},
		"a table of SQLite's": {"sqlite_thing n:int", []string{"resource sqlite_thing: SQLite reserves table names that start with sqlite_", "try thing"}},
		"an empty plural":     {"user/ n:int", []string{`resource user: its plural, "", can't be used: a name is missing`, "try user/users"}},
		"a plural that is long": {long[:38] + "by n:int", []string{
			"resource " + long[:38] + "by: its plural, " + long[:38] + "bies, is too long: a name has at most 40 characters", "give it a shorter name",
		}},
		"far too many fields": {"user " + strings.Join(numbered(201), ":int ") + ":int", []string{
			"resource user has 201 fields; the maximum is 200", "split it into two resources",
		}},
		"everything at once": {"User a:strng b:int:uniqe", []string{
			"resource User: a name has only lower-case letters, digits and _", "try user",
			"resource User: field a: unknown type strng", "try a:string",
			"resource User: field b: unknown modifier uniqe", "try b:int:unique",
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r, err := Parse(c.written)
			if err == nil {
				t.Fatalf("Parse(%q) = %v, want an error", c.written, r)
			}
			var got []string
			for _, e := range fault.All(err) {
				got = append(got, e.Message, e.Hint)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
