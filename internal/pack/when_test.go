package pack_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
)

func TestWhen_Holds(t *testing.T) {
	values := map[string]any{"framework": "chi", "features": []string{"docs", "auth"}, "cors": true, "log": false}
	tests := map[string]struct {
		when pack.When
		want bool
	}{
		"no condition":                   {nil, true},
		"a choice":                       {pack.When{"framework": {"chi"}}, true},
		"another choice":                 {pack.When{"framework": {"fiber"}}, false},
		"one of several choices":         {pack.When{"framework": {"fiber", "chi"}}, true},
		"one of many":                    {pack.When{"features": {"auth"}}, true},
		"none of many":                   {pack.When{"features": {"trace"}}, false},
		"a bool that is true":            {pack.When{"cors": {"true"}}, true},
		"a bool that is false":           {pack.When{"log": {"false"}}, true},
		"a bool that isn't":              {pack.When{"log": {"true"}}, false},
		"two conditions that hold":       {pack.When{"framework": {"chi"}, "cors": {"true"}}, true},
		"two of which one doesn't":       {pack.When{"framework": {"chi"}, "cors": {"false"}}, false},
		"an option that has no value":    {pack.When{"database": {"sqlite"}}, false},
		"one of nothing, which is never": {pack.When{"framework": {}}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.when.Holds(values); got != tt.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestManifest_ActiveOrder(t *testing.T) {
	p, err := pack.Load(base(t))
	if err != nil {
		t.Fatal(report(err))
	}
	for color, want := range map[string][]string{"red": {"base", "red", "each"}, "blue": {"base", "each"}} {
		var got []string
		for _, l := range p.Active(map[string]any{"color": color}) {
			got = append(got, l.Folder)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", color, diff)
		}
	}
}
