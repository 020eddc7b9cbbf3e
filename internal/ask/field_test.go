package ask

import (
	"fmt"
	"testing"

	"github.com/newsvc/newsvc/internal/resource"
)

func TestDraft_RoundTrip(t *testing.T) {
	for _, text := range []string{
		"name:string", "name:string:optional", "name:string:unique:max=40", "status:enum=new,paid:index:default=new",
		"price:decimal=12,2:optional", "count:int:min=-1:max=99:default=1", "buyer:ref=user:optional:index",
		"at:time:default=2026-01-02T03:04:05Z", "done:bool:default=false",
		"page:url:index:default=https://example.com:8080/a%3Fb", "views:bigint:min=-9223372036854775808:default=9007199254740993", "ratio:float:min=0:max=1:default=0.5",
		"price:decimal=38,10:default=-1.5", "code:uuid:index:default=018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f", "since:date:optional:default=2024-02-29", "extra:json:default=%7B%22a%22%3A1%7D",
	} {
		t.Run(text, func(t *testing.T) {
			field, err := resource.ParseField(text)
			if err != nil {
				t.Fatal(err)
			}
			if got := draftOf(field).text(); got != field.String() {
				t.Errorf("got %s, want %s", got, field)
			}
		})
	}
}

func TestAbout_EveryType(t *testing.T) {
	for _, typ := range resource.Types() {
		if typ.About() == "" {
			t.Errorf("%s has no description", typ)
		}
		if _, asked := argument[typ]; asked != (typ.Argument() != "" || typ == resource.Ref) {
			t.Errorf("%s: the form asks for an argument: %t", typ, asked)
		}
	}
}

func TestDraft_OtherType(t *testing.T) {
	cases := map[string]struct {
		field string
		as    resource.Type
		want  draft
	}{
		"all modifiers stay":            {"a:email:unique:optional", resource.URL, draft{name: "a", typ: "url", modifiers: []string{"optional", "unique"}}},
		"what the type can't have goes": {"a:string:unique:max=40", resource.Bool, draft{name: "a", typ: "bool"}},
		"a length of a text":            {"a:string:optional:max=40", resource.Text, draft{name: "a", typ: "text", modifiers: []string{"optional", limits}, limits: "max=40"}},
		"bounds of a number":            {"a:int:min=1:max=9:default=2", resource.BigInt, draft{name: "a", typ: "bigint", modifiers: []string{limits}, limits: "min=1:max=9:default=2"}},
		"a default of another type":     {"a:int:min=1:default=2", resource.Date, draft{name: "a", typ: "date"}},
		"an argument":                   {"a:enum=x,y:index:default=x", resource.Decimal, draft{name: "a", typ: "decimal", modifiers: []string{"index"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			field, err := resource.ParseField(c.field)
			if err != nil {
				t.Fatal(err)
			}
			if got := draftOf(field).as(c.as); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
