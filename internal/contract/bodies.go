package contract

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"
)

func mediaTypes(t *testing.T, a *api) {
	user := a.user(t)
	cases := map[string]refusal{}
	for name, values := range map[string][]string{
		"no Content-Type":          nil,
		"an empty one":             {""},
		"text":                     {"text/plain"},
		"a form":                   {"application/x-www-form-urlencoded"},
		"JSON by another name":     {"text/json"},
		"a JSON dialect":           {"application/vnd.api+json"},
		"a name that starts alike": {"application/jsonp"},
		"two fields":               {"application/json", "application/json"},
		"two in one field":         {"application/json, application/json"},
		"a type alone":             {"application"},
		"a wildcard":               {"*/*"},
	} {
		cases["POST with "+name] = refused(post("/v1/users", aUser().String()).with("Content-Type", values...), 415, "unsupported_media_type")
		cases["PATCH with "+name] = refused(patched(user.path, `{}`).with("Content-Type", values...), 415, "unsupported_media_type")
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = w.Write([]byte(aUser().String()))
	_ = w.Close()
	cases["a merge patch where a resource is created"] = refused(post("/v1/users", aUser().String()).with("Content-Type", "application/merge-patch+json"), 415, "unsupported_media_type")
	cases["a body in gzip"] = refused(post("/v1/users", zipped.String()).with("Content-Encoding", "gzip"), 415, "unsupported_media_type")
	cases["a body said to be in gzip"] = refused(post("/v1/users", aUser().String()).with("Content-Encoding", "gzip"), 415, "unsupported_media_type")
	cases["a body in an unknown coding"] = refused(patched(user.path, `{}`).with("Content-Encoding", "zstd-x"), 415, "unsupported_media_type")
	cases["no body and no Content-Type"] = refused(post("/v1/users", ""), 415, "unsupported_media_type")
	a.refuses(t, cases)
	for _, value := range []string{"application/json; charset=utf-8", "APPLICATION/Json", `application/json;charset="UTF-8"`, " application/json "} {
		t.Run("accepts "+value, func(t *testing.T) {
			a.send(t, post("/v1/users", aUser().String()).with("Content-Type", value)).want(t, http.StatusCreated)
			a.send(t, patched(user.path, `{}`).with("Content-Type", strings.ReplaceAll(value, "/json", "/merge-patch+json"))).want(t, http.StatusOK)
		})
	}
	t.Run("a body that nobody reads may have any type", func(t *testing.T) {
		r := get(user.path).with("Content-Type", "text/plain").with("Content-Encoding", "gzip")
		r.body = "x"
		a.send(t, r).want(t, http.StatusOK)
	})
}

func jsonBodies(t *testing.T, a *api) {
	user := a.user(t)
	cases := map[string]refusal{}
	for name, body := range map[string]string{
		"spaces alone":             " \n\t",
		"an open object":           `{"email":"a@example.com"`,
		"an open string":           `{"email":"a`,
		"two values":               `{} {}`,
		"something after it":       `{"name":"x"}x`,
		"a NUL after it":           "{}\x00",
		"a byte order mark":        "\xef\xbb\xbf{}",
		"UTF-16":                   "\xff\xfe{\x00}\x00",
		"invalid UTF-8 in a value": "{\"name\":\"a\xffb\"}",
		"an overlong encoding":     "{\"name\":\"a\xc0\xafb\"}",
		"a surrogate in UTF-8":     "{\"name\":\"a\xed\xa0\x80b\"}",
		"invalid UTF-8 in a key":   "{\"na\xffme\":\"b\"}",
		"a trailing comma":         `{"name":"x",}`,
		"a comment":                `{"name":"x"/**/}`,
		"single quotes":            `{'name':'x'}`,
		"a key without quotes":     `{name:"x"}`,
		"NaN":                      `{"name":NaN}`,
		"a number with a plus":     `{"name":+1}`,
		"a number with a zero":     `{"name":01}`,
		"a number with no digits":  `{"name":1.}`,
		"hexadecimal":              `{"name":0x10}`,
		"a line end in a string":   "{\"name\":\"a\nb\"}",
		"a control in a string":    "{\"name\":\"a\x01b\"}",
		"an unknown escape":        `{"name":"\x41"}`,
		"a short escape":           `{"name":"\u12"}`,
		"another word":             `undefined`,
		"True":                     `True`,
		"a no-break space":         "\u00a0{}",
		"form data":                `email=a%40example.com`,
	} {
		cases["POST "+name] = refused(post("/v1/users", body), 400, "invalid_json")
		cases["PATCH "+name] = refused(patched(user.path, body), 400, "invalid_json")
	}
	cases["an empty body"] = refused(post("/v1/users", "").with("Content-Type", "application/json"), 400, "invalid_json")
	for name, body := range map[string]string{"an array": `[]`, "a string": `"x"`, "null": `null`, "a number": `1e3`, "true": `true`, "an array of what would do": "[" + aUser().String() + "]"} {
		cases["POST "+name] = refused(post("/v1/users", body), 422, "validation_failed")
		cases["PATCH "+name] = refused(patched(user.path, body), 422, "validation_failed")
	}
	a.refuses(t, cases)
	t.Run("spaces around it are fine", func(t *testing.T) {
		a.send(t, post("/v1/users", "\r\n\t "+aUser().String()+" \n")).want(t, http.StatusCreated)
	})
	t.Run("escapes are what they stand for", func(t *testing.T) {
		email := unique("esc-%d@example.com")
		got := a.send(t, post("/v1/users", `{"\u0065mail":"`+email+`","name":"\ud83d\ude00\t\/\u00e9"}`))
		got.want(t, http.StatusCreated)
		if name := got.object(t)["name"]; name != "\U0001F600\t/é" {
			t.Errorf("name is %q", name)
		}
	})
	for name, body := range map[string]string{
		"a key twice":                `{"email":"twice@example.com","email":"twice2@example.com","name":"x"}`,
		"a lone surrogate":           `{"email":"lone@example.com","name":"a\ud800b"}`,
		"ten thousand deep":          `{"email":"deep@example.com","name":` + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + `}`,
		"half a million deep":        strings.Repeat(`[`, 500_000) + strings.Repeat("]", 500_000),
		"a number of 100,000 digits": `{"email":"long@example.com","name":` + strings.Repeat("9", 100_000) + `}`,
		"a huge exponent":            `{"email":"exp@example.com","name":1e999999999}`,
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			got := a.send(t, post("/v1/users", body))
			if got.status == http.StatusBadRequest {
				got.problem(t, 400, "invalid_json")
				return
			}
			got.problem(t, 422, "validation_failed")
		})
	}
}

func rules(t *testing.T, a *api) {
	text := func(n int) string { return strings.Repeat("é", n) }
	body := aUser()
	cases := map[string]refusal{}
	add := func(name string, o object, pointers ...string) {
		cases[name] = refused(post("/v1/users", o.String()), 422, "validation_failed", pointers...)
	}
	add("nothing", object{}, "/email", "/name")
	add("nothing but null", object{"email": nil, "name": nil}, "/email", "/name")
	add("blanks", object{"email": "", "name": " \t\u00a0\u2003\n"}, "/email", "/name")
	add("other types", object{"email": 1, "name": []any{"x"}}, "/email", "/name")
	add("objects", object{"email": object{"a": "b"}, "name": true}, "/email", "/name")
	add("all kinds at once", object{"email": "nobody", "nme": "x", "id": nobody, "a/b~c": 1}, "/email", "/name", "/nme", "/id", "/a~1b~0c")
	add("what the server alone sets", body.but("id", nobody).but("created_at", "2024-01-01T00:00:00Z").but("updated_at", nil), "/id", "/created_at", "/updated_at")
	add("a key in another case", body.but("Name", "x").but("name", none), "/Name", "/name")
	add("an empty key", body.but("", "x"), "/")
	add("256 characters", body.but("name", text(256)), "/name")
	add("U+0000", body.but("name", "a\x00b"), "/name")
	for name, email := range map[string]string{
		"no at sign": "example.com", "two at signs": "a@b@example.com", "no local part": "@example.com", "no domain": "a@",
		"a display name": "A <a@example.com>", "angle brackets": "<a@example.com>", "a space in front": " a@example.com",
		"a space at the end": "a@example.com ", "a space inside": "a b@example.com", "a list": "a@example.com,b@example.com",
		"a comment": "a@example.com (A)", "a line end": "a@example.com\n", "a header": "a@example.com\r\nBcc: b@example.com", "a dot at the end of the local part": "a.@example.com",
		"two dots": "a..b@example.com", "a domain of dots": "a@..",
	} {
		add("an e-mail address with "+name, body.but("email", email), "/email")
	}
	a.refuses(t, cases)
	t.Run("255 characters of several bytes are fine", func(t *testing.T) {
		for _, name := range []string{text(255), strings.Repeat("\U0001F600", 255), " x ", "<b>&amp;</b>", "null", "\u007f\u200b"} {
			user := a.create(t, "/v1/users", aUser().but("name", name))
			if user.fields["name"] != name {
				t.Errorf("name is %q, want %q", user.fields["name"], name)
			}
		}
	})
	t.Run("e-mail addresses of many kinds are fine", func(t *testing.T) {
		for _, format := range []string{"a+b-%d@example.com", "A.B%d@EXAMPLE.com", "o'hara%d@sub.example.co.uk", "x_%d@xn--bcher-kva.example", "!#$%%&*/=?^`{|}~%d@example.com"} {
			email := unique(format)
			if user := a.create(t, "/v1/users", aUser().but("email", email)); user.fields["email"] != email {
				t.Errorf("email is %q, want %q", user.fields["email"], email)
			}
		}
	})
	if a.Orders {
		t.Run("of every type", func(t *testing.T) { orderRules(t, a) })
	}
}

func orderRules(t *testing.T, a *api) {
	buyer := a.user(t).id
	cases := map[string]refusal{
		"nothing": refused(post("/v1/orders", `{}`), 422, "validation_failed", "/number", "/status", "/placed_at", "/buyer_id"),
		"everything wrong at once": refused(post("/v1/orders", object{
			"number": 1, "status": "old", "note": 2, "count": "3", "express": "yes", "placed_at": "now", "buyer_id": "me", "gift_for_id": 7, "buyer": nobody,
		}.String()), 422, "validation_failed", "/number", "/status", "/note", "/count", "/express", "/placed_at", "/buyer_id", "/gift_for_id", "/buyer"),
	}
	add := func(key string, values map[string]any) {
		for name, value := range values {
			cases[key+": "+name] = refused(post("/v1/orders", anOrder(buyer).but(key, value).String()), 422, "validation_failed", "/"+key)
		}
	}
	add("status", map[string]any{"another case": "NEW", "a space": "new ", "empty": "", "a number": 0, "null": nil})
	add("count", map[string]any{
		"below the least": 0, "above the most": 100, "a fraction": 1.5, "a string": "1", "over 32 bits": 1 << 31, "over 64 bits": 1e30, "true": true, "null": nil, "negative": -1,
	})
	add("express", map[string]any{"a word": "true", "a number": 1, "null": nil, "an array": []any{true}})
	add("note", map[string]any{"over 64 KiB": strings.Repeat("x", 65537), "U+0000": "\x00", "an array": []any{}, "false": false})
	add("placed_at", map[string]any{
		"a date": "2024-02-03", "no zone": "2024-02-03T04:05:06", "a space": "2024-02-03 04:05:06Z", "no such day": "2024-02-30T04:05:06Z", "hour 24": "2024-02-03T24:00:00Z",
		"a number": 1706933106, "empty": "", "a zone by name": "2024-02-03T04:05:06 CET", "one digit": "2024-2-3T4:5:6Z", "a comma": "2024-02-03T04:05:06,5Z",
		"a zone without a colon": "2024-02-03T04:05:06+0200", "zone hour 24": "2024-02-03T04:05:06+24:00", "a fifth digit": "12024-02-03T04:05:06Z",
	})
	add("buyer_id", map[string]any{"a word": "me", "a number": 7, "empty": "", "null": nil, "braces": "{" + buyer + "}", "a URN": "urn:uuid:" + buyer, "no hyphens": strings.ReplaceAll(buyer, "-", "")})
	add("gift_for_id", map[string]any{"a word": "me", "empty": ""})
	a.refuses(t, cases)
	t.Run("bounds themselves are fine", func(t *testing.T) {
		for key, values := range map[string][]any{
			"count": {1, 99}, "express": {true, false}, "status": {"new", "paid"}, "note": {strings.Repeat("x", 65536), "", nil},
			"placed_at": {"2024-02-29T23:59:59.999999+14:00", "2000-01-01T00:00:00-12:00", "2024-02-03T04:05:06.1Z"},
		} {
			for _, value := range values {
				a.create(t, "/v1/orders", anOrder(buyer).but(key, value))
			}
		}
	})
}

func conflicts(t *testing.T, a *api) {
	first, second := a.user(t), a.user(t)
	taken := object{"email": first.fields["email"]}
	a.refuses(t, map[string]refusal{
		"creating with a taken value": refused(post("/v1/users", taken.but("name", "x").String()), 409, "conflict", "/email"),
		"changing to a taken value":   refused(patched(second.path, taken.String()), 409, "conflict", "/email"),
	})
	t.Run("a patch to its own value is none", func(t *testing.T) {
		a.send(t, patched(first.path, taken.String())).want(t, http.StatusOK)
	})
	t.Run("case makes another value", func(t *testing.T) {
		email := first.fields["email"].(string)
		a.create(t, "/v1/users", object{"email": strings.ToUpper(email), "name": "x"})
	})
	t.Run("a refused change changes nothing", func(t *testing.T) {
		a.send(t, patched(second.path, taken.but("name", "half").String())).want(t, http.StatusConflict)
		if now := a.read(t, second.path); now.body != second.body {
			t.Errorf("%s became %s", second.body, now.body)
		}
	})
	if a.Orders {
		t.Run("of references", func(t *testing.T) { references(t, a) })
	}
}

func references(t *testing.T, a *api) {
	buyer := a.user(t)
	order := a.create(t, "/v1/orders", anOrder(buyer.id))
	gift := a.user(t)
	second := a.create(t, "/v1/orders", anOrder(buyer.id).but("gift_for_id", gift.id))
	everything := object{"number": order.fields["number"], "buyer_id": nobody, "gift_for_id": nobody}
	whole := anOrder(nobody)
	for key, value := range everything {
		whole = whole.but(key, value)
	}
	a.refuses(t, map[string]refusal{
		"all at once when creating":               refused(post("/v1/orders", whole.String()), 409, "conflict", "/number", "/buyer_id", "/gift_for_id"),
		"all at once when changing":               refused(patched(second.path, everything.String()), 409, "conflict", "/number", "/buyer_id", "/gift_for_id"),
		"a reference to what isn't there":         refused(post("/v1/orders", anOrder(nobody).String()), 409, "conflict", "/buyer_id"),
		"a reference to another kind of resource": refused(post("/v1/orders", anOrder(order.id).String()), 409, "conflict", "/buyer_id"),
		"deleting what is referenced":             refused(deleted(buyer.path), 409, "conflict"),
		"deleting what is referenced optionally":  refused(deleted(gift.path), 409, "conflict"),
	})
	t.Run("deleting works when nothing refers to it any more", func(t *testing.T) {
		a.send(t, patched(second.path, `{"gift_for_id":null}`)).want(t, http.StatusOK)
		a.send(t, deleted(gift.path)).want(t, http.StatusNoContent)
		a.send(t, deleted(second.path)).want(t, http.StatusNoContent)
		a.send(t, deleted(order.path)).want(t, http.StatusNoContent)
		a.send(t, deleted(buyer.path)).want(t, http.StatusNoContent)
	})
}

func bodyLimit(t *testing.T, a *api) {
	limit := 1 << 20
	padded := func(o object, size int) string {
		text := o.String()
		return text + strings.Repeat(" ", size-len(text))
	}
	a.send(t, post("/v1/users", padded(aUser(), limit))).want(t, http.StatusCreated)
	a.refuses(t, map[string]refusal{
		"one byte over it":          refused(post("/v1/users", padded(aUser(), limit+1)), 413, "body_too_large"),
		"one byte over it, patched": refused(patched(a.user(t).path, padded(object{}, limit+1)), 413, "body_too_large"),
	})
	t.Run("a big body where none is read is ignored", func(t *testing.T) {
		for _, r := range []request{{method: "GET", path: "/healthz"}, {method: "DELETE", path: a.user(t).path}} {
			r.body = big
			if got := a.send(t, r); got.status >= 400 {
				t.Errorf("%s: status %d", r, got.status)
			}
		}
	})
	t.Run("HTTP_MAX_BODY_BYTES moves it", func(t *testing.T) {
		small := connect(t, a.Service, start(t, a.Service, map[string]string{"HTTP_MAX_BODY_BYTES": "100"}))
		small.send(t, post("/v1/users", padded(aUser(), 100))).want(t, http.StatusCreated)
		small.send(t, post("/v1/users", padded(aUser(), 101))).problem(t, 413, "body_too_large")
	})
}
