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

// Compare sends the same odd requests to every service, each fresh, and
// compares status, header fields and body, for what the contract leaves
// open as well: whatever the answer is, it is the same.
func Compare(t *testing.T, services map[string]Service) {
	t.Helper()
	names := slices.Sorted(maps.Keys(services))
	if len(names) < 2 {
		t.Skip("one service has nothing to be compared with")
	}
	var first *told
	for _, name := range names {
		var now told
		now.name = name
		t.Run(name, func(t *testing.T) { now.answers = tell(t, services[name]) })
		if first == nil {
			first = &now
			continue
		}
		for _, question := range slices.Sorted(maps.Keys(first.answers)) {
			if diff := cmp.Diff(first.answers[question], now.answers[question]); diff != "" {
				t.Errorf("%s: %s and %s answer differently (-%s +%s):\n%s", question, first.name, name, first.name, name, diff)
			}
		}
	}
}

// told is what a service answered, by question.
type told struct {
	name    string
	answers map[string]string
}

// tell asks a fresh service every question, each on a connection of its own.
func tell(t *testing.T, s Service) map[string]string {
	t.Helper()
	a := newAPI(t, s)
	email := "same-%s@example.com"
	user := a.create(t, "/v1/users", object{"email": fmt.Sprintf(email, "a"), "name": "Ada"})
	a.create(t, "/v1/users", object{"email": fmt.Sprintf(email, "b"), "name": "Bob"})
	asked := questions(user)
	if s.Products {
		maps.Copy(asked, typeQuestions(a.create(t, "/v1/products", theProduct)))
	}
	answers := map[string]string{}
	for name, text := range asked {
		w := a.dial(t)
		go w.say(text)
		var b strings.Builder
		for _, got := range w.rest(t, method(text)) {
			b.WriteString(got.comparable() + "\n")
		}
		answers[name] = b.String()
	}
	return answers
}

func method(text string) string {
	verb, _, _ := strings.Cut(text, " ")
	return verb
}

var (
	anyID   = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)
	anyTime = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z`)
	cursor  = regexp.MustCompile(`"next_cursor":"[^"]*"`)
)

// comparable is the answer without what may differ: Date, Connection,
// framing, the order of fields, ids and times, and what is made of them.
func (a answer) comparable() string {
	var b strings.Builder
	fmt.Fprintln(&b, a.status)
	for _, name := range slices.Sorted(maps.Keys(a.header)) {
		switch name {
		case "Date", "Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive":
			continue
		case "Etag", "X-Request-Id":
			fmt.Fprintln(&b, name, len(a.header[name]))
		default:
			fmt.Fprintln(&b, name, strings.Join(a.header[name], " | "))
		}
	}
	b.WriteString(requestID.ReplaceAllString(a.body, `"request_id":"…"`))
	text := anyTime.ReplaceAllString(anyID.ReplaceAllString(b.String(), "ID"), "TIME")
	return cursor.ReplaceAllString(text, `"next_cursor":"…"`)
}

var requestID = regexp.MustCompile(`"request_id":"[^"]*"`)

// questions are requests as they go over the wire, each the last of its
// connection and each without an effect on the others.
func questions(user made) map[string]string {
	id := user.id
	all := map[string]string{
		"a list":                 rawGet("/v1/users", ""),
		"no token":               rawGet("/v1/users", "Authorization"),
		"another scheme":         rawGet("/v1/users", "Authorization", "Basic dTpw"),
		"no JWT":                 rawGet("/v1/users", "Authorization", "Bearer x"),
		"two tokens":             rawGet("/v1/users", "Authorization", "Bearer x", "Bearer y"),
		"a token without scopes": rawGet("/v1/users", "Authorization", "Bearer "+trusted.sign(tokenHeader(trusted), tokenClaims())),
		"from a page":            rawGet("/v1/users", "Origin", "https://page.example"),
		"from another page":      rawGet("/v1/users/7", "Origin", "https://other.example"),
		"a preflight":            preflight("/v1/users", "https://page.example", "POST"),
		"another's preflight":    preflight("/v1/users", "https://other.example", "POST"),
		"a preflight for TRACE":  preflight("/v1/users", "https://page.example", "TRACE"),
		"a preflight to nowhere": preflight("/nothing", "https://page.example", "GET"),
		"a page":                 rawGet("/v1/users?limit=1", ""),
		"a resource":             rawGet(user.path, ""),
		"an id in capitals":      rawGet("/v1/users/"+strings.ToUpper(id), ""),
		"an id of zeros":         rawGet("/v1/users/00000000-0000-0000-0000-000000000000", ""),
		"a limit with a zero":    rawGet("/v1/users?limit=01", ""),
		"an encoded limit":       rawGet("/v1/users?limit=%31", ""),
		"a broken unknown":       rawGet("/v1/users?x=%zz", ""),
		"a semicolon":            rawGet("/v1/users?a;b", ""),
		"an encoded ampersand":   rawGet("/v1/users?limit=1%26limit=2", ""),
		"a second question mark": rawGet("/v1/users?x?limit=0", ""),
		"no body to HEAD":        strings.Replace(rawGet("/v1/users/7", ""), "GET", "HEAD", 1),
		"If-None-Match any":      rawGet(user.path, "If-None-Match", "*"),
		"If-None-Match weak":     rawGet(user.path, "If-None-Match", "W/"+user.etag),
		"If-None-Match unquoted": rawGet(user.path, "If-None-Match", strings.Trim(user.etag, `"`)),
		"If-Match on a read":     rawGet(user.path, "If-Match", `"other"`),
		"If-Modified-Since":      rawGet(user.path, "If-Modified-Since", "Mon, 01 Jan 2035 00:00:00 GMT"),
		"a range":                rawGet(user.path, "Range", "bytes=0-1"),
		"gzip wanted":            rawGet("/openapi.yaml", "Accept-Encoding", "gzip"),
		"another Host":           strings.Replace(rawGet("/v1/users/7", ""), "service.example", "[::1]:99", 1),
		"lower-case fields":      "GET /v1/users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + trusted.token() + "\r\nconnection: close\r\nx-request-id: low\r\n\r\n",
		"an upgrade":             "GET /v1/users HTTP/1.1\r\n" + fromTrusted + "Connection: upgrade, close\r\nUpgrade: websocket\r\n\r\n",
		"method override":        rawGet("/v1/users", "X-HTTP-Method-Override", "DELETE"),
		"forwarded":              rawGet("/v1/users/7", "X-Forwarded-Prefix", "/x", "/y"),
		"a list on two lines":    rawGet(user.path, "If-None-Match", `"x"`, user.etag),
		"an empty line of it":    rawGet(user.path, "If-None-Match", "", user.etag),
		"a field on 100 lines":   rawGet("/v1/users/7", "X-Part", strings.Split(strings.Repeat("a,", 100), ",")...),
		"an empty field":         rawGet("/v1/users/7", "X-Part", ""),
		"spaces around a value":  rawGet("/v1/users/7", "X-Request-ID", " \t spaced \t "),
		"HTTP/1.0":               strings.Replace(rawGet("/v1/users/7", ""), "HTTP/1.1", "HTTP/1.0", 1),
		"pipelined":              strings.Repeat("GET /v1/users/7 HTTP/1.1\r\n"+fromTrusted+"\r\n", 3) + rawPost("/v1/users", "{", length("{")) + rawGet("/v1/users/8", ""),
		"pipelined after HEAD":   strings.Replace(rawGet("/v1/users/8", ""), "Connection: close\r\n", "", 1) + rawGet("/nothing", ""),
		"Expect":                 rawPost("/v1/users", "{}", length("{}"), "Expect: 100-continue", "Connection: close"),
		"Expect in capitals":     rawPost("/v1/users", "{}", length("{}"), "Expect: 100-CONTINUE", "Connection: close"),
		"Expect without a body":  rawGet("/v1/users/7", "Expect", "100-continue"),
		"Expect for no route":    rawPost("/nothing", "{}", length("{}"), "Expect: 100-continue", "Connection: close"),
		"Expect for no method":   strings.Replace(rawPost("/v1/users", "{}", length("{}"), "Expect: 100-continue", "Connection: close"), "POST", "PUT", 1),
		"more than the length":   rawPost("/v1/users", `{"name":"x"}, {"email":"x"}`, "Content-Length: 12", "Connection: close"),
		"a length of none":       rawPost("/v1/users", "", "Content-Length: 0", "Connection: close"),
		"no length":              rawPost("/v1/users", "", "Connection: close"),
		"a length with zeros":    rawPost("/v1/users", "{}", "Content-Length: 0002", "Connection: close"),
		"chunks":                 rawPost("/v1/users", chunks("{}", 1), "Transfer-Encoding: chunked"),
		"chunks of none":         rawPost("/v1/users", chunks("", 1), "Transfer-Encoding: chunked"),
		"chunks in capitals":     rawPost("/v1/users", chunks("{}", 1), "Transfer-Encoding: CHUNKED"),
		"chunks for no route":    rawPost("/nothing", chunks("{}", 1), "Transfer-Encoding: chunked"),
	}
	for name, path := range map[string]string{
		"the root": "/", "the version": "/v1", "the version and a slash": "/v1/", "two slashes": "//", "dots": "/../v1/users", "a dot": "/v1/users/.", "encoded": "/v1/%75sers", "encoded id": "/v1/users/%30" + id[1:], "a tilde": "/~x",
		"a bad escape": "/v1/users/%zz", "a short escape": "/v1/users/%4", "raw bytes": "/caf\xc3\xa9", "a star": "/*", "a brace": "/v1/users/{id}", "a colon": "/v1/users/:id", "a long one": "/" + strings.Repeat("x/", 5000),
		"a slash behind": "/v1/users/", "a slash behind an id": user.path + "/", "a slash behind a probe": "/healthz/", "two slashes inside": "/v1//users", "two slashes before": "//v1/users", "two slashes before an id": "/v1/users//" + id,
		"an encoded slash": "/v1%2Fusers", "an encoded slash before an id": "/v1/users%2f" + id, "an encoded slash behind": user.path + "%2F", "an encoded slash as an id": "/v1/users/%2F", "an encoded NUL": "/v1/users/%00", "an encoded question mark": "/v1/users%3Flimit=0", "an encoded dot": "/v1/%2e%2e/healthz",
		"a plus": "/v1/users/+", "a backslash": `/v1\users`, "a quote": `/v1/"`, "markup": "/<script>", "docs below": "/docs/", "an asset": "/docs/none.css", "favicon": "/favicon.ico", "robots": "/robots.txt",
	} {
		all["the path of "+name] = rawGet(path, "")
		all["OPTIONS for the path of "+name] = strings.Replace(rawGet(path, ""), "GET", "OPTIONS", 1)
	}
	for _, method := range []string{"HEAD", "OPTIONS", "TRACE", "PUT", "FOO", "get", "CONNECT"} {
		for _, path := range []string{"/v1/users", user.path, "/healthz", "/docs", "/nothing"} {
			all[method+" "+strings.Replace(path, id, "ID", 1)] = strings.Replace(rawGet(path, ""), "GET", method, 1)
		}
	}
	for name, body := range map[string]string{
		"": "", "a key twice": `{"name":"x","name":""}`, "a lone surrogate": `{"name":"\ud800"}`, "deep": strings.Repeat("[", 9999) + strings.Repeat("]", 9999), "deeper": strings.Repeat("[", 10001) + strings.Repeat("]", 10001),
		"deep inside": `{"name":` + strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300) + `}`, "a big number": `{"name":1e400}`, "a long number": `{"name":` + strings.Repeat("1", 5000) + `}`,
		"a long key": `{"` + strings.Repeat("k", 5000) + `":1}`, "odd keys": `{"":1,"/":2,"~":3,"\u0000":4,"<":5}`, "many keys": "{" + strings.TrimSuffix(strings.Repeat(`"k":1,`, 3000), ",") + "}",
		"broken": `{"name":`, "broken and wrong": `{"name":1,}`, "null": `null`, "words": `{"name":tru}`, "a long name": `{"name":"` + strings.Repeat("é", 300) + `"}`,
	} {
		for _, kind := range []string{"POST /v1/users", "PATCH " + user.path} {
			verb, path, _ := strings.Cut(kind, " ")
			all[verb+" "+name] = strings.Replace(rawPost(path, body, length(body), "Connection: close"), "POST", verb, 1)
		}
	}
	for name, fields := range map[string]string{
		"an odd parameter": "Content-Type: application/json; x", "latin1": "Content-Type: application/json; charset=latin1", "identity": "Content-Type: application/json\r\nContent-Encoding: identity",
		"an empty coding": "Content-Type: application/json\r\nContent-Encoding:", "two types": "Content-Type: application/json\r\nContent-Type: text/plain", "a semicolon alone": "Content-Type: application/json;", "a name in quotes": `Content-Type: "application/json"`,
	} {
		all["media type: "+name] = "POST /v1/users HTTP/1.1\r\n" + fromTrusted + "Connection: close\r\nContent-Length: 2\r\n" + fields + "\r\n\r\n{}"
	}
	for name, match := range map[string]string{"empty": "", "unquoted": "abc", "two stars": "*, *", "star and tag": `*, "x"`, "an open quote": `"abc`, "commas": ",,", "a comma inside": `"a,b"`, "many": strings.Repeat(`"x",`, 500) + `"y"`} {
		all["If-Match "+name] = "DELETE /v1/users/" + nobody + " HTTP/1.1\r\n" + fromTrusted + "Connection: close\r\nIf-Match: " + match + "\r\n\r\n"
		all["If-Match on a row "+name] = "PATCH " + user.path + " HTTP/1.1\r\n" + fromTrusted + "Connection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\nIf-Match: " + match + "\r\n\r\n{}"
	}
	return all
}

// theProduct is the same in every service.
var theProduct = object{
	"code": "018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f", "page": "https://example.com/", "stock": json.Number("9007199254740993"), "weight": 0.1,
	"price": "1.5", "launched": "2024-02-29", "facts": object{"a": []any{nil, "<&>"}},
}

// typeQuestions are what can be asked of a product without an effect.
func typeQuestions(product made) map[string]string {
	all := map[string]string{
		"a product":        rawGet(product.path, ""),
		"all products":     rawGet("/v1/products", ""),
		"the same product": rawPost("/v1/products", theProduct.String(), length(theProduct.String()), "Connection: close"),
	}
	for key, values := range wrong {
		for i, value := range values {
			body := theProduct.holding(key, value)
			all[fmt.Sprintf("a product with wrong %s %d", key, i)] = rawPost("/v1/products", body, length(body), "Connection: close")
		}
	}
	return all
}
