package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
)

func mustParse(t *testing.T, written ...string) []resource.Resource {
	t.Helper()
	var all []resource.Resource
	for _, w := range written {
		r, err := resource.Parse(w)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// said lists messages and hints, in turn.
func said(err error) []string {
	var all []string
	for _, e := range fault.All(err) {
		all = append(all, e.Message, e.Hint)
	}
	return all
}

func TestParseAnswers(t *testing.T) {
	user := mustParse(t, "user email:email:unique name:string")
	cases := map[string]struct {
		data string
		want Answers
	}{
		"options": {"framework: chi\nfeatures: [docs, metrics]\ncors: true\nname: 007\n", Answers{
			Values: map[string]any{"framework": "chi", "features": []string{"docs", "metrics"}, "cors": true, "name": "007"},
		}},
		"an empty list is an answer": {"features: []\n", Answers{Values: map[string]any{"features": []string{}}}},
		"JSON": {`{"format": 1, "framework": "gin", "features": ["docs"], "resources": ["user email:email:unique name:string"]}`, Answers{
			Format: 1, Values: map[string]any{"framework": "gin", "features": []string{"docs"}}, Resources: user,
		}},
		"JSON with tabs":            {"{\n\t\"framework\": \"gin\"\n}\n", Answers{Values: map[string]any{"framework": "gin"}}},
		"JSON with surrogate pairs": {`{"motto": "\ud83d\ude00 \\ud83d"}`, Answers{Values: map[string]any{"motto": `😀 \ud83d`}}},
		"a byte order mark":         {"\ufeffframework: gin\r\n", Answers{Values: map[string]any{"framework": "gin"}}},
		"resources as mappings": {"resources:\n  - name: user\n    fields:\n      - email:email:unique\n      - name:string\n", Answers{
			Values: map[string]any{}, Resources: user,
		}},
		"a pack": {"pack: {name: newsvc, version: 0.1.0, digest: sha256:" + strings.Repeat("a", 64) + "}\n", Answers{
			Values: map[string]any{}, Pack: PackRef{Name: "newsvc", Version: "0.1.0", Digest: "sha256:" + strings.Repeat("a", 64)},
		}},
		"a schema": {"schema:\n  - {id: 00001, op: create, resource: user, plural: users, fields: [\"boss:ref=user:optional\"], targets: {user: users}}\n", Answers{
			Values: map[string]any{}, Schema: []Step{{
				ID: "00001", Op: OpCreate, Resource: "user", Plural: "users", Targets: map[string]string{"user": "users"},
				Fields: []resource.Field{{Name: "boss", Type: resource.Ref, Ref: "user", Optional: true}},
			}},
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := ParseAnswers("answers.yaml", []byte(c.data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestParseAnswers_Errors(t *testing.T) {
	cases := map[string]struct {
		data string
		want []string // message, hint, …
	}{
		"nothing":               {"", []string{"a.yaml: it contains no answers", "write one option per line, as in framework: chi"}},
		"only a comment":        {"# later\n", []string{"a.yaml: it contains no answers", "write one option per line, as in framework: chi"}},
		"a list":                {"- chi\n", []string{"a.yaml:1: the answers must be a mapping of names to values", "write each as NAME: VALUE on a line of its own"}},
		"a text":                {"chi\n", []string{"a.yaml:1: the answers must be a mapping of names to values", "write each as NAME: VALUE on a line of its own"}},
		"a key twice":           {"framework: chi\nname: a\nframework: gin\n", []string{"a.yaml:3: framework is given twice, first on line 1", "keep one of them"}},
		"no value":              {"name:\n", []string{"a.yaml:1: name has no value", "leave it out, or give it one"}},
		"a mapping":             {"features:\n  docs: true\n", []string{"a.yaml:2: features must be text, true or false, or a list of words", "write each option on a line of its own, without nesting"}},
		"a misspelt key on top": {"shema:\n  - id: x\n", []string{"a.yaml:2: there is no shema in the answers", "did you mean schema?"}},
		"a list in a list":      {"features: [[docs]]\n", []string{"a.yaml:1: each of features must be text", "write it on one line"}},
		"an alias":              {"a: &x [docs]\nb: *x\n", []string{"a.yaml:1: anchors and aliases (& and *) aren't supported here", "write it out, or quote text that starts with & or *"}},
		"a tag":                 {"a: !!binary aGVsbG8=\n", []string{"a.yaml:1: the tag !!binary isn't supported here", "leave it out, or quote text that starts with !"}},
		"two documents":         {"a: b\n---\na: c\n", []string{"a.yaml:2: a second document starts", "keep only one document, without ---"}},
		"broken YAML":           {"a: b\nc: [d\n", []string{"a.yaml:2: neither YAML nor JSON: did not find expected ',' or ']'", "write one option per line, as in framework: chi"}},
		"not UTF-8":             {"a: \xff\n", []string{"a.yaml: not UTF-8", "save it as UTF-8"}},
		"too much":              {strings.Repeat("#", MaxAnswers+1), []string{"a.yaml: more than 1048576 bytes", "give a file of answers, such as a service's .newsvc.yaml"}},
		"a newer format":        {"format: 2\n", []string{"a.yaml:1: format 2 needs a newer newsvc; this one reads formats up to 1", "use a newer newsvc"}},
		"a format in words":     {"format: new\n", []string{"a.yaml:1: format must be a number", "write format: 1, or leave it out"}},
		"a pack without a name": {"pack: {version: 1}\n", []string{"a.yaml:1: the pack's name is missing", "write pack: {name: newsvc}, or leave it out"}},
		"a short digest": {"pack:\n  name: newsvc\n  digest: sha256:ab\n", []string{
			"a.yaml:3: the pack's digest must be sha256: and 64 hexadecimal digits", "put back what newsvc wrote, or leave it out",
		}},
		"a misspelt key": {"resources:\n  - name: user\n    feilds: [name:string]\n", []string{"a.yaml:3: a resource has no feilds", "did you mean fields?"}},
		"wrong fields, all of them": {"resources:\n  - name: user\n    fields:\n      - email:emial\n      - name:string:uniqe\n  - order n:int:max=x\n", []string{
			"a.yaml:4: field email: unknown type emial", "try email:email",
			"a.yaml:5: field name: unknown modifier uniqe", "try name:string:unique",
			"a.yaml:6: resource order: field n: max=x: not a whole number", "an int is a whole number of 32 bits; for more, the type bigint",
		}},
		"a resource without fields": {"resources:\n  - name: user\n", []string{"a.yaml:2: resource user has no fields", "add at least one, as in 'user name:string'"}},
		"resources that are none":   {"resources: []\n", []string{"a.yaml:1: resources is empty", "list at least one, or leave it out to use the pack's"}},
		"resources in one text":     {"resources: user name:string\n", []string{"a.yaml:1: resources must be a list", "write each item on a line of its own, with a dash"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := ParseAnswers("a.yaml", []byte(c.data))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(c.want, said(err)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestMarshal_RoundTrip(t *testing.T) {
	a := Answers{
		Format: 1,
		Pack:   PackRef{Name: "newsvc", Version: "0.1.0", Digest: "sha256:" + strings.Repeat("0", 64)},
		Values: map[string]any{
			"name": "hello", "module": "example.com/hello", "features": []string{"docs"}, "none": []string{}, "cors": false,
			"number": "0123", "truth": "true", "yes": "yes", "odd": " &x *y !z #  tab ",
		},
		Resources: mustParse(t, "user email:email:unique name:string:default=a%20%23b"),
	}
	a.Resources[0].Package = "user"
	a.Schema = firstSteps(a.Resources)
	first, err := a.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseAnswers(".newsvc.yaml", first)
	if err != nil {
		t.Fatalf("%v\n%s", err, first)
	}
	if diff := cmp.Diff(a, got); diff != "" {
		t.Errorf("-want +got:\n%s\n%s", diff, first)
	}
	second, err := got.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(first), string(second)); diff != "" {
		t.Error(diff)
	}
}

func TestMarshal(t *testing.T) {
	a := Answers{
		Format:    1,
		Pack:      PackRef{Name: "newsvc", Version: "0.1.0", Digest: "sha256:0"},
		Values:    map[string]any{"name": "hello", "features": []string{"docs"}, "framework": "chi"},
		Resources: mustParse(t, "user email:email:unique", "order buyer:ref=user"),
	}
	a.Schema = firstSteps(a.Resources)
	want := `# What newsvc knows of this service. Commit it; to stop using newsvc, delete it.
format: 1
pack:
  name: newsvc
  version: 0.1.0
  digest: sha256:0
features:
  - docs
framework: chi
name: hello
resources:
  - name: user
    plural: users
    fields:
      - email:email:unique
  - name: order
    plural: orders
    fields:
      - buyer:ref=user
schema:
  - id: "00001"
    op: create
    resource: user
    plural: users
    fields:
      - email:email:unique
  - id: "00002"
    op: create
    resource: order
    plural: orders
    fields:
      - buyer:ref=user
    targets:
      user: users
`
	got, err := a.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestMarshal_RejectsUnreadable(t *testing.T) {
	cases := map[string]Answers{
		"an option with a name of the file's own": {Values: map[string]any{"schema": "x"}},
		"more than is read":                       {Values: map[string]any{"motto": strings.Repeat("x", MaxAnswers)}},
	}
	for name, a := range cases {
		t.Run(name, func(t *testing.T) {
			if written, err := a.Marshal(); err == nil {
				t.Errorf("it writes %d bytes", len(written))
			}
		})
	}
}

func TestMerge(t *testing.T) {
	users, orders := mustParse(t, "user name:string"), mustParse(t, "order n:int")
	steps := firstSteps(users)
	under := Answers{Format: 1, Pack: PackRef{Name: "a"}, Values: map[string]any{"x": "1", "y": []string{"a", "b"}}, Resources: users, Schema: steps}
	cases := map[string]struct{ over, want Answers }{
		"nothing above": {Answers{}, under},
		"values one by one, a list as one": {
			Answers{Values: map[string]any{"y": []string{"c"}, "z": true}},
			Answers{Format: 1, Pack: PackRef{Name: "a"}, Values: map[string]any{"x": "1", "y": []string{"c"}, "z": true}, Resources: users, Schema: steps},
		},
		"other resources have another schema": {
			Answers{Resources: orders},
			Answers{Format: 1, Pack: PackRef{Name: "a"}, Values: under.Values, Resources: orders},
		},
		"a pack": {
			Answers{Pack: PackRef{Name: "b", Version: "2"}},
			Answers{Format: 1, Pack: PackRef{Name: "b", Version: "2"}, Values: under.Values, Resources: users, Schema: steps},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Merge(under, c.over), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func FuzzParseAnswers(f *testing.F) {
	for _, seed := range []string{
		"framework: chi\nfeatures: [docs]\ncors: true\n", `{"resources": ["user name:string"]}`, "a: &x [*x]\n", "? [a]\n: b\n", "<<: {a: b}\n",
		"format: 1\npack: {name: newsvc}\nresources:\n  - name: user\n    fields: [name:string]\nschema:\n  - {id: \"00001\", op: create, fields: []}\n",
		"a: |\n  b\n   c\n", "a: \"\\ud83d\\ude00\"", "--- a: b\n...\n", "a: 2026-01-01\nb: 0x10\nc: .inf\nd: ~\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ParseAnswers("a.yaml", data)
		if err != nil {
			for _, e := range fault.All(err) {
				if e.Exit != fault.ExitUsage || !strings.HasPrefix(e.Message, "a.yaml:") {
					t.Fatalf("not a failure of the file: %#v", e)
				}
			}
			return
		}
		written, err := a.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if len(written) == len(header) {
			return
		}
		again, err := ParseAnswers("a.yaml", written)
		if err != nil {
			t.Fatalf("%q is written as %q, which is refused: %v", data, written, err)
		}
		if diff := cmp.Diff(a, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q is written as %q:\n%s", data, written, diff)
		}
	})
}
