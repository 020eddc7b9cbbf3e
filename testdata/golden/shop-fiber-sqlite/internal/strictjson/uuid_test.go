package strictjson_test

import (
	"testing"

	"example.com/shop/internal/strictjson"
)

func TestUUID(t *testing.T) {
	t.Parallel()
	for value, valid := range map[string]bool{
		`"0199aaaa-0000-7000-8000-000000000001"`:          true,
		`"0199AAAA-0000-7000-8000-000000000001"`:          true,
		`"0199aaaa00007000800000000000000001"`:            false,
		`"urn:uuid:0199aaaa-0000-7000-8000-000000000001"`: false,
		`"{0199aaaa-0000-7000-8000-00000000001}"`:         false,
		`1`: false,
	} {
		if _, wrong := strictjson.UUID([]byte(value)); (wrong == "") != valid {
			t.Errorf("%s: got %q, want valid %t", value, wrong, valid)
		}
	}
}
