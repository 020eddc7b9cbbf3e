package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// row is a resource in a response: its keys, and their values as JSON.
type row map[string]string

// rows has the rows of a database by resource.
type rows map[string][]row

// perResource is the number of rows in each table. Every third row has no optional
// fields, and every second one no fields with a default.
const perResource = 6

// fill creates rows of all resources of a service.
func fill(t *testing.T, service *contract.Running, answers spec.Answers) rows {
	t.Helper()
	all := rows{}
	for _, r := range inOrder(answers.Resources) {
		for n := range perResource {
			body := bodyOf(r, n, all, n%3 != 1, n%2 == 0)
			all[r.Name] = append(all[r.Name], create(t, service, r, body))
		}
	}
	return all
}

// inOrder sorts resources so that each comes after those that it must refer to and, if
// possible, after those that it may refer to.
func inOrder(resources []resource.Resource) []resource.Resource {
	var sorted []resource.Resource
	existing := func(name string) bool {
		return slices.ContainsFunc(sorted, func(r resource.Resource) bool { return r.Name == name })
	}
	ready := func(waits func(resource.Field) bool) bool {
		i := slices.IndexFunc(resources, func(r resource.Resource) bool {
			return !existing(r.Name) && !slices.ContainsFunc(r.Fields, func(f resource.Field) bool { return f.Ref != r.Name && waits(f) && !existing(f.Ref) })
		})
		if i >= 0 {
			sorted = append(sorted, resources[i])
		}
		return i >= 0
	}
	for ready(func(f resource.Field) bool { return f.Ref != "" }) || ready(func(f resource.Field) bool { return f.Ref != "" && !f.Optional }) {
	}
	return sorted
}

// bodyOf returns a body for the nth row, with or without optional fields and fields with
// a default.
func bodyOf(r resource.Resource, n int, existing rows, optional, defaults bool) row {
	body := row{}
	for _, f := range r.Fields {
		if f.Optional && !optional || f.Default != nil && !defaults {
			continue
		}
		if f.Ref == "" {
			body[f.Key()] = valueOf(f, n)
		} else if targets := existing[f.Ref]; len(targets) > 0 {
			body[f.Key()] = targets[n%len(targets)]["id"]
		}
	}
	return body
}

// valueOf returns the nth value of a field as JSON. Values differ if the type has enough
// of them.
func valueOf(f resource.Field, n int) string {
	if f.Max != "" && f.Type != resource.String && f.Type != resource.Text {
		return f.Max
	}
	switch f.Type {
	case resource.Int:
		return fmt.Sprint(2147483647 - n)
	case resource.BigInt:
		return fmt.Sprint(int64(9223372036854775807) - int64(n))
	case resource.Float:
		return fmt.Sprintf("-%d.000000000000001", n+1)
	case resource.Bool:
		return fmt.Sprint(n%2 == 0)
	case resource.JSON:
		return fmt.Sprintf(`{"n":[%d,1.50,12345678901234567890],"":null,"b":"\u0000 it's","a":{}}`, n)
	}
	return quoted(map[resource.Type]string{
		resource.String:  fmt.Sprintf("it's \"%d\" \U0001F986 \\n%%s", n),
		resource.Text:    fmt.Sprintf("%d\n\tline;\u2028--", n),
		resource.Email:   fmt.Sprintf("o'neil+%d@example.com", n),
		resource.URL:     fmt.Sprintf("https://ann@example.com:8080/a%%20b/%d?c='d'#e", n),
		resource.Decimal: fmt.Sprintf("-%d.%s", n, strings.Repeat("9", f.Scale)),
		resource.UUID:    fmt.Sprintf("%08x-0000-4000-8000-00000000000f", n),
		resource.Date:    fmt.Sprintf("9999-12-%02d", 31-n),
		resource.Time:    fmt.Sprintf("1969-12-31T23:59:%02d.999999Z", n),
		resource.Enum:    at(f.Values, n),
	}[f.Type])
}

func at(values []string, n int) string {
	if len(values) == 0 {
		return ""
	}
	return values[n%len(values)]
}

// text decodes a JSON string and returns other JSON unchanged.
func text(value string) string {
	var text string
	if json.Unmarshal([]byte(value), &text) != nil {
		return value
	}
	return text
}

func quoted(text string) string {
	data, err := json.Marshal(text)
	if err != nil {
		panic(err) // A string can always be encoded.
	}
	return string(data)
}

// String formats the row as a JSON object.
func (r row) String() string {
	object := map[string]json.RawMessage{}
	for key, value := range r {
		object[key] = json.RawMessage(value)
	}
	data, err := json.Marshal(object)
	if err != nil {
		panic(err) // The values are JSON.
	}
	return string(data)
}

func collection(r resource.Resource) string { return "/v1/" + resource.Kebab(r.Plural) }

// path returns the path of a row.
func (r row) path(of resource.Resource) string {
	return collection(of) + "/" + strings.Trim(r["id"], `"`)
}

func create(t *testing.T, service *contract.Running, r resource.Resource, body row) row {
	t.Helper()
	status, response := service.Do(t, http.MethodPost, collection(r), body.String())
	if status != http.StatusCreated {
		t.Fatalf("%s of %s: status %d: %s", r.Name, body, status, response)
	}
	return rowOf(t, response)
}

func rowOf(t *testing.T, response string) row {
	t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(response), &object); err != nil {
		t.Fatalf("%v: %s", err, response)
	}
	r := row{}
	for key, value := range object {
		r[key] = string(value)
	}
	return r
}

// list returns all rows of a resource.
func list(t *testing.T, service *contract.Running, r resource.Resource) []row {
	t.Helper()
	status, response := service.Do(t, http.MethodGet, collection(r)+"?limit=100", "")
	var page struct{ Items []json.RawMessage }
	if err := json.Unmarshal([]byte(response), &page); err != nil || status != http.StatusOK {
		t.Fatalf("status %d, %v: %s", status, err, response)
	}
	found := []row{}
	for _, item := range page.Items {
		found = append(found, rowOf(t, string(item)))
	}
	return found
}

// loss lists what the steps between two points removed: resources, and keys of resources
// in the form "ticket.title".
type loss map[string]bool

// goneBetween returns what is removed between two points, even if it is added again.
func goneBetween(then, now spec.Answers) loss {
	gone := loss{}
	for _, step := range now.Schema {
		if slices.ContainsFunc(then.Schema, func(s spec.Step) bool { return s.ID == step.ID }) {
			continue
		}
		switch step.Op {
		case spec.OpDrop:
			gone[step.Resource] = true
		case spec.OpRemoveField:
			for _, f := range step.Fields {
				gone[step.Resource+"."+f.Key()] = true
			}
		}
	}
	return gone
}

// check compares the rows that a service returns with the written ones: the number of
// rows and the values that weren't removed.
func (w rows) check(t *testing.T, service *contract.Running, answers spec.Answers, gone loss) {
	t.Helper()
	for _, r := range answers.Resources {
		existing := list(t, service, r)
		if gone[r.Name] || w[r.Name] == nil {
			if len(existing) > 0 {
				t.Errorf("%s was dropped, but has %d rows", r.Name, len(existing))
			}
			continue
		}
		if len(existing) != len(w[r.Name]) {
			t.Errorf("%s: %d rows, want %d", r.Name, len(existing), len(w[r.Name]))
		}
		for i, written := range w[r.Name][:min(len(existing), len(w[r.Name]))] {
			compare(t, r, existing[i], written, gone)
		}
	}
}

// compare compares a row with its written values. A new field must have its default or
// null, and a field whose values were lost may have any valid value.
func compare(t *testing.T, r resource.Resource, now, written row, gone loss) {
	t.Helper()
	for _, key := range []string{"id", "created_at", "updated_at"} {
		if now[key] != written[key] {
			t.Errorf("%s: %s was %s and is now %s", r.Name, key, written[key], now[key])
		}
	}
	for _, f := range r.Fields {
		is, was := now[f.Key()], written[f.Key()]
		kept := was != "" && !gone[r.Name+"."+f.Key()]
		switch {
		case kept && is != was:
			t.Errorf("%s: %s was %s and is now %s", r.Name, f.Key(), was, is)
		case kept:
		case f.Default != nil && is != defaultOf(f):
			t.Errorf("%s: %s is %s, want the default %s", r.Name, f.Key(), is, defaultOf(f))
		case f.Default == nil && f.Optional != (is == "null"):
			t.Errorf("%s: %s is %s", r.Name, f, is)
		}
	}
}

// defaultOf returns a field's default as JSON.
func defaultOf(f resource.Field) string {
	switch f.Type {
	case resource.Int, resource.BigInt, resource.Float, resource.Bool, resource.JSON:
		return *f.Default
	}
	return quoted(*f.Default)
}

// enforced checks that a duplicate of a unique value is rejected and that a referenced
// row can't be deleted.
func enforced(t *testing.T, service *contract.Running, answers spec.Answers) {
	t.Helper()
	for _, r := range answers.Resources {
		for _, existing := range list(t, service, r) {
			for _, f := range r.Fields {
				switch is := existing[f.Key()]; {
				case is == "null":
				case f.Unique:
					wantConflict(t, service, http.MethodPost, collection(r), existing.twice(r, f).String())
				case f.Ref != "":
					wantConflict(t, service, http.MethodDelete, row{"id": is}.path(find(answers, f.Ref)), "")
				}
			}
		}
	}
}

// twice returns a body that has the same value in one unique field, and different values
// in the others.
func (r row) twice(of resource.Resource, unique resource.Field) row {
	body := bodyOf(of, 20, nil, false, false)
	body[unique.Key()] = r[unique.Key()]
	for _, f := range of.Fields {
		if f.Ref != "" {
			body[f.Key()] = r[f.Key()]
		}
	}
	return body
}

func find(answers spec.Answers, name string) resource.Resource {
	i := slices.IndexFunc(answers.Resources, func(r resource.Resource) bool { return r.Name == name })
	return answers.Resources[i]
}
