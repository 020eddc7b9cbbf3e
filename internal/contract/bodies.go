package contract

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

func mediaTypes(t *testing.T, a *api) {
	user := a.user(t)
	cases := map[string]refusal{}
	for name, values := range map[string][]string{
		"no Content-Type":          nil,
		"an empty Content-Type":    {""},
		"text":                     {"text/plain"},
		"a form":                   {"application/x-www-form-urlencoded"},
		"another name for JSON":    {"text/json"},
		"a JSON dialect":           {"application/vnd.api+json"},
		"a name with the prefix":   {"application/jsonp"},
		"two in one field":         {"application/json, application/json"},
		"a type without a subtype": {"application"},
		"a wildcard":               {"*/*"},
	} {
		cases["POST with "+name] = refused(post("/v1/users", newUser().String()).with("Content-Type", values...), 415, "unsupported_media_type")
		cases["PATCH with "+name] = refused(patched(user.path, `{}`).with("Content-Type", values...), 415, "unsupported_media_type")
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = w.Write([]byte(newUser().String()))
	_ = w.Close()
	cases["a merge patch to create a resource"] = refused(post("/v1/users", newUser().String()).with("Content-Type", "application/merge-patch+json"), 415, "unsupported_media_type")
	cases["a body in gzip"] = refused(post("/v1/users", zipped.String()).with("Content-Encoding", "gzip"), 415, "unsupported_media_type")
	cases["a body declared as gzip"] = refused(post("/v1/users", newUser().String()).with("Content-Encoding", "gzip"), 415, "unsupported_media_type")
	cases["a body in an unknown coding"] = refused(patched(user.path, `{}`).with("Content-Encoding", "zstd-x"), 415, "unsupported_media_type")
	cases["a body declared as br"] = refused(post("/v1/users", newUser().String()).with("Content-Encoding", "br"), 415, "unsupported_media_type")
	a.refuses(t, cases)
	for _, value := range []string{"application/json; charset=utf-8", "APPLICATION/Json", `application/json;charset="UTF-8"`, " application/json "} {
		t.Run("accepts "+value, func(t *testing.T) {
			a.send(t, post("/v1/users", newUser().String()).with("Content-Type", value)).want(t, http.StatusCreated)
			a.send(t, patched(user.path, `{}`).with("Content-Type", strings.ReplaceAll(value, "/json", "/merge-patch+json"))).want(t, http.StatusOK)
		})
	}
	t.Run("a body that is ignored may have any type", func(t *testing.T) {
		r := get(user.path).with("Content-Type", "text/plain").with("Content-Encoding", "gzip")
		r.body = "x"
		a.send(t, r).want(t, http.StatusOK)
	})
}

func jsonBodies(t *testing.T, a *api) {
	user := a.user(t)
	cases := map[string]refusal{}
	for name, body := range map[string]string{
		"only spaces":              " \n\t",
		"an open object":           `{"email":"a@example.com"`,
		"an open string":           `{"email":"a`,
		"two values":               `{} {}`,
		"text after the object":    `{"name":"x"}x`,
		"a NUL after the object":   "{}\x00",
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
	for name, body := range map[string]string{"an array": `[]`, "a string": `"x"`, "null": `null`, "a number": `1e3`, "true": `true`, "an array with a valid object": "[" + newUser().String() + "]"} {
		cases["POST "+name] = refused(post("/v1/users", body), 422, "validation_failed")
		cases["PATCH "+name] = refused(patched(user.path, body), 422, "validation_failed")
	}
	a.refuses(t, cases)
	t.Run("accepts surrounding spaces", func(t *testing.T) {
		a.send(t, post("/v1/users", "\r\n\t "+newUser().String()+" \n")).want(t, http.StatusCreated)
	})
	t.Run("decodes escapes", func(t *testing.T) {
		email := unique("esc-%d@example.com")
		got := a.send(t, post("/v1/users", `{"\u0065mail":"`+email+`","name":"\ud83d\ude00\t\/\u00e9"}`))
		got.want(t, http.StatusCreated)
		if name := got.object(t)["name"]; name != "\U0001F600\t/é" {
			t.Errorf("name is %q", name)
		}
	})
	for name, body := range map[string]string{
		"a duplicate key":            `{"email":"twice@example.com","email":"twice2@example.com","name":"x"}`,
		"a lone surrogate":           `{"email":"lone@example.com","name":"a\ud800b"}`,
		"10,000 levels":              `{"email":"deep@example.com","name":` + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + `}`,
		"500,000 levels":             strings.Repeat(`[`, 500_000) + strings.Repeat("]", 500_000),
		"a number of 100,000 digits": `{"email":"long@example.com","name":` + strings.Repeat("9", 100_000) + `}`,
		"a huge exponent":            `{"email":"exp@example.com","name":1e999999999}`,
	} {
		t.Run(name+" is rejected", func(t *testing.T) {
			got := a.send(t, post("/v1/users", body))
			if got.status == http.StatusBadRequest {
				got.problem(t, 400, "invalid_json")
				return
			}
			got.problem(t, 422, "validation_failed")
		})
	}
}

func bodyLimit(t *testing.T, a *api) {
	limit := 1 << 20
	padded := func(o object, size int) string {
		text := o.String()
		return text + strings.Repeat(" ", size-len(text))
	}
	a.send(t, post("/v1/users", padded(newUser(), limit))).want(t, http.StatusCreated)
	a.refuses(t, map[string]refusal{
		"one byte over the limit":         refused(post("/v1/users", padded(newUser(), limit+1)), 413, "body_too_large"),
		"a patch one byte over the limit": refused(patched(a.user(t).path, padded(object{}, limit+1)), 413, "body_too_large"),
	})
	t.Run("a body of unknown length has the same limit", func(t *testing.T) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+a.addr+"/v1/users", io.NopCloser(strings.NewReader(tooLong)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + trusted.token()}}
		res, err := a.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("status %d", res.StatusCode)
		}
	})
	t.Run("a body is ignored if the operation has none", func(t *testing.T) {
		for _, r := range []request{{method: "GET", path: "/healthz"}, {method: "GET", path: "/v1/users"}, {method: "DELETE", path: a.user(t).path}} {
			r.body = tooLong[:10_000]
			if got := a.send(t, r); got.status >= 400 {
				t.Errorf("%s: status %d", r, got.status)
			}
		}
	})
	t.Run("HTTP_MAX_BODY_BYTES changes the limit", func(t *testing.T) {
		small := connect(t, a.Service, start(t, a.Service, map[string]string{"HTTP_MAX_BODY_BYTES": "100"}))
		small.send(t, post("/v1/users", padded(newUser(), 100))).want(t, http.StatusCreated)
		small.send(t, post("/v1/users", padded(newUser(), 101))).problem(t, 413, "body_too_large")
	})
}
