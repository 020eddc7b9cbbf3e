package deps

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const head = "module example.com/h\n\ngo 1.26.0\n\n"

func TestMerge(t *testing.T) {
	base := head + "require (\n\ta.com/chi v1.0.0\n\ta.com/uuid v1.6.0\n)\n\nrequire a.com/deep v1.0.0 // indirect\n"
	next := head + "require (\n\ta.com/gin v1.2.0\n\ta.com/uuid v1.6.0\n)\n\nrequire a.com/deep v1.1.0 // indirect\n"
	cases := map[string]struct {
		work, want string
		imported   []string
	}{
		"an unmodified go.mod": {base, next, nil},
		"the user's requirement and upgrade": {
			head + "require (\n\ta.com/chi v1.0.0\n\ta.com/mine v0.1.0 // for reports\n\ta.com/uuid v1.7.0\n)\n\nrequire a.com/deep v1.2.0 // indirect\n",
			head + "require (\n\ta.com/mine v0.1.0 // for reports\n\ta.com/uuid v1.7.0\n)\n\nrequire a.com/gin v1.2.0\n\nrequire a.com/deep v1.2.0 // indirect\n",
			nil,
		},
		"a module that the user's files import": {
			base,
			head + "require (\n\ta.com/chi v1.0.0\n\ta.com/gin v1.2.0\n\ta.com/uuid v1.6.0\n)\n\nrequire a.com/deep v1.1.0 // indirect\n",
			[]string{"a.com/chi"},
		},
		"a requirement that the user removed": {
			head + "require a.com/chi v1.0.0\n",
			head + "require a.com/gin v1.2.0\n",
			nil,
		},
		"a later Go version, another module path, a replacement": {
			strings.Replace(strings.Replace(base, "1.26.0", "1.27.0", 1), "example.com/h", "example.com/mine", 1) + "\nreplace a.com/uuid => ../uuid\n",
			strings.Replace(strings.Replace(next, "1.26.0", "1.27.0", 1), "example.com/h", "example.com/mine", 1) + "\nreplace a.com/uuid => ../uuid\n",
			nil,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := Merge([]byte(base), []byte(next), []byte(c.work), func(module string) bool {
				for _, m := range c.imported {
					if m == module {
						return true
					}
				}
				return false
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// The pack's version counts, even an earlier one, unless the user chose another.
func TestMerge_EarlierVersion(t *testing.T) {
	mod := func(version, mine string) string {
		return head + "require (\n\ta.com/mine " + mine + "\n\ta.com/uuid " + version + "\n)\n"
	}
	for version, want := range map[string]string{"v1.6.0": "v1.5.0", "v1.7.0": "v1.7.0"} {
		got, err := Merge([]byte(head+"require a.com/uuid v1.6.0\n"), []byte(head+"require a.com/uuid v1.5.0\n"), []byte(mod(version, "v0.1.0")), nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(mod(want, "v0.1.0"), string(got)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

func TestMergeSums(t *testing.T) {
	got := MergeSums([]byte("b.com/x v1.0.0 h1:1=\nb.com/x v1.0.0/go.mod h1:2="), []byte("a.com/y v1.10.0 h1:3=\na.com/y v1.9.0 h1:4=\nb.com/x v1.0.0 h1:1=\n"))
	want := "a.com/y v1.9.0 h1:4=\na.com/y v1.10.0 h1:3=\nb.com/x v1.0.0 h1:1=\nb.com/x v1.0.0/go.mod h1:2=\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
