package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// migration is the migration of one step.
type migration struct{ up, down string }

// render returns the migrations of a service, oldest first.
func render(t *testing.T, p *pack.Pack, of spec.Answers, store string) []migration {
	t.Helper()
	of.Values["database"] = store
	service, err := spec.Resolve(p.Manifest, of.Pack, of)
	if err != nil {
		t.Fatal(err)
	}
	rendered, err := plan.Render(context.Background(), p, service)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]migration, len(of.Schema))
	for _, f := range rendered.Files {
		at := slices.IndexFunc(of.Schema, func(s spec.Step) bool { return s.ID == f.Step && f.Step != "" })
		if at >= 0 && strings.HasSuffix(f.Path, ".sql") {
			all[at] = parseMigration(t, string(f.Data))
		}
	}
	return all
}

// noTransaction is goose's annotation of a file that runs without a transaction.
const noTransaction = "-- +goose NO TRANSACTION\n"

// parseMigration splits a migration file in goose's format.
func parseMigration(t *testing.T, text string) migration {
	t.Helper()
	head, rest, hasUp := strings.Cut(text, "-- +goose Up\n")
	up, down, hasDown := strings.Cut(rest, "-- +goose Down\n")
	if !hasUp || !hasDown {
		t.Fatalf("not a goose migration:\n%s", text)
	}
	if strings.Contains(head, noTransaction) {
		up, down = noTransaction+up, noTransaction+down
	}
	return migration{up, down}
}

// kept returns queries for the tables and columns that exist at both points and all
// points between them.
func kept(then, now spec.Answers) []string {
	gone := goneBetween(then, now)
	queries := []string{"SELECT 1"}
	for _, r := range then.Resources {
		if gone[r.Name] {
			continue
		}
		columns := []string{`"id"`, `"version"`, `"created_at"`, `"updated_at"`}
		for _, f := range r.Fields {
			if !gone[r.Name+"."+f.Key()] {
				columns = append(columns, `"`+f.Key()+`"`)
			}
		}
		queries = append(queries, fmt.Sprintf(`SELECT %s FROM "%s" ORDER BY "id"`, strings.Join(columns, ", "), r.Plural))
	}
	return queries
}

// comesBack reports whether the steps between two points can be undone if there are
// rows: all except the removal of required fields that are unique or references.
func comesBack(then, now spec.Answers) bool {
	for _, step := range now.Schema[len(then.Schema):] {
		for _, f := range step.Fields {
			if step.Op == spec.OpRemoveField && !f.Optional && f.Default == nil && (f.Unique || f.Ref != "") {
				return false
			}
		}
	}
	return true
}

// inserts returns scripts that insert rows with the numbers n and up into every table.
func inserts(d database, at spec.Answers, n int) []string {
	all := rows{}
	var scripts []string
	for _, r := range inOrder(at.Resources) {
		var script strings.Builder
		for i := n; i < n+3; i++ {
			body := bodyOf(r, i, all, i%2 == 0, true)
			fmt.Fprintf(&script, "INSERT INTO %q (%s) VALUES (%s);\n", r.Plural, strings.Join(columnsOf(r, body), ", "), strings.Join(valuesOf(d, r, i, body), ", "))
			all[r.Name] = append(all[r.Name], row{"id": quoted(idOf(i))})
		}
		scripts = append(scripts, script.String())
	}
	return scripts
}

func idOf(n int) string { return fmt.Sprintf("018f4e6c-0000-7000-8000-%012d", n) }

func columnsOf(r resource.Resource, body row) []string {
	columns := []string{`"id"`, `"version"`, `"created_at"`, `"updated_at"`}
	for _, f := range r.Fields {
		if _, ok := body[f.Key()]; ok {
			columns = append(columns, `"`+f.Key()+`"`)
		}
	}
	return columns
}

func valuesOf(d database, r resource.Resource, n int, body row) []string {
	now := d.literal(resource.Field{Type: resource.Time}, `"2026-01-02T03:04:05Z"`)
	values := []string{"'" + idOf(n) + "'", "7", now, now}
	for _, f := range r.Fields {
		if value, ok := body[f.Key()]; ok {
			values = append(values, d.literal(f, value))
		}
	}
	return values
}
