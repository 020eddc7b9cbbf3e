package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Compare sends the same requests to a new process of each service and compares
// everything that must be identical across frameworks: the status, some header
// fields and the body, even where the contract doesn't specify them.
func Compare(t *testing.T, services map[string]Service) {
	t.Helper()
	names := slices.Sorted(maps.Keys(services))
	if len(names) < 2 {
		t.Skip("fewer than two services")
	}
	var first map[string]string
	for _, name := range names {
		var responses map[string]string
		t.Run(name, func(t *testing.T) { responses = comparedResponses(t, services[name]) })
		if first == nil {
			first = responses
			continue
		}
		for _, what := range slices.Sorted(maps.Keys(first)) {
			if diff := cmp.Diff(first[what], responses[what]); diff != "" {
				t.Errorf("%s: %s and %s differ (-%s +%s):\n%s", what, names[0], name, names[0], name, diff)
			}
		}
	}
}

// comparedResponses sends the requests to a new process.
func comparedResponses(t *testing.T, s Service) map[string]string {
	t.Helper()
	a := newAPI(t, s)
	user := a.create(t, "/v1/users", object{"email": "same-a@example.com", "name": "Ada"})
	a.create(t, "/v1/users", object{"email": "same-b@example.com", "name": "Bob"})
	requests := comparedRequests(user)
	if s.Products {
		maps.Copy(requests, comparedProducts(a.create(t, "/v1/products", theProduct)))
	}
	responses := map[string]string{}
	for name, r := range requests {
		responses[name] = a.send(t, r).comparable()
	}
	return responses
}

var (
	anyID     = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)
	anyTime   = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z`)
	cursor    = regexp.MustCompile(`"next_cursor":"[^"]*"`)
	requestID = regexp.MustCompile(`"request_id":"[^"]*"`)
)

// comparable returns the parts of the response that must be identical, without ids and times.
func (a response) comparable() string {
	var b strings.Builder
	fmt.Fprintln(&b, a.status)
	for _, name := range []string{"Location", "Etag", "Allow", "Retry-After", "Www-Authenticate", "X-Request-Id", "Content-Type"} {
		values := strings.Join(a.header[name], " | ")
		if name == "Etag" || name == "X-Request-Id" {
			values = fmt.Sprint(len(a.header[name]))
		}
		fmt.Fprintln(&b, name, values)
	}
	b.WriteString(requestID.ReplaceAllString(a.body, `"request_id":"…"`))
	text := anyTime.ReplaceAllString(anyID.ReplaceAllString(b.String(), "ID"), "TIME")
	return cursor.ReplaceAllString(text, `"next_cursor":"…"`)
}

// comparedRequests returns requests that change nothing and have at most one error.
func comparedRequests(user created) map[string]request {
	id := user.id
	all := map[string]request{
		"a list":                 get("/v1/users"),
		"a page":                 get("/v1/users?limit=1"),
		"a filter":               get("/v1/users?email=same-a@example.com"),
		"a reversed page":        get("/v1/users?limit=1&sort=-created_at"),
		"no token":               get("/v1/users").withToken(""),
		"another scheme":         get("/v1/users").with("Authorization", "Basic dTpw"),
		"no JWT":                 get("/v1/users").withToken("x"),
		"a token without scopes": get("/v1/users").withToken(trusted.sign(tokenHeader(trusted), tokenClaims())),
		"no token, no route":     get("/nothing").withToken(""),
		"from a page":            get("/v1/users").with("Origin", "https://page.example"),
		"from another page":      get("/v1/users/7").with("Origin", "https://other.example"),
		"a resource":             get(user.path),
		"an id in capitals":      get("/v1/users/" + strings.ToUpper(id)),
		"an id of zeros":         get("/v1/users/00000000-0000-0000-0000-000000000000"),
		"a limit with a zero":    get("/v1/users?limit=01"),
		"an encoded limit":       get("/v1/users?limit=%31"),
		"an encoded ampersand":   get("/v1/users?limit=1%26limit=2"),
		"If-None-Match any":      get(user.path).with("If-None-Match", "*"),
		"If-None-Match":          get(user.path).with("If-None-Match", user.etag),
		"If-None-Match weak":     get(user.path).with("If-None-Match", "W/"+user.etag),
		"If-None-Match of many":  get(user.path).with("If-None-Match", `"x"`, user.etag),
		"If-Match on a read":     get(user.path).with("If-Match", `"other"`),
		"If-Modified-Since":      get(user.path).with("If-Modified-Since", "Mon, 01 Jan 2035 00:00:00 GMT"),
		"a range":                get(user.path).with("Range", "bytes=0-1"),
		"Accept":                 get(user.path).with("Accept", "text/html"),
		"method override":        get("/v1/users").with("X-HTTP-Method-Override", "DELETE"),
		"forwarded":              get("/v1/users/7").with("X-Forwarded-Prefix", "/x"),
		"an empty field":         get("/v1/users/7").with("X-Part", ""),
		"the document":           get("/openapi.yaml"),
		"a missing asset":        get("/docs/none.css"),
		"deleting a missing row": deleted("/v1/users/" + missingID),
		"patching a missing row": patched("/v1/users/"+missingID, `{}`),
		"an empty patch":         patched(user.path, `{}`),
		"a failed precondition":  patched(user.path, `{}`).with("If-Match", `"other"`),
		"a body without a type":  post("/v1/users", "{}").with("Content-Type"),
		"a body of another type": post("/v1/users", "{}").with("Content-Type", "text/plain"),
		"a compressed body":      post("/v1/users", "{}").with("Content-Encoding", "gzip"),
		"a taken value":          post("/v1/users", `{"email":"same-b@example.com","name":"x"}`),
		"a patch to a taken one": patched(user.path, `{"email":"same-b@example.com"}`),
		"a large body":           post("/v1/users", tooLong),
	}
	for name, path := range map[string]string{
		"the root": "/", "the version": "/v1", "the version and a slash": "/v1/", "a dot": "/v1/users/.", "encoded": "/v1/%75sers", "a tilde": "/~x", "a star": "/*", "a colon": "/v1/users/:id",
		"a long path": "/" + strings.Repeat("x/", 1000), "a trailing slash": "/v1/users/", "a slash after an id": user.path + "/", "a slash after a probe": "/healthz/", "two slashes inside": "/v1//users", "two slashes before an id": "/v1/users//" + id,
		"an encoded slash": "/v1%2Fusers", "an encoded trailing slash": user.path + "%2F", "an encoded question mark": "/v1/users%3Flimit=0", "a plus": "/v1/users/+", "favicon": "/favicon.ico", "another case": "/V1/users",
	} {
		all["the path of "+name] = get(path)
	}
	for _, method := range []string{"HEAD", "OPTIONS", "PUT", "FOO", "get"} {
		for _, path := range []string{"/v1/users", user.path, "/healthz", "/nothing"} {
			all[method+" "+strings.Replace(path, id, "ID", 1)] = request{method: method, path: path}
		}
	}
	for name, body := range map[string]string{
		"a duplicate key": `{"name":"x","name":"y"}`, "an array": `[]`, "null": `null`, "a long name": `{"email":"a@example.com","name":"` + strings.Repeat("é", 300) + `"}`, "a blank name": `{"email":"a@example.com","name":" "}`,
		"no name": `{"email":"a@example.com"}`, "no fields": `{}`, "no email": `{"email":"a","name":"x"}`, "an unknown field": `{"email":"a@example.com","name":"x","x":1}`, "a wrong type": `{"email":"a@example.com","name":1}`, "null fields": `{"email":null,"name":null}`,
	} {
		all["POST "+name] = post("/v1/users", body)
	}
	for name, match := range map[string]string{"unquoted": "abc", "two": `"x", "y"`, "weak": `W/"x"`} {
		all["If-Match "+name] = patched(user.path, `{}`).with("If-Match", match)
	}
	return all
}

// theProduct is identical in every service.
var theProduct = object{
	"code": "018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f", "page": "https://example.com/", "stock": json.Number("9007199254740993"), "weight": 0.1,
	"price": "1.5", "launched": "2024-02-29", "facts": object{"a": []any{nil, "<&>"}},
}

// comparedProducts returns requests about products that change nothing.
func comparedProducts(product created) map[string]request {
	all := map[string]request{"a product": get(product.path), "all products": get("/v1/products")}
	for key, values := range wrong {
		for i, value := range values {
			all[fmt.Sprintf("a product with wrong %s %d", key, i)] = post("/v1/products", theProduct.holding(key, value))
		}
	}
	return all
}
