package ask

import (
	"testing"

	"github.com/newsvc/newsvc/internal/resource"
)

func TestAFieldTakenApartIsTheSameField(t *testing.T) {
	for _, text := range []string{
		"name:string", "name:string:optional", "name:string:unique:max=40", "status:enum=new,paid:index:default=new",
		"price:decimal=12,2:optional", "count:int:min=-1:max=99:default=1", "buyer:ref=user:optional:index",
		"at:time:default=2026-01-02T03:04:05Z", "done:bool:default=false",
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

func TestEveryTypeIsExplained(t *testing.T) {
	for _, typ := range resource.Types() {
		if about[typ] == "" {
			t.Errorf("%s isn't", typ)
		}
	}
}
