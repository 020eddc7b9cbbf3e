package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/resource"
)

// valueOf returns the nth value of a field as JSON. Values differ if the type has enough
// of them.
func valueOf(f resource.Field, n int) string {
	if f.Max != "" && f.Type != resource.String && f.Type != resource.Text {
		return f.Max
	}
	switch f.Type {
	case resource.Int:
		return fmt.Sprint(2147483647 - n)
	case resource.BigInt:
		return fmt.Sprint(int64(9223372036854775807) - int64(n))
	case resource.Float:
		return fmt.Sprintf("-%d.000000000000001", n+1)
	case resource.Bool:
		return fmt.Sprint(n%2 == 0)
	case resource.JSON:
		return fmt.Sprintf(`{"n":[%d,1.50,12345678901234567890],"":null,"b":"\u0000 it's","a":{}}`, n)
	}
	text, ok := map[resource.Type]string{
		resource.String:  fmt.Sprintf("it's \"%d\" \U0001F986 \\n%%s", n),
		resource.Text:    fmt.Sprintf("%d\n\tline;\u2028--", n),
		resource.Email:   fmt.Sprintf("o'neil+%d@example.com", n),
		resource.URL:     fmt.Sprintf("https://ann@example.com:8080/a%%20b/%d?c='d'#e", n),
		resource.Decimal: fmt.Sprintf("-%d.%s", n, strings.Repeat("9", f.Scale)),
		resource.UUID:    fmt.Sprintf("%08x-0000-4000-8000-00000000000f", n),
		resource.Date:    fmt.Sprintf("9999-12-%02d", 31-n),
		resource.Time:    fmt.Sprintf("1969-12-31T23:59:%02d.999999Z", n),
		resource.Enum:    at(f.Values, n),
	}[f.Type]
	if !ok {
		return contract.Value(string(f.Type), n)
	}
	return quoted(text)
}

// TestValueOf_EveryType finds types that no history and no row has a value of.
func TestValueOf_EveryType(t *testing.T) {
	for _, typ := range resource.Types() {
		if typ == resource.Ref { // bodyOf takes the id of a row.
			continue
		}
		f := resource.Field{Type: typ, Values: []string{"a", "b"}}
		if valueOf(f, 1) == valueOf(f, 2) {
			t.Errorf("%s: two values are the same", typ)
		}
	}
}

func at(values []string, n int) string {
	if len(values) == 0 {
		return ""
	}
	return values[n%len(values)]
}

// text decodes a JSON string and returns other JSON unchanged.
func text(value string) string {
	var text string
	if json.Unmarshal([]byte(value), &text) != nil {
		return value
	}
	return text
}

func quoted(text string) string {
	data, err := json.Marshal(text)
	if err != nil {
		panic(err) // A string can always be encoded.
	}
	return string(data)
}
