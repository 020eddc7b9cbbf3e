package server_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	path := f.collection + "/" + s.anyID(f.collection)
	cases := map[string]struct {
		header      []string
		post, patch int
	}{
		"JSON":                      {[]string{"Content-Type", "application/json"}, 422, 200},
		"in other case":             {[]string{"Content-Type", "Application/JSON"}, 422, 200},
		"with its charset":          {[]string{"Content-Type", `application/json ; charset="UTF-8"`}, 422, 200},
		"with another charset":      {[]string{"Content-Type", "application/json; charset=latin1"}, 415, 415},
		"with another parameter":    {[]string{"Content-Type", "application/json; a=b"}, 422, 200},
		"with half a parameter":     {[]string{"Content-Type", "application/json; a"}, 415, 415},
		"a merge patch":             {[]string{"Content-Type", "application/merge-patch+json"}, 415, 200},
		"a list of two":             {[]string{"Content-Type", "application/json, application/json"}, 415, 415},
		"another suffix":            {[]string{"Content-Type", "application/problem+json"}, 415, 415},
		"a form":                    {[]string{"Content-Type", "application/x-www-form-urlencoded"}, 415, 415},
		"empty":                     {[]string{"Content-Type", ""}, 415, 415},
		"compressed":                {[]string{"Content-Type", "application/json", "Content-Encoding", "gzip"}, 415, 415},
		"not compressed, it says":   {[]string{"Content-Type", "application/json", "Content-Encoding", "identity"}, 415, 415},
		"an encoding that is empty": {[]string{"Content-Type", "application/json", "Content-Encoding", ""}, 422, 200},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := s.do(http.MethodPost, f.collection, `{"unknown":1}`, tc.header...); got.StatusCode != tc.post {
				t.Errorf("POST: got %d, want %d", got.StatusCode, tc.post)
			}
			if got := s.do(http.MethodPatch, path, "{}", tc.header...); got.StatusCode != tc.patch {
				t.Errorf("PATCH: got %d, want %d", got.StatusCode, tc.patch)
			}
		})
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	for name, tc := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"nothing":                {"", 400, "invalid_json"},
		"half an object":         {`{"a":`, 400, "invalid_json"},
		"two values":             {"{}{}", 400, "invalid_json"},
		"a byte order mark":      {"\ufeff{}", 400, "invalid_json"},
		"no UTF-8":               {"{\"a\":\"\xff\"}", 400, "invalid_json"},
		"endless nesting":        {strings.Repeat("[", 100000), 400, "invalid_json"},
		"white space around":     {" {\"a\":1} \r\n", 422, "validation_failed"},
		"a name twice":           {`{"a":1,"a":1}`, 422, "validation_failed"},
		"half a surrogate pair":  {`{"a":"\ud800"}`, 422, "validation_failed"},
		"a number beyond all":    {`{"a":1e999999999}`, 422, "validation_failed"},
		"an array":               {`[{}]`, 422, "validation_failed"},
		"nothing but null":       {`null`, 422, "validation_failed"},
		"an unknown member only": {`{"__proto__":{}}`, 422, "validation_failed"},
	} {
		s.want(s.do(http.MethodPost, f.collection, tc.body), tc.status, tc.code)
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// The order of the checks: each request breaks one rule more than the next.
func TestTheOrderOfTheChecks(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	path := f.collection + "/" + s.anyID(f.collection)
	large := strings.Repeat(" ", 1<<20+1)
	for _, tc := range []struct {
		method, path, body, mediaType string
		code                          string
	}{
		{"BREW", "/nowhere", large, "text/plain", "route_not_found"},
		{"BREW", f.collection + "/1", large, "text/plain", "method_not_allowed"},
		{http.MethodPatch, f.collection + "/1", large, "text/plain", "invalid_parameter"},
		{http.MethodPatch, f.missing(), large, "text/plain", "unsupported_media_type"},
		{http.MethodPatch, f.missing(), large, "application/json", "body_too_large"},
		{http.MethodPatch, f.missing(), "{", "application/json", "invalid_json"},
		{http.MethodPatch, f.missing(), `{"unknown":1}`, "application/json", "validation_failed"},
		{http.MethodPatch, f.missing(), "{}", "application/json", "not_found"},
		{http.MethodPatch, path, "{}", "application/json", "precondition_failed"},
	} {
		got := s.do(tc.method, tc.path, tc.body, "Content-Type", tc.mediaType, "If-Match", `"other"`)
		if code := got.member(t, "code"); code != tc.code {
			t.Errorf("%s %s: got %v, want %s", tc.method, tc.path, code, tc.code)
		}
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	s.create(f, nil)
	s.create(f, nil)
	cursor, _ := s.do(http.MethodGet, f.collection+"?limit=1", nil).member(t, "next_cursor").(string)
	for query, status := range map[string]int{
		"":                                   200,
		"?":                                  200,
		"?limit=1":                           200,
		"?limit=100":                         200,
		"?%6cimit=1":                         200,
		"?cursor=" + cursor:                  200,
		"?unknown=1&unknown=2&&=":            200,
		"?unknown=%zz;":                      200,
		"?limit=0":                           400,
		"?limit=101":                         400,
		"?limit=-1":                          400,
		"?limit=%2B1":                        400,
		"?limit=1.0":                         400,
		"?limit=01":                          400,
		"?limit=99999999999999999999":        400,
		"?limit=":                            400,
		"?limit":                             400,
		"?limit=1&limit=1":                   400,
		"?limit=1;cursor=":                   400,
		"?limit=%zz":                         400,
		"?cursor=":                           400,
		"?cursor=none":                       400,
		"?cursor=" + cursor + "A":            400,
		"?cursor=" + cursor + "=":            400,
		"?cursor=" + strings.ToUpper(cursor): 400,
		"?cursor=" + cursor + "&cursor=" + cursor:      400,
		"?cursor=00000000-0000-0000-0000-000000000000": 400,
	} {
		if got := s.do(http.MethodGet, f.collection+query, nil); got.StatusCode != status {
			t.Errorf("%q: got %d, want %d", query, got.StatusCode, status)
		}
	}
	for _, other := range allFixtures()[1:] {
		if got := s.do(http.MethodGet, other.collection+"?cursor="+cursor, nil); got.StatusCode != http.StatusBadRequest {
			t.Errorf("a cursor of %s in %s: got %d", f.collection, other.collection, got.StatusCode)
		}
	}
}

func TestPathsAreMatchedAsSent(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	path := f.collection + "/" + s.anyID(f.collection)
	id := strings.TrimPrefix(path, f.collection+"/")
	for path, status := range map[string]int{
		path:                                     200,
		f.collection + "/" + strings.ToUpper(id): 200,
		f.collection + "?x":                      200,
		f.collection + "/":                       404,
		path + "/":                               404,
		"/":                                      404,
		"//":                                     404,
		"/v1":                                    404,
		"/v1/":                                   404,
		"/" + f.collection:                       404,
		f.collection + "//" + id:                 404,
		f.collection + "%2F" + id:                404,
		"/v1/%" + "75sers":                       404,
		strings.ToUpper(f.collection):            404,
		"/v1/../v1" + strings.TrimPrefix(f.collection, "/v1"): 404,
		"/./healthz": 404,
		"/%68ealthz": 404,
		"/healthz/":  404,
		f.collection + "/" + strings.ReplaceAll(id, "-", ""): 400,
		f.collection + "/%7B" + id + "%7D":                   400,
		f.collection + "/urn:uuid:" + id:                     400,
		f.collection + "/%30" + id[1:]:                       400,
		f.collection + "/" + id + "%2F":                      400,
		f.collection + "/" + id + "%20":                      400,
		f.collection + "/..":                                 400,
	} {
		got := s.do(http.MethodGet, path, nil)
		if got.StatusCode != status {
			t.Errorf("%s: got %d, want %d", path, got.StatusCode, status)
		}
		if sent, _, _ := strings.Cut(path, "?"); status != http.StatusOK && got.member(t, "instance") != sent {
			t.Errorf("%s: the instance is %v", path, got.member(t, "instance"))
		}
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	path := f.collection + "/" + s.anyID(f.collection)
	for path, allow := range map[string]string{
		"/healthz":   "GET, HEAD",
		f.collection: "GET, HEAD, POST",
		path:         "DELETE, GET, HEAD, PATCH",
	} {
		get := s.do(http.MethodGet, path, nil)
		head := s.do(http.MethodHead, path, nil)
		if head.StatusCode != http.StatusOK || len(head.body) != 0 ||
			head.Header.Get("Content-Length") != get.Header.Get("Content-Length") ||
			head.Header.Get("Content-Type") != get.Header.Get("Content-Type") || head.Header.Get("ETag") != get.Header.Get("ETag") {
			t.Errorf("HEAD %s: got %d %v, GET has %v", path, head.StatusCode, head.Header, get.Header)
		}
		for _, method := range []string{"OPTIONS", "PUT", "TRACE", "CONNECT", "BREW", "get", "PROPFIND", "QUERY"} {
			got := s.want(s.do(method, path, nil), http.StatusMethodNotAllowed, "method_not_allowed")
			if got := got.Header.Values("Allow"); len(got) != 1 || got[0] != allow {
				t.Errorf("%s %s: Allow is %q, want %q", method, path, got, allow)
			}
		}
	}
	for _, method := range []string{"HEAD", "OPTIONS", "PUT", "BREW", "CONNECT"} {
		if got := s.do(method, "/nowhere", nil); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s /nowhere: got %d", method, got.StatusCode)
		}
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	s := startService(t)
	for name, tc := range map[string]struct {
		sent []string
		kept bool
	}{
		"a client's":          {[]string{"a-1:~!"}, true},
		"as long as it may":   {[]string{strings.Repeat("x", 128)}, true},
		"the first of two":    {[]string{"first", "second"}, true},
		"too long":            {[]string{strings.Repeat("x", 129)}, false},
		"with a space inside": {[]string{"a b"}, false},
		"not ASCII":           {[]string{"ä"}, false},
		"empty":               {[]string{""}, false},
		"none":                {nil, false},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.address+"/nowhere", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header["X-Request-ID"] = tc.sent
		got := s.send(request)
		ids := got.Header.Values("X-Request-ID")
		if len(ids) != 1 || (len(tc.sent) > 0 && ids[0] == tc.sent[0]) != tc.kept || got.member(t, "request_id") != ids[0] {
			t.Errorf("%s: got %q in the header and %s", name, ids, got.body)
		}
	}
}
