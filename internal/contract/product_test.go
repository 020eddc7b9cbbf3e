package contract

import (
	"slices"
	"testing"

	"github.com/newsvc/newsvc/internal/resource"
)

// TestResources_HaveEveryType finds types of fields that no check sees.
func TestResources_HaveEveryType(t *testing.T) {
	var others, required, optional []resource.Type
	for _, declared := range []string{User, Order} {
		for _, f := range parsed(t, declared).Fields {
			others = append(others, f.Type)
		}
	}
	for _, f := range parsed(t, Product).Fields {
		if f.Optional || f.Default != nil {
			optional = append(optional, f.Type)
		} else {
			required = append(required, f.Type)
		}
	}
	for _, typ := range resource.Types() {
		if slices.Contains(others, typ) {
			continue
		}
		if !slices.Contains(required, typ) {
			t.Errorf("productFields in product.go needs a required field of type %s", typ)
		}
		if !slices.Contains(optional, typ) {
			t.Errorf("productFields in product.go needs a field of type %s that may be left out", typ)
		}
	}
}

// TestProductFields_HaveValues finds fields that nothing is sent of.
func TestProductFields_HaveValues(t *testing.T) {
	for _, f := range productFields {
		switch {
		case f.value != nil && f.same == nil || f.value == nil && f.unset == "":
			t.Errorf("%s in product.go needs value and same, or unset", f.key)
		case f.value != nil && len(f.roundTrips) == 0 || len(f.wrong) == 0:
			t.Errorf("%s in product.go needs roundTrips and wrong", f.key)
		}
	}
}

func parsed(t *testing.T, declared string) resource.Resource {
	t.Helper()
	r, err := resource.Parse(declared)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
