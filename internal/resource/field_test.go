package resource

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
)

func text(s string) *string { return &s }

func TestParseField(t *testing.T) {
	cases := map[string]struct {
		written string
		want    Field
	}{
		"a plain field":       {"name:string", Field{Name: "name", Type: String}},
		"an enum":             {"status:enum=new,in-progress,DONE", Field{Name: "status", Type: Enum, Values: []string{"new", "in-progress", "DONE"}}},
		"a decimal":           {"price:decimal=12,2", Field{Name: "price", Type: Decimal, Digits: 12, Scale: 2}},
		"a reference":         {"buyer:ref=user:optional", Field{Name: "buyer", Type: Ref, Ref: "user", Optional: true}},
		"bounds":              {"n:int:min=-5:max=007", Field{Name: "n", Type: Int, Min: "-5", Max: "7"}},
		"bounds of a float":   {"n:float:min=-0:max=1e3", Field{Name: "n", Type: Float, Min: "0", Max: "1000"}},
		"a length":            {"n:text:max=65536", Field{Name: "n", Type: Text, Max: "65536"}},
		"unique is an index":  {"n:string:unique:index", Field{Name: "n", Type: String, Unique: true}},
		"any order":           {"n:int:default=3:index:max=9:optional", Field{Name: "n", Type: Int, Optional: true, Index: true, Max: "9", Default: text("3")}},
		"an escaped default":  {"n:string:default=a%20b%3Ac%25", Field{Name: "n", Type: String, Default: text("a b:c%")}},
		"a default in Greek":  {"n:string:default=αβγ", Field{Name: "n", Type: String, Default: text("αβγ")}},
		"a time":              {"at:time:default=2026-01-31T15:04:05Z:optional", Field{Name: "at", Type: Time, Optional: true, Default: text("2026-01-31T15:04:05Z")}},
		"a time becomes UTC":  {"at:time:default=2026-01-31T01:04:05.1234567+02:00", Field{Name: "at", Type: Time, Default: text("2026-01-30T23:04:05.123456Z")}},
		"an address":          {"at:url:default=https://example.com:8080/a%3Fb=c:index", Field{Name: "at", Type: URL, Index: true, Default: text("https://example.com:8080/a?b=c")}},
		"a padded decimal":    {"n:decimal=5,2:default=-01.5", Field{Name: "n", Type: Decimal, Digits: 5, Scale: 2, Default: text("-1.50")}},
		"a 64-bit number":     {"n:bigint:default=9223372036854775807", Field{Name: "n", Type: BigInt, Default: text("9223372036854775807")}},
		"a UUID in capitals":  {"n:uuid:default=018F4E6C-8D2A-7C3B-9E1F-2A4B6C8D0E1F", Field{Name: "n", Type: UUID, Default: text("018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f")}},
		"a date":              {"n:date:default=2024-02-29", Field{Name: "n", Type: Date, Default: text("2024-02-29")}},
		"JSON without spaces": {"n:json:default=%7B%22a%22%3A%20[1]%7D", Field{}},
		"digits of JSON":      {"n:json:default=%7B%22b%22%3A1.50,%22a%22%3A%22%5Cu00e9%5Cufffd%22%7D", Field{Name: "n", Type: JSON, Default: text("{\"a\":\"é\uFFFD\",\"b\":1.50}")}},
		"JSON":                {"n:json:default=%7B%22a%22%3A%20%5B1%5D%7D", Field{Name: "n", Type: JSON, Default: text(`{"a":[1]}`)}},
		"a bool":              {"n:bool:default=false", Field{Name: "n", Type: Bool, Default: text("false")}},
		"an email":            {"n:email:default=a+b@example.com", Field{Name: "n", Type: Email, Default: text("a+b@example.com")}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := ParseField(c.written)
			if c.want.Name == "" {
				if err == nil {
					t.Fatalf("ParseField(%q) = %v, want an error", c.written, got)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			again, err := ParseField(got.String())
			if err != nil {
				t.Fatalf("its canonical form %q: %v", got, err)
			}
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("read back from %q: -want +got:\n%s", got, diff)
			}
		})
	}
}

func TestParseField_Errors(t *testing.T) {
	cases := map[string]struct{ written, message, hint string }{
		"a misspelt type":                   {"email:emial:unique", `field email: unknown type emial`, "try email:email:unique"},
		"a type of another language":        {"n:varchar:max=5", `field n: unknown type varchar`, "try n:string:max=5"},
		"a type in capitals":                {"n:String", `field n: unknown type String`, "try n:string"},
		"a type near none":                  {"n:vegetable", `field n: unknown type vegetable`, "the types are " + allTypes()},
		"no type":                           {"name", "field name: its type is missing", "try name:string"},
		"no type, but its name is one":      {"email", "field email: its type is missing", "try email:email"},
		"no type before a modifier":         {"name:unique", "field name: its type is missing before unique", "try name:string:unique"},
		"a misspelt modifier":               {"n:string:uniqe", "field n: unknown modifier uniqe", "try n:string:unique"},
		"a modifier by another name":        {"n:string:nullable", "field n: unknown modifier nullable", "try n:string:optional"},
		"required":                          {"n:string:required", "field n: unknown modifier required", "leave it out: a field is required unless it is optional"},
		"a modifier near none":              {"n:bool:elephant", "field n: unknown modifier elephant", "a field of type bool can have optional, index, default="},
		"a modifier twice":                  {"n:int:min=1:min=2", "field n: min= is given twice", "try n:int:min=1"},
		"a modifier without its value":      {"n:int:min", "field n: min has no value", "write min=V"},
		"a modifier with an empty value":    {"n:int:min=", "field n: min= has no value", "leave it out, or give it one"},
		"a value for a modifier":            {"n:int:unique=true", "field n: unique takes no value", "try n:int:unique"},
		"an argument for a type":            {"n:string=40", "field n: the type string takes no =", "try n:string:max=40"},
		"two colons":                        {"n:int::unique", "field n: nothing is between two colons, or after the last one", "try n:int:unique"},
		"a colon at the end":                {"n:int:", "field n: nothing is between two colons, or after the last one", "try n:int"},
		"an upper-case name":                {"firstName:string", "field firstName: a name has only lower-case letters, digits and _", "try first_name:string"},
		"a dash in a name":                  {"first-name:string:unique", "field first-name: a name has only lower-case letters, digits and _", "try first_name:string:unique"},
		"a name that starts with a digit":   {"2nd:int", "field 2nd: a name starts with a lower-case letter", "try nd:int"},
		"two underscores":                   {"a__b:int", "field a__b: a name has no two _ in a row", "try a_b:int"},
		"an underscore at the end":          {"a_:int", "field a_: a name doesn't end in _", "try a:int"},
		"no name":                           {":int", `field "": a name is missing`, "a name is words of lower-case letters and digits joined by _, as in order_item"},
		"nothing":                           {"", `field "": a name is missing`, "a name is words of lower-case letters and digits joined by _, as in order_item"},
		"id":                                {"id:uuid", "field id: every resource has this field already", "leave it out, or give it another name, as in number:uuid"},
		"version":                           {"version:int", "field version: every resource has this field already", "leave it out, or give it another name, as in revision:int"},
		"created_at":                        {"created_at:time", "field created_at: every resource has this field already", "leave it out, or give it another name, as in placed_at:time"},
		"a column of PostgreSQL's own":      {"xmin:int", "field xmin: PostgreSQL reserves this name in every table", "try xmin_value:int"},
		"an enum without values":            {"s:enum", "field s: an enum needs its values", "try s:enum=new,paid"},
		"an enum with an empty value":       {"s:enum=a,,b", "field s: an enum's value is empty", "try s:enum=a,b"},
		"an enum with a value twice":        {"s:enum=a,b,a", "field s: the value a is given twice", "try s:enum=a,b"},
		"an enum with values alike":         {"s:enum=in-use,in_use", "field s: the values in-use and in_use are too similar to be distinguished in code", "give one of them another word"},
		"an enum with an odd value":         {"s:enum=a.b", "field s: the value a.b: a value has only letters, digits, - and _", "a value is letters and digits joined by - or _, as in in-progress"},
		"a default that is no value":        {"s:enum=new,paid:default=gone", "field s: default=gone: not one of the values", "the values are new, paid"},
		"a decimal without digits":          {"n:decimal", "field n: a decimal needs its number of digits, and how many of them are after the point", "try n:decimal=12,2"},
		"a decimal with too large a scale":  {"n:decimal=2,5", "field n: of 2 digits, 5 can't be after the point", "try n:decimal=7,5"},
		"a reference to nothing":            {"n:ref", "field n: a reference needs the name of a resource", "try n:ref=n"},
		"a reference with a plain plural":   {"n:ref=User", "field n: User isn't the name of a resource: a name has only lower-case letters, digits and _", "try n:ref=user"},
		"a reference with its _id":          {"buyer_id:ref=user", "field buyer_id: newsvc adds _id to a reference's key, so it would be buyer_id_id", "try buyer:ref=user"},
		"a default of a reference":          {"n:ref=user:default=a", "field n: the type ref can't have default=: the row that it refers to would have to exist first", "try n:ref=user"},
		"min of a string":                   {"n:string:min=1", "field n: the type string can't have min=: min= is for int, bigint and float", "try n:string"},
		"unique of a text":                  {"n:text:unique", "field n: the type text can't have unique: a text is too long to be indexed", "try n:text"},
		"unique of a bool":                  {"n:bool:unique", "field n: the type bool can't have unique: there could be only two rows", "try n:bool"},
		"a unique default":                  {"n:int:unique:default=1", "field n: a unique field can't have a default: only one row could have it", "try n:int:default=1"},
		"min above max":                     {"n:int:min=2:max=1", "field n: min=2 is more than max=1", "try n:int:min=1:max=2"},
		"min above max of a float":          {"n:float:min=2.5:max=1.5", "field n: min=2.5 is more than max=1.5", "try n:float:min=1.5:max=2.5"},
		"a bound of more than 32 bits":      {"n:int:max=2147483648", "field n: max=2147483648: too large for 32 bits", "an int is a whole number of 32 bits; for more, the type bigint"},
		"a bound that is no number":         {"n:int:max=ten", "field n: max=ten: not a whole number", "an int is a whole number of 32 bits; for more, the type bigint"},
		"a string longer than it can be":    {"n:string:max=256", "field n: max=256: more than the maximum", "a string has at most 255 characters; for more, the type text"},
		"a length of nothing":               {"n:text:max=0", "field n: max=0: not a length", "a text has at most 65536 bytes"},
		"a default below min":               {"n:int:min=1:default=0", "field n: default=0: less than min=1", "write a whole number within the bounds, as in 1"},
		"a default above max":               {"n:int:default=9:max=5", "field n: default=9: more than max=5", "write a whole number within the bounds, as in 1"},
		"a default longer than max":         {"n:string:max=2:default=abc", "field n: default=abc: longer than max=2", "write %20 for a space; a string is at most 255 characters, or max="},
		"a blank default":                   {"n:string:default=%20", "field n: default=%20: blank, and the field is required", "write %20 for a space; a string is at most 255 characters, or max="},
		"a default with a zero byte":        {"n:string:default=a%00", "field n: default=a%00: the character U+0000 can't be stored", "write %20 for a space; a string is at most 255 characters, or max="},
		"a bare per cent":                   {"n:string:default=50%", "field n: default=50%: a % must be followed by the two hexadecimal digits of a byte of UTF-8", "write %25 for a % itself"},
		"a default that isn't UTF-8":        {"n:string:default=%FF", "field n: default=%FF: a % must be followed by the two hexadecimal digits of a byte of UTF-8", "write %25 for a % itself"},
		"a default with a colon":            {"n:string:default=a:b", "field n: unknown modifier b", "try n:string:default=a%3Ab"},
		"a default with a space":            {"n:string:default=a b", `field "n:string:default=a b": ' ' can't be written as it is, because a shell may read it as its own`, "try n:string:default=a%20b"},
		"a day that isn't":                  {"n:date:default=2026-02-29", "field n: default=2026-02-29: not a date from 0001-01-01 to 9999-12-31", "write it as in default=2026-01-31"},
		"a day before all years":            {"n:date:default=0000-12-31", "field n: default=0000-12-31: not a date from 0001-01-01 to 9999-12-31", "write it as in default=2026-01-31"},
		"a time of day":                     {"n:time:default=12:30", "field n: default=12:30: not a time", "write it in the form of RFC 3339, as in default=2026-01-31T15:04:05Z"},
		"a bool that is yes":                {"n:bool:default=yes", "field n: default=yes: neither true nor false", "write default=true or default=false"},
		"far too long":                      {"n:string:default=" + strings.Repeat("a", 5000), "field \"n:string:default=" + strings.Repeat("a", 43) + "\"… has 5017 characters; the maximum is 4096", "shorten its default, or its values"},
		"an argument that is no length":     {"n:string=x", "field n: the type string takes no =", "try n:string"},
		"a type that needs an argument":     {"n:choice", "field n: unknown type choice", "try n:enum=new,paid"},
		"an enum with a long value":         {"n:enum=" + strings.Repeat("a", 41), "field n: the value " + strings.Repeat("a", 41) + ": a value has at most 40 characters", "a value is letters and digits joined by - or _, as in in-progress"},
		"an enum with a value that dangles": {"n:enum=a-", "field n: the value a-: a value starts and ends with a letter or a digit", "a value is letters and digits joined by - or _, as in in-progress"},
		"an enum with two dashes":           {"n:enum=a--b", "field n: the value a--b: a value has no two - or _ in a row", "a value is letters and digits joined by - or _, as in in-progress"},
		"an enum with far too many values":  {"n:enum=" + strings.Join(numbered(201), ","), "field n: an enum has at most 200 values, and this one has 201", "make it a resource of its own, and refer to it: n:ref=n"},
		"a decimal in words":                {"n:decimal=a,b", "field n: a,b isn't a number of digits and how many of them are after the point", "try n:decimal=12,2"},
		"a decimal with too many digits":    {"n:decimal=39,2", "field n: a decimal has 1 to 38 digits, not 39", "try n:decimal=38,2"},
		"a value for what takes none":       {"n:int:optional=", "field n: optional takes no value", "try n:int:optional"},
		"a length by another name":          {"n:string:length=40", "field n: unknown modifier length=40", "try n:string:max=40"},
		"unique of an enum":                 {"n:enum=a:unique", "field n: the type enum can't have unique: there could be only one row for each value", "try n:enum=a"},
		"an index of a json":                {"n:json:index", "field n: the type json can't have index: a json is too long to be indexed", "try n:json"},
		"max of a bool":                     {"n:bool:max=1", "field n: the type bool can't have max=: max= is for string and text (their length), and for int, bigint and float", "try n:bool"},
		"a bound of more than 64 bits":      {"n:bigint:max=9223372036854775808", "field n: max=9223372036854775808: too large for 64 bits", "a bigint is a whole number of 64 bits"},
		"a bound of a float in words":       {"n:float:max=inf", "field n: max=inf: not a number", "write a number as in 1.5"},
		"a float too large":                 {"n:float:max=1e999", "field n: max=1e999: too large for a float", "write a number as in 1.5"},
		"a number with a plus":              {"n:int:min=+1", "field n: min=+1: not a whole number", "an int is a whole number of 32 bits; for more, the type bigint"},
		"an address without a domain":       {"n:email:default=ann", "field n: default=ann: not an email address", "write it as in default=ann@example.com"},
		"a relative URL":                    {"n:url:default=/a", "field n: default=/a: not an absolute URL with a host", "write it as in default=https://example.com/"},
		"a URL without a host":              {"n:url:default=mailto:ann@example.com", "field n: default=mailto:ann@example.com: not an absolute URL with a host", "write it as in default=https://example.com/"},
		"a URL with a space":                {"n:url:default=https://example.com/a%20b", "field n: default=https://example.com/a%20b: not an absolute URL with a host", "write it as in default=https://example.com/"},
		"a URL that is too long":            {"n:url:default=https://example.com/" + strings.Repeat("a", 2029), "field n: default=https://example.com/" + strings.Repeat("a", 2029) + ": longer than a url", "write it as in default=https://example.com/"},
		"a short UUID":                      {"n:uuid:default=018f", "field n: default=018f: not a UUID", "write it as in default=018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f"},
		"a null":                            {"n:json:optional:default=null", "field n: default=null: null, which means no value", "write it as in default=%7B%7D, which is {}"},
		"half a character in JSON":          {`n:json:default=%5B%22%5Cud800%22%5D`, `field n: default=%5B%22%5Cud800%22%5D: half of a surrogate pair, which isn't a character`, "write it as in default=%7B%7D, which is {}"},
		"two values of JSON":                {"n:json:default=1%202", "field n: default=1%202: not JSON", "write it as in default=%7B%7D, which is {}"},
		"broken JSON":                       {"n:json:default=%7B", "field n: default=%7B: not JSON", "write it as in default=%7B%7D, which is {}"},
		"a default longer than a string":    {"n:string:default=" + strings.Repeat("a", 256), "field n: default=" + strings.Repeat("a", 256) + ": longer than a string", "write %20 for a space; a string is at most 255 characters, or max="},
		"a default that is no number":       {"n:int:default=one", "field n: default=one: not a whole number", "write a whole number within the bounds, as in 1"},
		"a default that is no decimal":      {"n:decimal=4,2:default=1e1", "field n: default=1e1: not a decimal number", "write a number with no more digits than it has, as in 1.50"},
		"a default with a small fraction":   {"n:decimal=4,2:default=1.005", "field n: default=1.005: more than 2 digits after the point", "write a number with no more digits than it has, as in 1.50"},
		"a default with many digits":        {"n:decimal=4,2:default=100", "field n: default=100: more than 2 digits before the point", "write a number with no more digits than it has, as in 1.50"},
		"a year before the first":           {"n:time:default=0000-01-01T00:00:00Z", "field n: default=0000-01-01T00:00:00Z: not a year from 1 to 9999", "write it in the form of RFC 3339, as in default=2026-01-31T15:04:05Z"},
		"a shell's dollar":                  {"n$HOME:string", `field "n$HOME:string": '$' can't be written as it is, because a shell may read it as its own`, "try n_home:string"},
		"a quote":                           {`n:enum='a'`, `field "n:enum='a'": '\'' can't be written as it is, because a shell may read it as its own`, "try n:enum=a"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f, err := ParseField(c.written)
			if err == nil {
				t.Fatalf("ParseField(%q) = %v, want an error", c.written, f)
			}
			all := fault.All(err)
			got := []string{all[0].Message, all[0].Hint}
			if diff := cmp.Diff([]string{c.message, c.hint}, got); diff != "" || len(all) != 1 {
				t.Errorf("%d errors; -want +got:\n%s", len(all), diff)
			}
			if all[0].Exit != fault.ExitUsage {
				t.Errorf("exit %d, want %d", all[0].Exit, fault.ExitUsage)
			}
			if better, ok := strings.CutPrefix(c.hint, "try "); ok {
				if _, err := ParseField(better); err != nil {
					t.Errorf("what it says to try fails: %v", err)
				}
			}
		})
	}
}

func numbered(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprint("v", i))
	}
	return all
}

func TestType_Modifiers(t *testing.T) {
	for typ, want := range map[Type][]string{
		Int:  {"optional", "unique", "index", "min=", "max=", "default="},
		Text: {"optional", "max=", "default="},
		Ref:  {"optional", "unique", "index"},
		"no": nil,
	} {
		if diff := cmp.Diff(want, typ.Modifiers()); diff != "" {
			t.Errorf("%s: -want +got:\n%s", typ, diff)
		}
	}
}

func TestField_KeyOfReference(t *testing.T) {
	for written, want := range map[string]string{"buyer:ref=user": "buyer_id", "name:string": "name"} {
		f, err := ParseField(written)
		if err != nil {
			t.Fatal(err)
		}
		if f.Key() != want {
			t.Errorf("Key of %s = %s, want %s", written, f.Key(), want)
		}
	}
}

// followHints types what each failure says to try, which must lead on.
func followHints(t *testing.T, typed string, err error) {
	seen := map[string]bool{}
	for err != nil {
		if seen[typed] {
			t.Fatalf("%q: %v; its hint leads in a circle", typed, err)
		}
		seen[typed] = true
		better, ok := strings.CutPrefix(fault.All(err)[0].Hint, "try ")
		if !ok {
			return
		}
		typed = better
		_, err = ParseField(typed)
	}
}

func FuzzParseField(f *testing.F) {
	for _, seed := range []string{
		"email:email:unique", "status:enum=new,paid:default=new", "n:int:min=1:max=9:default=3:optional:index",
		"at:time:default=2026-01-31T15:04:05.5+02:00:optional", "u:url:default=https://a.b:1/%3A:index", "p:decimal=9,2:default=1.5",
		"buyer:ref=user:optional", "s:string:default=%20a%25", "j:json:default=%5B%5D", "x:float:default=-1e-300", ":", "a:", "a:b:c=d", "é:string",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		field, err := ParseField(s)
		if err != nil {
			all := fault.All(err)
			if len(all) != 1 || all[0].Code != "bad_field" || !strings.HasPrefix(all[0].Message, "field ") || all[0].Exit != fault.ExitUsage {
				t.Fatalf("ParseField(%q): not a failure of a field: %#v", s, all)
			}
			followHints(t, s, err)
			return
		}
		canonical := field.String()
		again, err := ParseField(canonical)
		if err != nil {
			t.Fatalf("ParseField(%q) gives %q, which it refuses: %v", s, canonical, err)
		}
		if diff := cmp.Diff(field, again); diff != "" {
			t.Fatalf("ParseField(%q) gives %q, which reads back differently:\n%s", s, canonical, diff)
		}
		if len(strings.Fields(canonical)) != 1 {
			t.Fatalf("ParseField(%q) gives %q, which isn't one word", s, canonical)
		}
	})
}

func allTypes() string {
	var names []string
	for _, typ := range Types() {
		names = append(names, string(typ))
	}
	return strings.Join(names, ", ")
}
