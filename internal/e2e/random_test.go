package e2e

import (
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
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/templates"
)

// TestMigrations_RandomHistories creates databases at every point of random histories
// and runs the migrations from there to the end and back. It runs them without a
// service, so that there can be many.
func TestMigrations_RandomHistories(t *testing.T) {
	if testing.Short() {
		t.Skip("runs thousands of migrations, which takes half a minute")
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
		points := random{t, p, rand.New(rand.NewPCG(seed, 5))}.history(12)
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
	// open creates an empty database and returns a function that runs scripts on it,
	// each in a transaction, up to the first that fails. The function returns their
	// output.
	open func(t *testing.T) (run func(scripts ...string) (printed string, err error))
	// literal formats a JSON value of a field as an SQL literal.
	literal func(f resource.Field, value string) string
}

// sqlite builds a program that runs scripts within a service, because newsvc itself
// has no database driver.
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
		file := filepath.Join(t.TempDir(), "random.db")
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
			panic(err) // The test's own values are invalid.
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
				if strings.Contains(script, noTransaction) {
					fmt.Fprintf(&all, "%s;\n\\echo ----\n", script)
				} else {
					fmt.Fprintf(&all, "BEGIN;\n%s;\nCOMMIT;\n\\echo ----\n", script)
				}
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

// random generates random histories.
type random struct {
	t    *testing.T
	pack *pack.Pack
	rand *rand.Rand
}

// history returns the answers of a service at the beginning and after each of n valid
// commands.
func (c random) history(n int) []spec.Answers {
	service, err := spec.Resolve(c.pack.Manifest, spec.PackRef{}, spec.Answers{Values: map[string]any{"name": "shop", "module": "example.com/shop"}})
	if err != nil {
		c.t.Fatal(err)
	}
	points := []spec.Answers{service.Answers()}
	for len(points) <= n {
		changed, err := c.command(change.Service{Manifest: c.pack.Manifest, Answers: points[len(points)-1], Now: time.Unix(0, 0), Rows: true})
		if refusal, ok := errors.AsType[*fault.Error](err); ok && refusal.Exit == fault.ExitUsage {
			continue // The random command is invalid.
		}
		if err != nil {
			c.t.Fatal(err)
		}
		points = append(points, changed.Spec.Answers())
	}
	return points
}

func (c random) command(s change.Service) (change.Change, error) {
	existing := func() resource.Resource { return s.Answers.Resources[c.rand.IntN(len(s.Answers.Resources))] }
	one, other := existing(), existing()
	switch c.rand.IntN(7) {
	case 0:
		r, err := resource.Parse(c.resource() + " " + strings.Join(c.fields(one.Name, other.Name), " "))
		if err != nil {
			return change.Change{}, err
		}
		return s.AddResources(r)
	case 1: // two resources that refer to each other
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
		for range 1 + c.rand.IntN(3) {
			names = append(names, one.Fields[c.rand.IntN(len(one.Fields))].Name)
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

// resource returns one of a few names, so that names are reused.
func (c random) resource() string {
	return []string{"alpha", "beta", "gamma", "delta"}[c.rand.IntN(4)]
}

// fields returns some fields with names that are reused. A third of them are
// references.
func (c random) fields(targets ...string) []string {
	var fields []string
	for range 1 + c.rand.IntN(3) {
		_, typed, _ := strings.Cut(everyType[c.rand.IntN(len(everyType))], ":")
		bare, _, _ := strings.Cut(typed, ":default=")
		typed = []string{typed, bare + ":optional", bare + ":optional:unique", bare + ":optional:index", bare, bare + ":unique"}[c.rand.IntN(6)]
		if c.rand.IntN(3) == 0 {
			typed = "ref=" + targets[c.rand.IntN(len(targets))] + []string{"", ":optional", ":optional:unique"}[c.rand.IntN(3)]
		}
		fields = append(fields, fmt.Sprintf("f%d:%s", c.rand.IntN(8), typed))
	}
	return fields
}

// passes creates a database at a point and migrates it to the end, back if that is
// possible, and to the end again. It must have the same rows each time.
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
	must("create", first...)
	must("fill", inserts(d, then, 0)...)
	before := must("query", see...)
	stop := func(what string, scripts ...string) {
		t.Helper()
		if len(scripts) > 0 {
			must(what, scripts...)
		}
		if after := must("query", see...); after != before {
			t.Errorf("%s: before:\n%s\nafter:\n%s", what, before, after)
		}
	}
	stop("migrate up", ups...)
	if comesBack(then, now) {
		stop("migrate down", downs...)
		stop("migrate up again", ups...)
	}
	must("insert", inserts(d, now, 10)...)
}
