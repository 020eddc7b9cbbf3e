package deps_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/pack"
)

func packOf(files map[string]string) *pack.Pack {
	fsys := fstest.MapFS{}
	for path, text := range files {
		fsys["deps/"+path] = &fstest.MapFile{Data: []byte(text)}
	}
	return &pack.Pack{FS: fsys}
}

func TestFiles(t *testing.T) {
	files := map[string]string{
		"web.mod":   "go 1.26.0\n\nrequire (\n\texample.org/web v1.2.0\n\texample.org/text v0.4.0 // indirect\n)\n",
		"web.sum":   "example.org/text v0.4.0 h1:t=\nexample.org/web v1.2.0 h1:w=\n",
		"store.mod": "go 1.25.0\n\nrequire example.org/text v0.4.0\n",
		"store.sum": "example.org/text v0.4.0 h1:t=\nexample.org/text v0.4.0/go.mod h1:tm=\n",
		"order.mod": "go 1.26.0\n\nrequire (\n\texample.org/b v1.0.0\n\texample.org/a v1.0.0\n)\n",
		"order.sum": "example.org/b v1.10.0/go.mod h1:b10=\nexample.org/b v1.9.0/go.mod h1:b9=\nexample.org/b v1.10.0 h1:b=\nexample.org/a v1.0.0 h1:a=\n",
		"tests.mod": "go 1.26.0\n\nrequire example.org/assert v1.0.0 // indirect; implied by example.org/web example.org/other\n",
		"tests.sum": "example.org/assert v1.0.0 h1:x=\nexample.org/old v1.0.0/go.mod h1:o= // needed by example.org/assert\n",
		"uses.mod":  "go 1.26.0\n\nrequire example.org/assert v1.0.0\n",
		"uses.sum":  "example.org/assert v1.0.0 h1:x=\n",
	}
	cases := map[string]struct {
		requirements []string
		mod, sum     string
	}{
		"a single requirement is written without a block": {
			[]string{"store"},
			"module example.com/hello\n\ngo 1.25.0\n\nrequire example.org/text v0.4.0\n",
			"example.org/text v0.4.0 h1:t=\nexample.org/text v0.4.0/go.mod h1:tm=\n",
		},
		"a requirement that is direct in one component, and the latest go version": {
			[]string{"store", "web", "store"},
			"module example.com/hello\n\ngo 1.26.0\n\nrequire (\n\texample.org/text v0.4.0\n\texample.org/web v1.2.0\n)\n",
			"example.org/text v0.4.0 h1:t=\nexample.org/text v0.4.0/go.mod h1:tm=\nexample.org/web v1.2.0 h1:w=\n",
		},
		"direct and indirect requirements in separate blocks": {
			[]string{"web"},
			"module example.com/hello\n\ngo 1.26.0\n\nrequire example.org/web v1.2.0\n\nrequire example.org/text v0.4.0 // indirect\n",
			"example.org/text v0.4.0 h1:t=\nexample.org/web v1.2.0 h1:w=\n",
		},
		"requirements sorted by path, sums sorted by semantic version": {
			[]string{"order"},
			"module example.com/hello\n\ngo 1.26.0\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v1.0.0\n)\n",
			"example.org/a v1.0.0 h1:a=\nexample.org/b v1.9.0/go.mod h1:b9=\nexample.org/b v1.10.0 h1:b=\nexample.org/b v1.10.0/go.mod h1:b10=\n",
		},
		"a requirement of tests that no other module has": {
			[]string{"tests"},
			"module example.com/hello\n\ngo 1.26.0\n\nrequire example.org/assert v1.0.0 // indirect\n",
			"example.org/assert v1.0.0 h1:x=\nexample.org/old v1.0.0/go.mod h1:o=\n",
		},
		"a requirement of tests that another module has": {
			[]string{"tests", "web"},
			"module example.com/hello\n\ngo 1.26.0\n\nrequire example.org/web v1.2.0\n\nrequire example.org/text v0.4.0 // indirect\n",
			"example.org/assert v1.0.0 h1:x=\nexample.org/text v0.4.0 h1:t=\nexample.org/web v1.2.0 h1:w=\n",
		},
		"a requirement of tests that the service imports itself": {
			[]string{"tests", "uses", "web"},
			"module example.com/hello\n\ngo 1.26.0\n\nrequire (\n\texample.org/assert v1.0.0\n\texample.org/web v1.2.0\n)\n\nrequire example.org/text v0.4.0 // indirect\n",
			"example.org/assert v1.0.0 h1:x=\nexample.org/old v1.0.0/go.mod h1:o=\nexample.org/text v0.4.0 h1:t=\nexample.org/web v1.2.0 h1:w=\n",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := deps.Files(packOf(files), "example.com/hello", c.requirements)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.mod, string(got["go.mod"].Data)); diff != "" {
				t.Errorf("go.mod (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.sum, string(got["go.sum"].Data)); diff != "" {
				t.Errorf("go.sum (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFiles_NoRequirements(t *testing.T) {
	got, err := deps.Files(packOf(nil), "example.com/hello", nil)
	if err != nil || len(got) != 0 {
		t.Errorf("got %v, %v; want no files", got, err)
	}
}

func TestFiles_Errors(t *testing.T) {
	cases := map[string]struct {
		files map[string]string
		want  string
	}{
		"a missing component":            {nil, `"web": deps/web.mod doesn't exist`},
		"a component without checksums":  {map[string]string{"web.mod": "go 1.26.0\n"}, "deps/web.sum"},
		"an invalid requirement":         {map[string]string{"web.mod": "go 1.26.0\nrequire x\n", "web.sum": ""}, "deps/web.mod:2"},
		"no go line":                     {map[string]string{"web.mod": "", "web.sum": ""}, "deps/web.mod: no go line"},
		"a checksum line with two words": {map[string]string{"web.mod": "go 1.26.0\n", "web.sum": "a v1 h1:x=\na v1\n"}, "deps/web.sum:2"},
		"two versions of one module": {map[string]string{
			"web.mod": "go 1.26.0\nrequire a.b/c v1.1.0\n", "web.sum": "",
			"db.mod": "go 1.26.0\nrequire a.b/c v1.0.0\n", "db.sum": "",
		}, "a.b/c is pinned at v1.1.0 here and at v1.0.0 elsewhere"},
		"two checksums of one module": {map[string]string{
			"web.mod": "go 1.26.0\n", "web.sum": "a.b/c v1.0.0 h1:x=\n",
			"db.mod": "go 1.26.0\n", "db.sum": "a.b/c v1.0.0 h1:y=\n",
		}, "a.b/c@v1.0.0 has two checksums"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			requirements := []string{"web"}
			if _, ok := c.files["db.mod"]; ok {
				requirements = append(requirements, "db")
			}
			_, err := deps.Files(packOf(c.files), "example.com/hello", requirements)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}
