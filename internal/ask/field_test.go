package ask

import (
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
		if about[typ] == "" {
			t.Errorf("%s has no description", typ)
		}
	}
}
