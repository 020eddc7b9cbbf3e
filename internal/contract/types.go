package contract

import (
	"bytes"
	"encoding/json"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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

// types checks the types of Product's fields.
func types(t *testing.T, a *api) {
	if !a.Products {
		t.Skip("the service has no products")
	}
	for _, f := range productFields {
		t.Run(f.key, func(t *testing.T) {
			for sent, want := range f.roundTrips {
				a.roundTrip(t, f, sent, want)
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
func (a *api) roundTrip(t *testing.T, f productField, sent, want string) {
	t.Helper()
	key := f.key
	got := a.send(t, post("/v1/products", newProduct().holding(key, sent)))
	got.want(t, http.StatusCreated)
	if is := member(t, got.body, key); is != want && !(f.isJSON() && sameJSON(t, is, want)) {
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
	want := []string{"id"}
	for _, f := range productFields {
		want = append(want, f.key)
		if got := member(t, product.body, f.key); f.value == nil && !sameJSON(t, got, f.unset) {
			t.Errorf("%s is %s, want %s", f.key, got, f.unset)
		}
	}
	want = append(want, "created_at", "updated_at")
	if diff := cmp.Diff(want, a.send(t, get(product.path)).keys(t)); diff != "" {
		t.Errorf("order of the keys (-want +got):\n%s", diff)
	}
}

func typeRefusals(path string) map[string]refusal {
	required := requiredOfProduct()
	cases := map[string]refusal{
		"no fields":   refused(post("/v1/products", `{}`), 422, "validation_failed", required...),
		"null fields": refused(post("/v1/products", `{"code":null,"facts":null,"shape":null,"price":null}`), 422, "validation_failed", append(slices.Clone(required), "/shape")...),
	}
	var all, pointers []string
	for _, f := range productFields {
		for _, value := range f.wrong {
			name := f.key + " " + value[:min(len(value), 60)]
			cases["creating with "+name] = refused(post("/v1/products", newProduct().holding(f.key, value)), 422, "validation_failed", "/"+f.key)
			cases["changing to "+name] = refused(patched(path, `{"`+f.key+`":`+value+`}`), 422, "validation_failed", "/"+f.key)
		}
		all, pointers = append(all, `"`+f.key+`":`+f.wrong[0]), append(pointers, "/"+f.key)
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
