package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/templates"
)

// TestRowsGoThroughHistoriesByChance makes databases at every point of
// histories of random commands, and runs the migrations between there and the
// end on them, forth and back. They are run as they are, without a service:
// so there can be many.
func TestRowsGoThroughHistoriesByChance(t *testing.T) {
	if testing.Short() {
		t.Skip("runs thousands of migrations: half a minute")
	}
	w := newWorld(t)
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	databases := []database{w.sqlite(t)}
	if w.server != nil {
		databases = append(databases, w.postgres())
	}
	for seed := range uint64(10) {
		points := chance{t, p, rand.New(rand.NewPCG(seed, 5))}.history(12)
		for _, d := range databases {
			migrations := render(t, p, points[len(points)-1], d.name)
			for i := range points {
				t.Run(fmt.Sprintf("%d from %d on %s", seed, i, d.name), func(t *testing.T) {
					t.Parallel()
					passes(t, d, migrations, points[i], points[len(points)-1])
				})
			}
		}
	}
}

// database runs scripts.
type database struct {
	name string
	// open makes an empty database, and returns what runs scripts on it: each in
	// a transaction, up to the first that fails. It returns what they printed.
	open func(t *testing.T) (run func(scripts ...string) (printed string, err error))
	// literal writes a value, which is JSON, as that of a field.
	literal func(f resource.Field, value string) string
}

// sqlite builds a program that runs scripts within a service, since newsvc
// itself knows no database.
func (w world) sqlite(t *testing.T) database {
	t.Helper()
	g := w.generate(t, service{values: answers("chi", contract.SQLite)})
	program, err := os.ReadFile(filepath.Join("testdata", "scripts", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(g.dir, "cmd", "scripts")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, "main.go"), program, 0o600)); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "scripts")
	run(t, g.dir, nil, "go", "build", "-o", binary, "./cmd/scripts")
	return database{contract.SQLite, func(t *testing.T) func(...string) (string, error) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "chance.db")
		return func(scripts ...string) (string, error) {
			cmd := exec.CommandContext(t.Context(), binary, file)
			cmd.Stdin = strings.NewReader(strings.Join(scripts, "\n----\n"))
			out, err := cmd.CombinedOutput()
			return string(out), err
		}
	}, sqliteLiteral}
}

func sqliteLiteral(f resource.Field, value string) string {
	switch f.Type {
	case resource.Bool:
		return map[string]string{"true": "1", "false": "0"}[value]
	case resource.Time:
		at, err := time.Parse(time.RFC3339, text(value))
		if err != nil {
			panic(err) // The values are known.
		}
		return fmt.Sprint(at.UnixMicro())
	}
	return literal(f, value)
}

func (w world) postgres() database {
	return database{contract.Postgres, func(t *testing.T) func(...string) (string, error) {
		t.Helper()
		url := w.server.Database(t)
		return func(scripts ...string) (string, error) {
			var all strings.Builder
			for _, script := range scripts {
				fmt.Fprintf(&all, "BEGIN;\n%s;\nCOMMIT;\n\\echo ----\n", script)
			}
			return w.server.Psql(t, url, all.String())
		}
	}, literal}
}

func literal(f resource.Field, value string) string {
	if f.Type != resource.JSON {
		value = text(value)
	}
	return "'" + strings.ReplaceAll(value, "'", "''") + "'"
}

// chance invents histories.
type chance struct {
	t      *testing.T
	pack   *pack.Pack
	random *rand.Rand
}

// history returns the answers of a service at its beginning and after each of
// n commands that worked.
func (c chance) history(n int) []spec.Answers {
	service, err := spec.Resolve(c.pack.Manifest, spec.PackRef{}, spec.Answers{Values: map[string]any{"name": "shop", "module": "example.com/shop"}})
	if err != nil {
		c.t.Fatal(err)
	}
	points := []spec.Answers{service.Answers()}
	for len(points) <= n {
		changed, err := c.command(change.Service{Manifest: c.pack.Manifest, Answers: points[len(points)-1], Now: time.Unix(0, 0), Rows: true})
		if refusal, ok := errors.AsType[*fault.Error](err); ok && refusal.Exit == fault.ExitUsage {
			continue // Chance asked for what can't be.
		}
		if err != nil {
			c.t.Fatal(err)
		}
		points = append(points, changed.Spec.Answers())
	}
	return points
}

func (c chance) command(s change.Service) (change.Change, error) {
	there := func() resource.Resource { return s.Answers.Resources[c.random.IntN(len(s.Answers.Resources))] }
	one, other := there(), there()
	switch c.random.IntN(7) {
	case 0:
		r, err := resource.Parse(c.resource() + " " + strings.Join(c.fields(one.Name, other.Name), " "))
		if err != nil {
			return change.Change{}, err
		}
		return s.AddResources(r)
	case 1: // two that refer to each other
		a, b := c.resource(), c.resource()
		first, errFirst := resource.Parse(a + " x:ref=" + b + ":optional " + strings.Join(c.fields(one.Name, a), " "))
		second, errSecond := resource.Parse(b + " y:ref=" + a + ":optional")
		if err := errors.Join(errFirst, errSecond); err != nil {
			return change.Change{}, err
		}
		return s.AddResources(first, second)
	case 2:
		return s.RemoveResources(one.Name)
	case 3:
		return s.RemoveResources(slices.Compact([]string{one.Name, other.Name})...)
	case 4:
		var names []string
		for range 1 + c.random.IntN(3) {
			names = append(names, one.Fields[c.random.IntN(len(one.Fields))].Name)
		}
		return s.RemoveFields(one.Name, names...)
	default:
		var fields []resource.Field
		for _, text := range c.fields(one.Name, other.Name) {
			f, err := resource.ParseField(text)
			if err != nil {
				return change.Change{}, err
			}
			fields = append(fields, f)
		}
		return s.AddFields(one.Name, fields...)
	}
}

// resource returns one of a few names, so that some come again.
func (c chance) resource() string {
	return []string{"alpha", "beta", "gamma", "delta"}[c.random.IntN(4)]
}

// fields returns some fields, of which each third is a reference, with names
// that come again.
func (c chance) fields(targets ...string) []string {
	var fields []string
	for range 1 + c.random.IntN(3) {
		_, typed, _ := strings.Cut(everyType[c.random.IntN(len(everyType))], ":")
		bare, _, _ := strings.Cut(typed, ":default=")
		typed = []string{typed, bare + ":optional", bare + ":optional:unique", bare + ":optional:index", bare, bare + ":unique"}[c.random.IntN(6)]
		if c.random.IntN(3) == 0 {
			typed = "ref=" + targets[c.random.IntN(len(targets))] + []string{"", ":optional", ":optional:unique"}[c.random.IntN(3)]
		}
		fields = append(fields, fmt.Sprintf("f%d:%s", c.random.IntN(8), typed))
	}
	return fields
}

// migration is a step's.
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
		switch {
		case at < 0:
		case strings.HasSuffix(f.Path, ".up.sql"):
			all[at].up = string(f.Data)
		default:
			all[at].down = string(f.Data)
		}
	}
	return all
}

// passes makes a database at a point, fills it, takes it to the end, back
// where that can be, and to the end again, and wants to see the same rows at
// each stop. New rows can be made at the end.
func passes(t *testing.T, d database, migrations []migration, then, now spec.Answers) {
	run := d.open(t)
	must := func(what string, scripts ...string) string {
		t.Helper()
		printed, err := run(scripts...)
		if err != nil {
			t.Fatalf("%s: %v\n%s\nof the scripts\n%s", what, err, printed, strings.Join(scripts, "\n----\n"))
		}
		return printed
	}
	var first, ups, downs []string
	for i, m := range migrations {
		if i < len(then.Schema) {
			first = append(first, m.up)
			continue
		}
		ups, downs = append(ups, m.up), append(downs, m.down)
	}
	slices.Reverse(downs)
	see := kept(then, now)
	must("make it", first...)
	must("fill it", inserts(d, then, 0)...)
	before := must("see it", see...)
	stop := func(what string, scripts ...string) {
		t.Helper()
		if len(scripts) > 0 {
			must(what, scripts...)
		}
		if after := must("see it", see...); after != before {
			t.Errorf("%s: there was\n%s\nand there is\n%s", what, before, after)
		}
	}
	stop("go to the end", ups...)
	if comesBack(then, now) {
		stop("go back", downs...)
		stop("go to the end again", ups...)
	}
	must("go on", inserts(d, now, 10)...)
}

// kept returns queries for what is there at both points, and all the way
// between: tables, and their columns.
func kept(then, now spec.Answers) []string {
	gone := goneBetween(then, now)
	queries := []string{"SELECT 1"}
	for _, r := range then.Resources {
		if gone[r.Name] {
			continue
		}
		columns := []string{`"id"`, `"created_at"`, `"updated_at"`}
		for _, f := range r.Fields {
			if !gone[r.Name+"."+f.Key()] {
				columns = append(columns, `"`+f.Key()+`"`)
			}
		}
		queries = append(queries, fmt.Sprintf(`SELECT %s FROM "%s" ORDER BY "id"`, strings.Join(columns, ", "), r.Plural))
	}
	return queries
}

// comesBack reports whether everything that goes between two points can come
// back to rows: all but what must differ from row to row.
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

// inserts returns scripts that make rows in every table, from the nth on.
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
	columns := []string{`"id"`, `"created_at"`, `"updated_at"`}
	for _, f := range r.Fields {
		if _, ok := body[f.Key()]; ok {
			columns = append(columns, `"`+f.Key()+`"`)
		}
	}
	return columns
}

func valuesOf(d database, r resource.Resource, n int, body row) []string {
	now := d.literal(resource.Field{Type: resource.Time}, `"2026-01-02T03:04:05Z"`)
	values := []string{"'" + idOf(n) + "'", now, now}
	for _, f := range r.Fields {
		if value, ok := body[f.Key()]; ok {
			values = append(values, d.literal(f, value))
		}
	}
	return values
}
