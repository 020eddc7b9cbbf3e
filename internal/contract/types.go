package contract

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Product has a required and an optional field of each type that User and Order don't
// have.
const Product = "product code:uuid:unique page:url:unique stock:bigint:index weight:float:index price:decimal=38,10:unique launched:date:index facts:json" +
	" batch:uuid:optional home:url:default=https://example.com:8080/a%3Fb=c seen:bigint:min=-9:default=9007199254740993" +
	" ratio:float:min=0:max=1:default=0.5 tax:decimal=4,4:optional ends:date:optional:unique extra:json:optional shape:json:default=%7B%22a%22%3A%5B1.50%5D%7D"

// newProduct returns a body with every required field that creates a product.
func newProduct() object {
	return object{
		"code": unique("00000000-0000-4000-8000-%012d"), "page": unique("https://example.com/%d"), "stock": 1, "weight": 1.5,
		"price": unique("%d.5"), "launched": "2024-02-29", "facts": object{"a": 1},
	}
}

// holding returns the body with key set to a value in its exact form.
func (o object) holding(key, value string) string {
	rest := strings.TrimPrefix(o.but(key, none).String(), "{")
	return `{"` + key + `":` + value + "," + rest
}

// member returns the value of a key in an object in its exact form.
func member(t *testing.T, text, key string) string {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		t.Fatalf("%v: %.400s", err, text)
	}
	return string(members[key])
}

// roundTrips maps values in requests to the values in responses.
var roundTrips = map[string]map[string]string{
	"code": {
		`"018F4E6C-8D2A-7C3B-9E1F-2A4B6C8D0E1F"`: `"018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f"`,
		`"00000000-0000-0000-0000-000000000000"`: `"00000000-0000-0000-0000-000000000000"`,
		`"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"`: `"ffffffff-ffff-ffff-ffff-ffffffffffff"`,
	},
	"page": {
		`"HTTPS://Example.COM/../a%2f?q=1&r=%20#f"`:    `"HTTPS://Example.COM/../a%2f?q=1&r=%20#f"`,
		`"ftp://ann:secret@[::1]:21"`:                  `"ftp://ann:secret@[::1]:21"`,
		`"s3:\/\/bucket\u002fkey"`:                     `"s3://bucket/key"`,
		`"http://a/` + strings.Repeat("x", 2039) + `"`: `"http://a/` + strings.Repeat("x", 2039) + `"`,
	},
	"stock": {
		`9007199254740993`: `9007199254740993`, `-9007199254740993`: `-9007199254740993`, `9223372036854775807`: `9223372036854775807`,
		`-9223372036854775808`: `-9223372036854775808`,
	},
	"weight": {
		`0.1`: `0.1`, `1.7976931348623157e308`: `1.7976931348623157e+308`, `5e-324`: `5e-324`, `1e-400`: `0`, `100`: `100`,
		`9007199254740993`: `9007199254740992`, `0.1000000000000000055511151231257827`: `0.1`,
	},
	"price": {
		`"1.5"`: `"1.5000000000"`, `"-0"`: `"0.0000000000"`, `"1234567890123456789012345678.0123456789"`: `"1234567890123456789012345678.0123456789"`,
		`"-9999999999999999999999999999.9999999999"`: `"-9999999999999999999999999999.9999999999"`, `"0.0000000001"`: `"0.0000000001"`,
	},
	"launched": {`"0001-01-01"`: `"0001-01-01"`, `"9999-12-31"`: `"9999-12-31"`, `"1582-10-10"`: `"1582-10-10"`, `"2000-02-29"`: `"2000-02-29"`},
	"facts": {
		` { "b" : [ 1.50 , 1E400 ] , "a" : null } `: `{"b":[1.50,1E400],"a":null}`, `[]`: `[]`, `""`: `""`, `0`: `0`, `false`: `false`, `[null]`: `[null]`,
		`12345678901234567890.10`: `12345678901234567890.10`, `"\u0000 \ud83d\ude00 < > & \u2028"`: `"\u0000 \ud83d\ude00 < > & \u2028"`,
		`{"b":1,"a":2,"":{"__proto__":[]}}`: `{"b":1,"a":2,"":{"__proto__":[]}}`, `"` + strings.Repeat("x", 65534) + `"`: `"` + strings.Repeat("x", 65534) + `"`,
		strings.Repeat("[", 5000) + strings.Repeat("]", 5000): strings.Repeat("[", 5000) + strings.Repeat("]", 5000),
	},
	"batch": {`null`: `null`, `"018F4E6C-8D2A-7C3B-9E1F-2A4B6C8D0E1F"`: `"018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f"`},
	"seen":  {`-9`: `-9`, `9223372036854775807`: `9223372036854775807`},
	"ratio": {`0`: `0`, `1`: `1`, `1e-7`: `1e-7`},
	"tax":   {`null`: `null`, `"0.9999"`: `"0.9999"`, `"-0.1"`: `"-0.1000"`, `"0"`: `"0.0000"`},
	"ends":  {`null`: `null`},
	"extra": {`null`: `null`, `{}`: `{}`, `"null"`: `"null"`},
	"shape": {`{"a":null}`: `{"a":null}`},
}

// types checks the types of Product's fields.
func types(t *testing.T, a *api) {
	if !a.Products {
		t.Skip("the service has no products")
	}
	for key, values := range roundTrips {
		t.Run(key, func(t *testing.T) {
			for sent, want := range values {
				a.roundTrip(t, key, sent, want)
			}
		})
	}
	t.Run("defaults", func(t *testing.T) { typeDefaults(t, a) })
	t.Run("invalid values", func(t *testing.T) { a.refuses(t, typeRefusals(a.create(t, "/v1/products", newProduct()).path)) })
	t.Run("conflicts", func(t *testing.T) { typeConflicts(t, a) })
	t.Run("patches of JSON", func(t *testing.T) { jsonPatches(t, a) })
}

// roundTrip creates a product with a value and patches it to the same value. Each
// time, the response must contain the value want.
func (a *api) roundTrip(t *testing.T, key, sent, want string) {
	t.Helper()
	got := a.send(t, post("/v1/products", newProduct().holding(key, sent)))
	got.want(t, http.StatusCreated)
	isJSON := slices.Contains([]string{"facts", "extra", "shape"}, key)
	if is := member(t, got.body, key); is != want && !(isJSON && sameJSON(t, is, want)) {
		t.Errorf("%s %.100s is returned as %.100s, want %.100s", key, sent, is, want)
	}
	path := got.header.Get("Location")
	now := a.read(t, path)
	if now.body != got.body || now.etag != got.header.Get("ETag") {
		t.Errorf("%s %.100s: GET responds %s %.400s, POST responded %s %.400s", key, sent, now.etag, now.body, got.header.Get("ETag"), got.body)
	}
	if !strings.HasPrefix(strings.TrimSpace(sent), "{") || want == "{}" { // As a patch, an object is merged.
		same := a.send(t, patched(path, `{"`+key+`":`+sent+`}`))
		same.want(t, http.StatusOK)
		if same.body != got.body || same.header.Get("ETag") != now.etag {
			t.Errorf("%s: a patch to the same value %.100s changes\n%.400s to\n%.400s", key, sent, got.body, same.body)
		}
	}
	a.send(t, deleted(path)).want(t, http.StatusNoContent) // so that unique values can be used again
}

func typeDefaults(t *testing.T, a *api) {
	product := a.create(t, "/v1/products", newProduct())
	for key, want := range map[string]string{
		"batch": "null", "home": `"https://example.com:8080/a?b=c"`, "seen": "9007199254740993", "ratio": "0.5", "tax": "null", "ends": "null", "extra": "null", "shape": `{"a":[1.50]}`,
	} {
		if got := member(t, product.body, key); !sameJSON(t, got, want) {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	want := []string{"id", "code", "page", "stock", "weight", "price", "launched", "facts", "batch", "home", "seen", "ratio", "tax", "ends", "extra", "shape", "created_at", "updated_at"}
	if diff := cmp.Diff(want, a.send(t, get(product.path)).keys(t)); diff != "" {
		t.Errorf("order of the keys (-want +got):\n%s", diff)
	}
}

// wrong has invalid values for each field.
var wrong = map[string][]string{
	"code": {`null`, `""`, `7`, `"me"`, `"{018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f}"`, `"018f4e6c8d2a7c3b9e1f2a4b6c8d0e1f"`, `"urn:uuid:018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f"`, `"018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1g"`},
	"page": {
		`null`, `""`, `7`, `"example.com"`, `"/path"`, `"//example.com/"`, `"mailto:ann@example.com"`, `"javascript:alert(1)"`, `"http://"`, `"http:///path"`, `"http://a b/"`,
		`" http://a/"`, `"http://a/\n"`, `"http://a/\u0000"`, `"http://a/%zz"`, `"http://a:port/"`, `"http://пример.example/"`, `"http://a/` + strings.Repeat("x", 2040) + `"`, `["http://a/"]`,
	},
	"stock":    {`null`, `"1"`, `1.5`, `9223372036854775808`, `-9223372036854775809`, `1e30`, `9007199254740993.5`, `true`, `[]`},
	"weight":   {`null`, `"1.5"`, `1e400`, `-1e400`, `true`, `"NaN"`, `{}`},
	"price":    {`null`, `""`, `1.5`, `1`, `"1.12345678901"`, `"12345678901234567890123456789"`, `".5"`, `"1."`, `"+1"`, `"01"`, `"1e2"`, `"1,5"`, `" 1"`, `"NaN"`, `"Infinity"`, `"١"`},
	"launched": {`null`, `""`, `20240229`, `"2023-02-29"`, `"2024-2-29"`, `"0000-01-01"`, `"10000-01-01"`, `"2024-02-29T00:00:00Z"`, `"29.02.2024"`, `"2024-02-29 "`},
	"facts":    {`null`, ` null `, `"` + strings.Repeat("x", 65535) + `"`},
	"batch":    {`""`, `0`}, "home": {`null`, `"a"`}, "seen": {`null`, `-10`, `"0"`}, "ratio": {`null`, `1.0000000000000002`, `-1e-300`, `2`},
	"tax": {`""`, `"1"`, `"0.00001"`}, "ends": {`""`, `"2023-02-30"`}, "extra": {`"` + strings.Repeat("ß", 32768) + `"`}, "shape": {`null`},
}

func typeRefusals(path string) map[string]refusal {
	cases := map[string]refusal{
		"no fields":   refused(post("/v1/products", `{}`), 422, "validation_failed", "/code", "/page", "/stock", "/weight", "/price", "/launched", "/facts"),
		"null fields": refused(post("/v1/products", `{"code":null,"facts":null,"shape":null,"price":null}`), 422, "validation_failed", "/code", "/page", "/stock", "/weight", "/price", "/launched", "/facts", "/shape"),
	}
	for key, values := range wrong {
		for _, value := range values {
			name := key + " " + value[:min(len(value), 60)]
			cases["creating with "+name] = refused(post("/v1/products", newProduct().holding(key, value)), 422, "validation_failed", "/"+key)
			cases["changing to "+name] = refused(patched(path, `{"`+key+`":`+value+`}`), 422, "validation_failed", "/"+key)
		}
	}
	var all, pointers []string
	for _, key := range slices.Sorted(maps.Keys(wrong)) {
		all, pointers = append(all, `"`+key+`":`+wrong[key][0]), append(pointers, "/"+key)
	}
	cases["a creation with every field wrong"] = refusedForSome(post("/v1/products", "{"+strings.Join(all, ",")+"}"), pointers...)
	cases["a patch with every field wrong"] = refusedForSome(patched(path, "{"+strings.Join(all, ",")+"}"), pointers...)
	return cases
}

func typeConflicts(t *testing.T, a *api) {
	whole := newProduct().but("code", "018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e20").but("price", "7.25").but("ends", "2024-03-01")
	first, second := a.create(t, "/v1/products", whole), a.create(t, "/v1/products", newProduct())
	again := whole.but("code", "018F4E6C-8D2A-7C3B-9E1F-2A4B6C8D0E20").but("price", "7.250")
	a.refuses(t, map[string]refusal{
		"several conflicts in a creation": refused(post("/v1/products", again.String()), 409, "conflict"),
		"several conflicts in a patch":    refused(patched(second.path, again.String()), 409, "conflict"),
		"a date":                          refused(patched(second.path, `{"ends":"2024-03-01"}`), 409, "conflict", "/ends"),
		"a uuid in capitals":              refused(patched(second.path, object{"code": again["code"]}.String()), 409, "conflict", "/code"),
		"a decimal with extra zeros":      refused(patched(second.path, `{"price":"7.2500000000"}`), 409, "conflict", "/price"),
	})
	t.Run("a url is compared exactly", func(t *testing.T) {
		other := newProduct().but("page", strings.Replace(first.fields["page"].(string), "example", "EXAMPLE", 1))
		a.create(t, "/v1/products", other)
	})
	t.Run("two missing values don't conflict", func(t *testing.T) {
		a.create(t, "/v1/products", newProduct().but("ends", nil))
		a.create(t, "/v1/products", newProduct().but("ends", nil))
	})
}

// jsonPatches checks that patches of a json field follow RFC 7396.
func jsonPatches(t *testing.T, a *api) {
	for name, c := range map[string]struct{ before, patch, after string }{
		"members are added, removed and unchanged": {`{"a":1.0,"b":{"c":2,"d":[]}}`, `{"a":null,"b":{"c":null},"e":"<&>"}`, `{"b":{"d":[]},"e":"<&>"}`},
		"an array replaces an object":              {`{"a":1}`, `[null,{"b":null}]`, `[null,{"b":null}]`},
		"an object replaces an array":              {`[1]`, `{"a":1,"b":null}`, `{"a":1}`},
		"unchanged numbers keep their digits":      {`{"b":12345678901234567890.10,"a":1.0}`, `{"a":1.0,"c":null}`, `{"b":12345678901234567890.10,"a":1.0}`},
		"null replaces the object":                 {`{"a":1}`, `null`, `null`},
		"an object replaces null":                  {`null`, `{"a":null,"b":1}`, `{"b":1}`},
	} {
		t.Run(name, func(t *testing.T) {
			product := a.send(t, post("/v1/products", newProduct().holding("extra", c.before)))
			product.want(t, http.StatusCreated)
			got := a.send(t, patched(product.header.Get("Location"), `{"extra":`+c.patch+`}`))
			got.want(t, http.StatusOK)
			if after := member(t, got.body, "extra"); !sameJSON(t, after, c.after) {
				t.Errorf("got %s, want %s", after, c.after)
			}
			if unchanged := sameJSON(t, c.before, c.after); unchanged != (got.body == product.body) {
				t.Errorf("%s became %s", product.body, got.body)
			}
		})
	}
	t.Run("more than 64 KiB after merging", func(t *testing.T) {
		half := strings.Repeat("x", 40000)
		product := a.create(t, "/v1/products", newProduct().but("extra", object{"a": half}))
		a.send(t, patched(product.path, object{"extra": object{"b": half}}.String())).problem(t, 422, "validation_failed", "/extra")
		a.send(t, patched(product.path, object{"extra": object{"a": nil, "b": half}}.String())).want(t, http.StatusOK)
	})
}

// sameJSON compares two values by meaning. Numbers must be exactly equal.
func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	decode := func(text string) (value any) {
		d := json.NewDecoder(bytes.NewBufferString(text))
		d.UseNumber()
		if err := d.Decode(&value); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		return value
	}
	return cmp.Equal(decode(a), decode(b), cmp.Comparer(func(a, b json.Number) bool {
		x, okX := new(big.Rat).SetString(a.String())
		y, okY := new(big.Rat).SetString(b.String())
		return okX && okY && x.Cmp(y) == 0
	}))
}
