package merge_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/merge"
)

func TestFile_Structural(t *testing.T) {
	cases := map[string]struct {
		name, base, ours, theirs string
		want                     string // empty: a conflict
	}{
		"keys added at the same place, with comments": {
			"openapi.yaml",
			"paths:\n  /users:\n    get: {}\n",
			"paths:\n  /users:\n    get: {}\n  # Mine.\n  /reports: # for me\n    get: {}\n",
			"paths:\n  /users:\n    get: {}\n  /orders:\n    get: {}\n",
			"paths:\n  /users:\n    get: {}\n  # Mine.\n  /reports: # for me\n    get: {}\n  /orders:\n    get: {}\n",
		},
		"items added at the same place": {
			".golangci.yml",
			"linters:\n  enable:\n    - gosec\n    - noctx\n",
			"linters:\n  enable:\n    - gosec\n    - noctx\n    - prealloc # slow\n",
			"linters:\n  enable:\n    - gosec\n    - noctx\n    - promlinter\n",
			"linters:\n  enable:\n    - gosec\n    - noctx\n    - prealloc # slow\n    - promlinter\n",
		},
		"lists on one line": {
			"ci.yml",
			"on:\n  push:\n    branches: [main] # the line\n",
			"on:\n  push:\n    branches: [main, 'release/*'] # the line\n",
			"on:\n  push:\n    branches: [trunk, main] # the line\n",
			"on:\n  push:\n    branches: [trunk, main, 'release/*'] # the line\n",
		},
		"a value and the comment after it": {
			"compose.yaml",
			"services:\n  db:\n    image: postgres:17\n",
			"services:\n  db:\n    image: postgres:17 # as in production\n",
			"services:\n  db:\n    image: postgres:18\n",
			"services:\n  db:\n    image: postgres:18 # as in production\n",
		},
		"steps of a workflow, identified by their first key": {
			"ci.yml",
			"steps:\n  - uses: checkout\n  - name: test\n    run: |\n      # all of them\n      go test ./...\n",
			"steps:\n  - uses: checkout\n  - name: test\n    run: |\n      # all of them\n      go test -race ./...\n  - name: mine\n    run: mine\n",
			"steps:\n  - uses: checkout\n    with: {depth: 0}\n  - name: test\n    run: |\n      # all of them\n      go test ./...\n    env: {CI: true}\n  - name: image\n    run: make image\n",
			"steps:\n  - uses: checkout\n    with: {depth: 0}\n  - name: test\n    run: |\n      # all of them\n      go test -race ./...\n    env: {CI: true}\n  - name: mine\n    run: mine\n  - name: image\n    run: make image\n",
		},
		"one side removes a key next to the other's new key": {
			"a.yml", "a: 1\nb: 2\nc: 3\n", "a: 1\nc: 3\n", "a: 1\nb: 2\nnew: 4\nc: 3\n", "a: 1\nnew: 4\nc: 3\n",
		},
		"both sides add the same key with the same value in different places": {
			"compose.yaml",
			"one: 1\ntwo: 2\nthree: 3\nfour: 4\n",
			"one: 1\nnew: 5\ntwo: 2\nthree: 3\nfour: 4\n",
			"one: 1\ntwo: 2\nthree: 3\nnew: 5\nfour: 4\n",
			"one: 1\nnew: 5\ntwo: 2\nthree: 3\nfour: 4\n",
		},
		"both sides add the same key with different values in different places": {
			"compose.yaml",
			"one: 1\ntwo: 2\nthree: 3\nfour: 4\n",
			"one: 1\nnew: 5\ntwo: 2\nthree: 3\nfour: 4\n",
			"one: 1\ntwo: 2\nthree: 3\nnew: 6\nfour: 4\n",
			"",
		},
		"JSON: both sides add the same key with different values": {
			"a.json",
			"{\n  \"one\": 1,\n  \"two\": 2,\n  \"three\": 3\n}\n",
			"{\n  \"new\": 5,\n  \"one\": 1,\n  \"two\": 2,\n  \"three\": 3\n}\n",
			"{\n  \"one\": 1,\n  \"two\": 2,\n  \"new\": 6,\n  \"three\": 3\n}\n",
			"",
		},
		"JSON with commas": {
			"settings.json",
			"{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": [\n\t\t\t1\n\t\t]\n\t}\n}\n",
			"{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": [\n\t\t\t1,\n\t\t\t2\n\t\t],\n\t\t\"mine\": true\n\t},\n\t\"mine\": {}\n}\n",
			"{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": [\n\t\t\t1,\n\t\t\t3\n\t\t]\n\t},\n\t\"new\": null\n}\n",
			"{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": [\n\t\t\t1,\n\t\t\t2,\n\t\t\t3\n\t\t],\n\t\t\"mine\": true\n\t},\n\t\"mine\": {},\n\t\"new\": null\n}\n",
		},
		"a file with CRLF line endings": {
			"a.yml", "a: 1\nb: 2\n", "a: 1\r\nb: 2\r\nmine: 3\r\n", "a: 1\nb: 2\nnew: 4\n", "a: 1\r\nb: 2\r\nmine: 3\r\nnew: 4\r\n",
		},
		"a comment in what the other side removed":      {"a.yml", "a: 1\nb:\n  c: 1\nd: 1\n", "a: 1\nb:\n  # Mine.\n  c: 1\nd: 1\n", "a: 1\nd: 1\n", ""},
		"different comments on both sides":              {"a.yml", "a: 1\n", "a: 1 # mine\n", "a: 1 # theirs\n", ""},
		"both sides change a value":                     {"a.yml", "a: 1\n", "a: 2\n", "a: 3\n", ""},
		"both sides add a key with different values":    {"a.yml", "a: 1\n", "a: 1\nb: 2\n", "a: 1\nb: 3\n", ""},
		"one side changes what the other removes":       {"a.yml", "a: 1\nb:\n  c: 1\n", "a: 1\n", "a: 1\nb:\n  c: 2\n", ""},
		"both sides move items":                         {"a.yml", "- a\n- b\n- c\n", "- b\n- a\n- c\n", "- a\n- c\n- b\n", ""},
		"an anchor":                                     {"a.yml", "a: &x 1\nb: 2\n", "a: &x 1\nb: 2\nc: *x\n", "a: &x 1\nb: 2\nd: 3\n", ""},
		"invalid YAML":                                  {"a.yml", "a: 1\n", "a: 1\nb: [\n", "a: 1\nc: 3\n", ""},
		"a file of another language with the same text": {"a.txt", "a: 1\n", "a: 1\nb: 2\n", "a: 1\nc: 3\n", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, conflicts := merge.File(c.name, []byte(c.base), []byte(c.ours), []byte(c.theirs), [3]string{"a", "b", "c"})
			if (conflicts > 0) != (c.want == "") {
				t.Fatalf("%d conflicts:\n%s", conflicts, got)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" && c.want != "" {
				t.Error(diff)
			}
		})
	}
}

// structures generates and changes random documents.
type structures struct {
	*rand.Rand
	n int
}

func (s *structures) word() string { s.n++; return fmt.Sprintf("w%d", s.n) }

func (s *structures) value(depth int) any {
	switch kind := s.IntN(6); {
	case kind == 0 && depth > 0:
		list := []any{}
		for range 1 + s.IntN(3) {
			list = append(list, s.word())
		}
		return list
	case kind == 1 && depth > 0:
		list := []any{}
		for range 1 + s.IntN(3) {
			list = append(list, map[string]any{"a": s.word(), "b": s.value(depth - 1)})
		}
		return list
	case kind < 4 && depth > 0:
		all := map[string]any{}
		for range 1 + s.IntN(4) {
			all[s.word()] = s.value(depth - 1)
		}
		return all
	}
	return s.word()
}

// changed returns the value with random additions, changes and removals.
func (s *structures) changed(v any) any {
	switch v := v.(type) {
	case map[string]any:
		next := map[string]any{}
		for _, key := range sorted(v) {
			switch s.IntN(8) {
			case 0:
			case 1, 2:
				next[key] = s.changed(v[key])
			default:
				next[key] = v[key]
			}
			if key == "a" {
				next[key] = v[key] // it identifies an item
			}
		}
		if s.IntN(3) == 0 || len(next) == 0 {
			next[s.word()] = s.value(2)
		}
		return next
	case []any:
		next := []any{}
		for _, item := range v {
			if s.IntN(6) > 0 {
				if _, scalar := item.(string); !scalar {
					item = s.changed(item)
				}
				next = append(next, item)
			}
		}
		if s.IntN(3) == 0 || len(next) == 0 {
			next = slices.Insert(next, s.IntN(len(next)+1), any(s.word()))
		}
		return next
	}
	return s.word()
}

func sorted(m map[string]any) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// meant merges the parsed values with an independent implementation. It reports
// false for a conflict.
func meant(base, ours, theirs any) (any, bool) {
	switch {
	case cmp.Equal(ours, theirs), cmp.Equal(base, theirs):
		return ours, true
	case cmp.Equal(base, ours):
		return theirs, true
	}
	one, isMap := ours.(map[string]any)
	two, isMap2 := theirs.(map[string]any)
	if !isMap || !isMap2 {
		return meantList(base, ours, theirs)
	}
	before, _ := base.(map[string]any)
	merged := map[string]any{}
	for _, side := range []map[string]any{one, two} {
		for key := range side {
			v, ok := meant(before[key], one[key], two[key])
			if !ok {
				return nil, false
			}
			if v != nil {
				merged[key] = v
			}
		}
	}
	return merged, true
}

func meantList(base, ours, theirs any) (any, bool) {
	one, ok := ours.([]any)
	two, ok2 := theirs.([]any)
	before, _ := base.([]any)
	if !ok || !ok2 {
		return nil, false
	}
	byName := func(list []any) map[string]any {
		all := map[string]any{}
		for _, item := range list {
			all[named(item)] = item
		}
		return all
	}
	items := map[string]any{}
	for _, item := range slices.Concat(one, two) {
		name := named(item)
		v, ok := meant(byName(before)[name], byName(one)[name], byName(two)[name])
		if !ok {
			return nil, false
		}
		if v != nil {
			items[name] = v
		}
	}
	return items, true // The order isn't compared.
}

func named(item any) string {
	if m, ok := item.(map[string]any); ok {
		return fmt.Sprint(m["a"])
	}
	return fmt.Sprint(item)
}

// unordered replaces each list by a map from the identity of an item to the item.
func unordered(v any) any {
	switch v := v.(type) {
	case map[string]any:
		all := map[string]any{}
		for key, value := range v {
			all[key] = unordered(value)
		}
		return all
	case []any:
		all := map[string]any{}
		for _, item := range v {
			all[named(item)] = unordered(item)
		}
		return all
	}
	return v
}

func asYAML(t *testing.T, v any) []byte {
	t.Helper()
	text, err := yaml.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var commented strings.Builder
	for line := range strings.Lines(string(text)) {
		if key := strings.TrimLeft(line, " "); strings.HasPrefix(key, "w") && strings.Contains(key, ":") {
			fmt.Fprintf(&commented, "%s# of %s", line[:len(line)-len(key)], strings.SplitAfter(key, ":")[0]+"\n")
		}
		commented.WriteString(line)
	}
	return []byte(commented.String())
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

func TestFile_StructuralRandom(t *testing.T) {
	for ext, spell := range map[string]func(*testing.T, any) []byte{".yaml": asYAML, ".json": asJSON} {
		t.Run(ext, func(t *testing.T) {
			merged, missed := 0, 0
			for seed := range uint64(4000) {
				s := &structures{Rand: rand.New(rand.NewPCG(seed, 7))}
				base := any(map[string]any{s.word(): s.value(3), s.word(): s.value(3), s.word(): s.value(2)})
				ours, theirs := s.changed(base), s.changed(base)
				texts := [3][]byte{spell(t, base), spell(t, ours), spell(t, theirs)}
				got, conflicts := merge.File("a"+ext, texts[0], texts[1], texts[2], [3]string{})
				var lines any
				if text, plain := merge.Text(texts[0], texts[1], texts[2], [3]string{}); plain == 0 && yaml.Unmarshal(text, &lines) == nil {
					continue
				}
				want, ok := meant(base, ours, theirs)
				if conflicts > 0 {
					if ok {
						missed++
					}
					continue
				}
				merged++
				var parsed any
				if err := yaml.Unmarshal(got, &parsed); err != nil {
					t.Fatalf("seed %d: %v\n%s", seed, err, got)
				}
				if diff := cmp.Diff(unordered(want), unordered(parsed)); diff != "" || !ok {
					t.Fatalf("seed %d: %s\n%s", seed, diff, got)
				}
				if ext == ".json" && !json.Valid(got) {
					t.Fatalf("seed %d: no JSON:\n%s", seed, got)
				}
				keepsComments(t, seed, texts, got)
			}
			t.Logf("%d merged, %d conflicted unnecessarily", merged, missed)
			if merged < 100 || missed > merged/10 {
				t.Errorf("%d merged, %d conflicted unnecessarily", merged, missed)
			}
		})
	}
}

// keepsComments checks that each remaining key that has a comment on either side
// still has it.
func keepsComments(t *testing.T, seed uint64, sides [3][]byte, got []byte) {
	t.Helper()
	for _, text := range sides[1:] {
		for line := range strings.Lines(string(text)) {
			key, comment := strings.CutPrefix(strings.TrimSpace(line), "# of ")
			if comment && strings.Contains(string(got), " "+key) && !strings.Contains(string(got), "# of "+key) {
				t.Fatalf("seed %d: the comment of %s is gone:\n%s", seed, key, got)
			}
		}
	}
}
