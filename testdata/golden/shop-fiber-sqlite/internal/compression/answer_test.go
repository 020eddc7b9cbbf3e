package compression_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/shop/internal/compression"
)

var long = bytes.Repeat([]byte("word "), 300)

// unpack returns what was put into gzip.
func unpack(t *testing.T, packed []byte) []byte {
	t.Helper()
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestAcceptEncoding(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]bool{
		"":                            false,
		"gzip":                        true,
		"GZIP":                        true,
		"x-gzip":                      true,
		"deflate, br":                 false,
		"deflate, gzip;q=0.001, br":   true,
		"gzip;q=0":                    false,
		"gzip;q=0.000":                false,
		"gzip ; Q=1.000":              true,
		"gzip;q=1.001":                false,
		"gzip;q=0.1234":               false,
		"gzip;q=much":                 false,
		"gzip;level=1":                false,
		"*":                           true,
		"*;q=0":                       false,
		"*;q=0, gzip":                 true,
		"*, gzip;q=0":                 false,
		"identity":                    false,
		"identity, gzip":              true,
		"identity;q=0":                false,
		"identity;q=0, gzip;q=0.1":    true,
		"identity;q=0.5, gzip;q=0.4":  false,
		"identity;q=0.5, *;q=0.6":     true,
		"gzipped":                     false,
		", gzip,":                     true,
		"br;q=1.0, gzip;q=0.8, *;q=0": true,
	} {
		header := http.Header{}
		got := compression.Request{AcceptEncoding: []string{sent}}.Answer(http.StatusOK, header, long)
		if (header.Get("Content-Encoding") == "gzip") != want || header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: got %v", sent, header)
		}
		if want {
			got = unpack(t, got)
		}
		if !bytes.Equal(got, long) {
			t.Errorf("%q: the body is another", sent)
		}
	}
}

func TestSeveralFieldsAreOne(t *testing.T) {
	t.Parallel()
	header := http.Header{}
	compression.Request{AcceptEncoding: []string{"br", "gzip"}}.Answer(http.StatusOK, header, long)
	if header.Get("Content-Encoding") != "gzip" {
		t.Errorf("got %v", header)
	}
}

func TestWhatStaysAsItIs(t *testing.T) {
	t.Parallel()
	request := compression.Request{AcceptEncoding: []string{"gzip"}}
	for name, tc := range map[string]struct {
		status int
		header http.Header
		body   []byte
	}{
		"a short body":        {http.StatusOK, http.Header{}, long[:1023]},
		"what is encoded":     {http.StatusOK, http.Header{"Content-Encoding": {"br"}}, long},
		"a part":              {http.StatusPartialContent, http.Header{}, long},
		"what must stay":      {http.StatusOK, http.Header{"Cache-Control": {"public, no-transform"}}, long},
		"an answer with none": {http.StatusNoContent, http.Header{}, nil},
	} {
		before := tc.header.Clone()
		if got := request.Answer(tc.status, tc.header, tc.body); !bytes.Equal(got, tc.body) {
			t.Errorf("%s: the body is another", name)
		}
		if len(tc.header) != len(before) {
			t.Errorf("%s: got %v", name, tc.header)
		}
	}
	header := http.Header{}
	if request.Answer(http.StatusOK, header, long[:1024]); header.Get("Content-Encoding") != "gzip" {
		t.Errorf("1 KiB: got %v", header)
	}
}

func TestVaryIsAdded(t *testing.T) {
	t.Parallel()
	header := http.Header{"Vary": {"Origin"}}
	compression.Request{}.Answer(http.StatusOK, header, long)
	if got := header.Values("Vary"); !slices.Equal(got, []string{"Origin", "Accept-Encoding"}) {
		t.Errorf("got %q", got)
	}
}

// Each encoding has its own strong tag; a weak one stands for both.
func TestTags(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		accept, kept string
		status       int
		etag, want   string
	}{
		"compressed":                        {"gzip", "", 200, `"a"`, `"a-gzip"`},
		"as it is":                          {"", "", 200, `"a"`, `"a"`},
		"weak":                              {"gzip", "", 200, `W/"a"`, `W/"a"`},
		"none":                              {"gzip", "", 200, "", ""},
		"the client has it compressed":      {"gzip", `"b", "a-gzip"`, 304, `"a"`, `"a-gzip"`},
		"the client has it as it is":        {"gzip", `"a"`, 304, `"a"`, `"a"`},
		"the client has it, whatever it is": {"gzip", `*`, 304, `"a"`, `"a"`},
	} {
		header := http.Header{}
		if tc.etag != "" {
			header.Set("ETag", tc.etag)
		}
		request := compression.Request{AcceptEncoding: []string{tc.accept}, IfNoneMatch: []string{tc.kept}}
		request.Answer(tc.status, header, long)
		if got := header.Get("ETag"); got != tc.want {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}

func TestPlainTags(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		`"a-gzip"`:            `"a"`,
		`W/"a-gzip" ,"b","c"`: `W/"a", "b", "c"`,
		`"gzip"`:              `"gzip"`,
		`*`:                   `*`,
		`"a"`:                 `"a"`,
	} {
		if got := strings.Join(compression.PlainTags([]string{sent}), ";"); got != want {
			t.Errorf("%s: got %s, want %s", sent, got, want)
		}
	}
}

func TestManyAtATime(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	for n := range byte(50) {
		group.Go(func() {
			body := bytes.Repeat([]byte{n}, 5000)
			packed := compression.Request{AcceptEncoding: []string{"gzip"}}.Answer(http.StatusOK, http.Header{}, body)
			if !bytes.Equal(unpack(t, packed), body) {
				t.Error("the body is another's")
			}
		})
	}
	group.Wait()
}
